"""Reads as the reader's login: statements are compiled by SQLAlchemy and run on psycopg."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.errors import QueryCanceled
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import ClauseElement, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from db.database import Database
from db.logins import Login

POOL_SIZE = 4
# A browser that waits longer than this for a connection is better told that the database is away.
WAIT_S = 5.0
BATCH = 2_000
# A statement that runs so long was asked by nobody who still waits.
TIMEOUT_MS = 60_000

_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A statement compiled once: its text, and the values bound so far.

    Attributes:
        values: By name; those still missing are given with each run.
    """

    text: str
    values: Mapping[str, Any]


def prepare(statement: ClauseElement) -> Prepared:
    """Compile a statement for psycopg."""
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return Prepared(text=str(compiled), values=dict(compiled.params))


class Reader:
    """A pool of connections as the reader's login, each statement its own transaction."""

    def __init__(self, database: Database, size: int = POOL_SIZE) -> None:
        self.database = database
        self._pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            database.conninfo(Login.READER),
            min_size=1,
            max_size=size,
            open=False,
            timeout=WAIT_S,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "prepare_threshold": 2,
                "options": f"-c statement_timeout={TIMEOUT_MS} -c jit=off",
            },
        )

    async def open(self) -> None:
        """Open the pool; fails where the database does not answer."""
        await self._pool.open(wait=True, timeout=10)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()

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

    async def rows(
        self, statement: ClauseElement | Prepared, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Every row, by column name."""
        prepared = statement if isinstance(statement, Prepared) else prepare(statement)
        bound = {**prepared.values, **(values or {})}
        return await self._fetched(prepared.text, bound, is_binary=False)

    async def _fetched(
        self, text: str, values: Mapping[str, Any], *, is_binary: bool
    ) -> list[dict[str, Any]]:
        try:
            return await self._run(text, values, is_binary=is_binary)
        except (InterfaceError, OperationalError) as error:
            if isinstance(error, QueryCanceled):
                raise
            # The database was restarted or let the connection go: reading twice harms nobody.
            await self._pool.check()
            return await self._run(text, values, is_binary=is_binary)

    async def _run(
        self, text: str, values: Mapping[str, Any], *, is_binary: bool
    ) -> list[dict[str, Any]]:
        async with self._pool.connection() as connection:
            cursor = connection.cursor(binary=is_binary)
            await cursor.execute(text.encode(), values)
            return await cursor.fetchall()

    async def content(self, prepared: Prepared, values: Mapping[str, Any]) -> bytes:
        """The bytes that a statement makes, in the database's own binary form; none where null."""
        bound = {**prepared.values, **values}
        rows = await self._fetched(prepared.text, bound, is_binary=True)
        return bytes(next(iter(rows[0].values())) or b"") if rows else b""

    async def row(
        self, statement: ClauseElement | Prepared, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """The first row, or nothing."""
        found = await self.rows(statement, values)
        return found[0] if found else None

    async def scalar(
        self, statement: ClauseElement | Prepared, values: Mapping[str, Any] | None = None
    ) -> Any:
        """The first value of the first row, or nothing."""
        found = await self.row(statement, values)
        return next(iter(found.values())) if found else None

    async def stream(
        self, statement: ClauseElement | Prepared, batch: int = BATCH
    ) -> AsyncIterator[Sequence[dict[str, Any]]]:
        """The rows in batches, from a cursor of the server: flat memory whatever their number."""
        prepared = statement if isinstance(statement, Prepared) else prepare(statement)
        async with self._pool.connection() as connection, connection.transaction():
            # One statement may run as long as somebody reads from it.
            await connection.execute("set local statement_timeout = 0")
            async with connection.cursor(name=f"stream_{uuid4().hex}") as cursor:
                await cursor.execute(prepared.text.encode(), prepared.values)
                while found := await cursor.fetchmany(batch):
                    yield found


def read_rows(engine: Engine, statement: ClauseElement) -> list[dict[str, Any]]:
    """Every row of a statement, for commands and threads."""
    prepared = prepare(statement)
    with engine.connect() as connection:
        result = connection.exec_driver_sql(prepared.text, dict(prepared.values))
        return [dict(row) for row in result.mappings()]
