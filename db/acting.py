"""Transactions of people: each as one login, in one role, with a signed context."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from db.context import SETTING, Context
from db.database import Database
from db.logins import Login
from db.reading import WAIT_S

POOL_SIZE = 2
TIMEOUT_MS = 10_000
_TAKE_ROLE = b"select set_config('role', %s, true), set_config(%s, %s, true)"


@cache
def statement(folder: str, name: str) -> bytes:
    """A file of `<folder>/sql/`, with named placeholders for values."""
    return files("db").joinpath(folder, "sql", f"{name}.sql").read_bytes()


class Act:
    """One transaction: what is done in it is done whole or not at all."""

    def __init__(self, connection: AsyncConnection[DictRow], folder: str) -> None:
        self._connection = connection
        self._folder = folder

    def with_statements_of(self, folder: str) -> "Act":
        """The same transaction, with the statements of another folder of `db/`."""
        return Act(self._connection, folder)

    async def rows(self, name: str, values: Mapping[str, Any] | None = None) -> list[DictRow]:
        """Every row that a statement returns."""
        cursor = await self._connection.execute(statement(self._folder, name), values)
        return await cursor.fetchall()

    async def row(self, name: str, values: Mapping[str, Any] | None = None) -> DictRow | None:
        """The first row that a statement returns, or nothing."""
        found = await self.rows(name, values)
        return found[0] if found else None

    async def run(self, name: str, values: Mapping[str, Any] | None = None) -> int:
        """How many rows a statement touched."""
        cursor = await self._connection.execute(statement(self._folder, name), values)
        return cursor.rowcount


class ActingPool:
    """A pool of connections as one login; none is opened before somebody acts."""

    def __init__(
        self, database: Database, login: Login, *, folder: str, size: int = POOL_SIZE
    ) -> None:
        self.database = database
        self._folder = folder
        self._pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            database.conninfo(login),
            min_size=0,
            max_size=size,
            open=False,
            timeout=WAIT_S,
            check=AsyncConnectionPool.check_connection,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "prepare_threshold": 2,
                "options": f"-c statement_timeout={TIMEOUT_MS} -c jit=off",
            },
        )

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Open the pool; its connections are made when they are first needed."""
        await self._pool.open()

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def acting(self, context: Context) -> AsyncIterator[Act]:
        """A transaction in the role of the context."""
        async with self._pool.connection() as connection, connection.transaction():
            token = context.token(self.database)
            await connection.execute(_TAKE_ROLE, [context.role.value, SETTING, token])
            yield Act(connection, self._folder)
