"""Reads as the reader's login: statements are compiled by SQLAlchemy and run on psycopg."""

import copy
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import psycopg
from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.errors import QueryCanceled
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from db.access import Viewer
from db.context import SETTING, Reads, reading, reads_of
from db.database import Database
from db.logins import Login

POOL_SIZE = 4
# A browser that waits longer than this for a connection is better told that the database is away.
WAIT_S = 5.0
BATCH = 2_000
# A statement that runs so long was asked by nobody who still waits.
TIMEOUT_MS = 60_000
# A statement asks who reads when it first comes to a view, which may be at its very end: a binding
# lasts from there on as long as a statement may. What has no such end is bound for longer.
_BOUND_S = 2 * TIMEOUT_MS / 1000
_LEAST_S = TIMEOUT_MS / 1000
LONG_S = 3600.0
_BIND = b"select set_config(%s, %s, false)"
_BIND_LOCALLY = b"select set_config(%s, %s, true)"

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


class _Connection(AsyncConnection[DictRow]):
    """A connection that knows for whom it reads.

    Attributes:
        reads: The municipalities that it is bound to; None: to nobody.
        ends: When its binding ends, in seconds of the clock.
    """

    reads: Reads | None = None
    ends: float = 0.0


class Reader:
    """A pool of connections as the reader's login, each statement its own transaction.

    Bound to nobody it sees what belongs to no municipality; `seen_by` binds it to a viewer.
    """

    def __init__(self, database: Database, size: int = POOL_SIZE) -> None:
        self.database = database
        self._reads: Reads | None = None
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            database.conninfo(Login.READER),
            connection_class=_Connection,
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

    def seen_by(self, viewer: Viewer) -> "Reader":
        """The same pool, with the rows of `map` that this viewer may see."""
        bound = copy.copy(self)
        bound._reads = reads_of(viewer.registries)  # noqa: SLF001 -- its own copy
        return bound

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
        async with self._checked_out() as connection:
            cursor = connection.cursor(binary=is_binary)
            await cursor.execute(text.encode(), values)
            return await cursor.fetchall()

    @asynccontextmanager
    async def _checked_out(self) -> AsyncIterator[_Connection]:
        """A connection bound to whom this reader is bound to, and to nobody else."""
        async with self._pool.connection() as connection:
            is_long_enough = self._reads is None or connection.ends - time.time() > _LEAST_S
            if connection.reads != self._reads or not is_long_enough:
                await self._bind(connection)
            yield connection

    async def _bind(self, connection: _Connection) -> None:
        ends = time.time() + _BOUND_S
        token = ""
        if self._reads is not None:
            token = reading(self.database, self._reads, lasts_s=_BOUND_S)
        try:
            await connection.execute(_BIND, [SETTING, token])
        except BaseException:
            # Nobody knows whom it is bound to now: it reads for nobody any more.
            await connection.close()
            raise
        connection.reads, connection.ends = self._reads, ends

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
        async with self._checked_out() as connection, connection.transaction():
            # One statement may run as long as somebody reads from it.
            await connection.execute("set local statement_timeout = 0")
            if self._reads is not None:
                token = reading(self.database, self._reads, lasts_s=LONG_S)
                await connection.execute(_BIND_LOCALLY, [SETTING, token])
            async with connection.cursor(name=f"stream_{uuid4().hex}") as cursor:
                await cursor.execute(prepared.text.encode(), prepared.values)
                while found := await cursor.fetchmany(batch):
                    yield found


@contextmanager
def reading_as(
    database: Database, registries: frozenset[str] | None
) -> Iterator[psycopg.Connection[DictRow]]:
    """A connection of its own with the rows of these municipalities, for commands and threads."""
    with psycopg.connect(
        database.conninfo(Login.READER), row_factory=dict_row, autocommit=True
    ) as connection:
        bind_for_long(connection, database, registries)
        yield connection


def bind_for_long(
    connection: psycopg.Connection[Any], database: Database, registries: frozenset[str] | None
) -> None:
    """Bind a connection of one's own to these municipalities, None: to all, for a long reading."""
    token = reading(database, reads_of(registries), lasts_s=LONG_S)
    connection.execute(_BIND, [SETTING, token])


def read_rows(database: Database, viewer: Viewer, statement: ClauseElement) -> list[dict[str, Any]]:
    """Every row of a statement as a viewer sees it, for commands and threads."""
    prepared = prepare(statement)
    with reading_as(database, viewer.registries) as connection:
        return connection.execute(prepared.text.encode(), prepared.values).fetchall()
