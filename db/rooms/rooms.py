"""Transactions in the closed rooms: each as the login of the person's role, in that role."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from db.acting import Act, ActingPool
from db.context import Context
from db.database import Database
from db.errors import AtlasError
from db.logins import ApplicationRole, Login

# By which login a role comes in; whoever has none here enters no room.
LOGINS = {
    ApplicationRole.INSPECTOR: Login.CASEWORK,
    ApplicationRole.LEADER: Login.CASEWORK,
    ApplicationRole.SOCIAL_WORKER: Login.SOCIAL,
    ApplicationRole.COORDINATOR: Login.SOCIAL,
    ApplicationRole.ADVISER: Login.ADVISER,
}
_ROLES = {role.value: role for role in LOGINS}
_EVERY_UNIT = frozenset({ApplicationRole.COORDINATOR, ApplicationRole.LEADER})


class NoRoom(AtlasError):  # noqa: N818 -- named for what happened, as everywhere
    """Somebody's role enters no room."""


class Rooms:
    """A pool for each login of the rooms; no connection is opened before somebody enters."""

    def __init__(self, database: Database) -> None:
        self._pools = {
            login: ActingPool(database, login, folder="rooms")
            for login in dict.fromkeys(LOGINS.values())
        }

    async def open(self) -> None:
        """Open the pools; their connections are made when they are first needed."""
        for pool in self._pools.values():
            await pool.open()

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.close()

    def acting(self, context: Context) -> AbstractAsyncContextManager[Act]:
        """A transaction in the role of the context, on the login that holds it."""
        role = _ROLES.get(context.role.value)
        if role is None:
            raise NoRoom("This role enters no room.", "Ask whoever manages access.")
        return self._pools[LOGINS[role]].acting(context)


def bounds(context: Context) -> dict[str, Any]:
    """Whose rows a statement is about, bound in it beside what the database itself verifies."""
    return {
        "municipality": context.municipality,
        "account": context.account,
        "unit": context.unit,
        "unit_name": context.unit_name,
        "every_unit": context.role in _EVERY_UNIT,
    }
