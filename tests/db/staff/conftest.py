"""The staff's room of a registry, asked without a service."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from db.context import Context
from db.database import Database
from db.logins import ApplicationRole
from db.staff.staff import SIGNING_IN, Act, Staff, at_once

_Told = TypeVar("_Told")
Doing = Callable[..., object]


class Room:
    """Does things in the staff's room, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, work: Callable[[Act], Awaitable[_Told]], context: Context = SIGNING_IN) -> _Told:
        """One transaction."""

        async def done(staff: Staff) -> _Told:
            async with staff.acting(context) as act:
                return await work(act)

        return at_once(self.database, done)


@pytest.fixture
def room(database: Database) -> Room:
    """The module's."""
    return Room(database)


def administrator(municipality: str) -> Context:
    """An administrator of a municipality."""
    return Context(role=ApplicationRole.ADMINISTRATOR, municipality=municipality, account=1)
