"""A municipality with some weeks of log behind it, and its officer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import psycopg
import pytest

from db.acting import Act
from db.context import Context
from db.database import Database
from db.logins import ApplicationRole
from db.staff.staff import Staff, at_once

_Told = TypeVar("_Told")
OFFICER = Context(role=ApplicationRole.DATA_PROTECTION_OFFICER, municipality="0360", account=1)
ELSEWHERE = Context(role=ApplicationRole.DATA_PROTECTION_OFFICER, municipality="0773", account=2)
MONTH = date(2026, 9, 1)
_FILL = """
    insert into staff.unit (municipality_code, name) values ('0360', 'Børn'), ('0773', 'Børn');
    insert into staff.account (municipality_code, name, display_name, role, unit_id)
    values ('0360', 'eva', 'Eva', 'data_protection_officer', null),
           ('0773', 'ida', 'Ida', 'data_protection_officer', null),
           ('0360', 'sanne', 'Sanne', 'social_worker', 1);
    insert into audit.line (at, municipality_code, account_id, role, login, action, area,
                            table_name, property_key)
    select timestamptz '2026-09-02 10:00+02' + make_interval(hours => n), code, 3,
           'atlas_social_worker', 'atlas_social_login', action, area, name, 'bfe:' || n % 7
    from generate_series(1, 30) n
    cross join (values ('0360'), ('0773')) as c (code)
    cross join (values ('update', 'work', 'grade'), ('event', 'signed_in', null)) as w
      (action, area, name);
    insert into audit.line (at, municipality_code, account_id, role, login, action, area,
                            table_name, property_key)
    select timestamptz '2026-09-05 10:00+02', '0360', 3, 'atlas_social_worker',
           'atlas_social_login', 'read', 'social', 'unit_note', 'bfe:' || n
    from generate_series(1, 5) n;
"""


@dataclass(frozen=True, slots=True)
class Log:
    """Does things in the log, each in a transaction of its own."""

    database: Database

    def do(self, work: Callable[[Act], Awaitable[_Told]], context: Context = OFFICER) -> _Told:
        """One transaction."""

        async def done(staff: Staff) -> _Told:
            async with staff.acting(context) as act:
                return await work(act)

        return at_once(self.database, done)

    def by_hand(self, statement: str) -> list[tuple[object, ...]]:
        """What somebody with the whole database in his hands does."""
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as owner:
            cursor = owner.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def log(own_database: Database) -> Log:
    """The log of two municipalities."""
    made = Log(own_database)
    made.by_hand(_FILL)
    return made
