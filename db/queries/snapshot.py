"""One unchanging look at a registry, so that the rows of an export add up to its counts."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.rows import DictRow, dict_row, tuple_row
from sqlalchemy import ClauseElement

from db.access import Viewer
from db.database import Database
from db.logins import Login
from db.reading import bind_for_long, prepare

# Few enough that the values of a batch stay in the processor's cache until they are written.
BATCH = 500
# Whoever stopped reading must not keep the database from tidying up for ever.
_PATIENCE = "-c idle_in_transaction_session_timeout=10min -c jit=off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A read-only transaction of the reader's login: every statement sees the same rows.

    Long as it may take, each statement is bound anew to who looks.
    """

    connection: Connection[DictRow]
    database: Database
    viewer: Viewer

    def rows(self, statement: ClauseElement) -> list[dict[str, Any]]:
        """All rows of a small answer."""
        bind_for_long(self.connection, self.database, self.viewer.registries)
        prepared = prepare(statement)
        return self.connection.execute(prepared.text.encode(), prepared.values).fetchall()

    def row(self, statement: ClauseElement) -> dict[str, Any]:
        """The one row of an answer."""
        (row,) = self.rows(statement)
        return row

    def batches(
        self, statement: ClauseElement, batch: int = BATCH
    ) -> Iterator[Mapping[str, Sequence[Any]]]:
        """The rows in batches, column by column: flat memory whatever their number.

        They come from a cursor of the server, which makes the next batch while the caller still
        writes the one before it. Columns, since whoever writes many rows works column by column.
        """
        bind_for_long(self.connection, self.database, self.viewer.registries)
        prepared = prepare(statement)
        with (
            self.connection.cursor(name=f"snapshot_{uuid4().hex}", row_factory=tuple_row) as cursor,
            ThreadPoolExecutor(max_workers=1) as ahead,
        ):
            cursor.execute(prepared.text.encode(), prepared.values)
            names = [column.name for column in cursor.description or ()]
            coming = ahead.submit(cursor.fetchmany, batch)
            while found := coming.result():
                coming = ahead.submit(cursor.fetchmany, batch)
                yield dict(zip(names, zip(*found, strict=True), strict=True))


@contextmanager
def snapshot(database: Database, viewer: Viewer) -> Iterator[Snapshot]:
    """Look at a registry as it is now, on a connection of its own, for as long as it takes."""
    with psycopg.connect(
        database.conninfo(Login.READER), row_factory=dict_row, options=_PATIENCE
    ) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Snapshot(connection=connection, database=database, viewer=viewer)
