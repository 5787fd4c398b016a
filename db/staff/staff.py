"""Transactions as the login of the staff's room, each in one role with a signed context."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from db.acting import POOL_SIZE, Act, ActingPool
from db.context import Context
from db.database import Database
from db.logins import ApplicationRole, Login

__all__ = ["SIGNING_IN", "Act", "Staff", "at_once"]

# What signs people in, before anybody is known.
SIGNING_IN = Context(role=ApplicationRole.SIGN_IN)
_Told = TypeVar("_Told")


class Staff(ActingPool):
    """A pool of connections as the staff's login; none is opened before somebody signs in."""

    def __init__(self, database: Database, size: int = POOL_SIZE) -> None:
        super().__init__(database, Login.STAFF, folder="staff", size=size)

    @asynccontextmanager
    async def acting(self, context: Context = SIGNING_IN) -> AsyncIterator[Act]:
        """A transaction in the role of the context; before anybody is known, that of signing in."""
        async with super().acting(context) as act:
            yield act


def at_once(database: Database, work: Callable[[Staff], Awaitable[_Told]]) -> _Told:
    """Do something with the staff's room from a command, which has no loop of its own."""

    async def done() -> _Told:
        async with Staff(database, size=1) as staff:
            return await work(staff)

    return asyncio.run(done())
