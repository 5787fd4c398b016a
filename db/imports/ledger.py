"""What is written of a run while it runs, apart from its data: a failed run can be read."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Protocol, Self

import psycopg
from psycopg.types.json import Jsonb

from db.audited_run import NO_RUN, sign
from db.database import Database
from db.imports.loading import Counts
from db.imports.source import Rejection, Source
from db.logins import Login
from db.person import COMMAND_LINE, Person

# Rejections go out in batches; the person who waits sees progress twice a second.
_BATCH = 500
_INTERVAL_S = 0.5
_SHOWN = 20
# The run vouches for what it writes here; what it signed holds for a minute.
_VOUCHED_S = 20


class Ledger(Protocol):
    """Where a run tells what it is doing."""

    def begin(self, actor: str) -> int:
        """Open a run; its number."""
        ...

    def file(self, source: Source) -> int:
        """A source of the run; its number."""
        ...

    def reject(self, file_id: int, rejection: Rejection) -> None:
        """Keep a rejected row."""
        ...

    def progress(self, share: float) -> None:
        """Say how far the run is, between 0 and 1."""
        ...

    def flush(self) -> None:
        """Write what still waits."""
        ...

    def fail(self, message: str) -> None:
        """The run did not come through, and why."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class KeptLedger:
    """The ledger of a real run: committed apart from the data, row by row."""

    def __init__(self, connection: psycopg.Connection, database: Database, person: Person) -> None:
        self._connection = connection
        self._database = database
        self._person = person
        self._run = NO_RUN
        self._vouched: tuple[int, float] | None = None
        self._waiting: list[tuple[object, ...]] = []
        self._told = 0.0

    @classmethod
    def of(cls, database: Database, person: Person = COMMAND_LINE) -> Self:
        """A ledger on a second connection of the importer."""
        connection = psycopg.connect(database.conninfo(Login.IMPORTER), autocommit=True)
        return cls(connection, database, person)

    def begin(self, actor: str) -> int:
        """Open a run; its number."""
        self._run = _number(
            self._vouching().execute(
                "insert into work.import_run (actor, municipality_code) values (%s, %s)"
                " returning id",
                [actor, self._person.municipality],
            )
        )
        return self._run

    def file(self, source: Source) -> int:
        """A source of the run; its number."""
        return _number(
            self._vouching().execute(
                "insert into work.import_file "
                "(run_id, name, content_hash, form, target, registry, extract_date, note) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s) returning id",
                [
                    self._run,
                    source.name,
                    source.content_hash,
                    source.form,
                    source.target,
                    source.registry,
                    source.extract_date,
                    "\n".join(source.notes) or None,
                ],
            )
        )

    def reject(self, file_id: int, rejection: Rejection) -> None:
        """Keep a rejected row."""
        content = None if rejection.content is None else Jsonb(_storable(rejection.content))
        self._waiting.append(
            (
                self._run,
                file_id,
                rejection.line,
                rejection.column,
                rejection.reason_code,
                rejection.reason,
                content,
            )
        )
        if len(self._waiting) >= _BATCH:
            self.flush()

    def progress(self, share: float) -> None:
        """Say how far the run is, between 0 and 1."""
        now = time.monotonic()
        if now - self._told >= _INTERVAL_S:
            self._told = now
            self._vouching().execute(
                "update work.import_run set progress = %s where id = %s", [share, self._run]
            )

    def flush(self) -> None:
        """Write the rejections that still wait."""
        if self._waiting:
            with self._vouching().cursor() as cursor:
                cursor.executemany(
                    "insert into work.rejected_row "
                    "(run_id, file_id, line, column_name, reason_code, reason, content) "
                    "values (%s, %s, %s, %s, %s, %s, %s)",
                    self._waiting,
                )
            self._waiting.clear()

    def fail(self, message: str) -> None:
        """The run did not come through, and why."""
        self.flush()
        # Its lock is free by now, so that somebody may have taken it for interrupted.
        self._vouching().execute(
            "update work.import_run set state = 'failed', message = %s, "
            "finished_at = clock_timestamp() where id = %s and state in ('running', 'interrupted')",
            [message, self._run],
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _vouching(self) -> psycopg.Connection:
        """The connection, with the run vouched for: what it writes is told by the run's line."""
        now = time.monotonic()
        if (
            self._vouched is None
            or self._vouched[0] != self._run
            or now - self._vouched[1] > _VOUCHED_S
        ):
            context = self._person.context(Login.IMPORTER, run=self._run)
            sign(self._connection, self._database, context)
            self._vouched = (self._run, now)
        return self._connection


class DryLedger:
    """The ledger of a dry run: nothing is written; the first rejections are kept to be shown."""

    def __init__(self) -> None:
        self._files = 0
        self.rejections: list[Rejection] = []

    def begin(self, actor: str) -> int:
        """A dry run has no number."""
        del actor
        return 0

    def file(self, source: Source) -> int:
        """A source of the run; its number."""
        del source
        self._files += 1
        return self._files

    def reject(self, file_id: int, rejection: Rejection) -> None:
        """Keep one of the first rejected rows."""
        del file_id
        if len(self.rejections) < _SHOWN:
            self.rejections.append(rejection)

    def progress(self, share: float) -> None:
        """Nobody reads the progress of a dry run here."""

    def flush(self) -> None:
        """Nothing waits."""

    def fail(self, message: str) -> None:
        """Nothing was begun."""

    def close(self) -> None:
        """Nothing is open."""


def finish_untold(connection: psycopg.Connection, run: int) -> None:
    """Write the state of a run inside its own transaction, and nothing of what it did."""
    connection.execute(
        "update work.import_run set state = 'committed', progress = 1, "
        "finished_at = clock_timestamp() where id = %s",
        [run],
    )


def finish(
    connection: psycopg.Connection,
    run: int,
    files: Mapping[int, Counts],
    notes: Mapping[int, Sequence[str]],
) -> None:
    """Write the counts and the state of a run inside its own transaction: committed together."""
    total: dict[str, object] = dict(sum(files.values(), Counts()).as_dict())
    connection.execute(
        "update work.import_run set state = 'committed', progress = 1, counts = %s, "
        "finished_at = clock_timestamp() where id = %s",
        [Jsonb(total), run],
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "update work.import_file set counts = %s, "
            "note = nullif(concat_ws(E'\\n', note, %s::text), '') where id = %s",
            [
                (Jsonb(counts.as_dict()), "\n".join(notes.get(file_id, ())) or None, file_id)
                for file_id, counts in files.items()
            ],
        )


def _storable(content: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """The row without the character that the database cannot hold."""
    if "\\u0000" not in json.dumps(dict(content)):
        return content
    return {
        key.replace("\x00", ""): value and value.replace("\x00", "")
        for key, value in content.items()
    }


def _number(cursor: psycopg.Cursor) -> int:
    row = cursor.fetchone()
    if row is None:
        raise RuntimeError("the registry gave no number")
    return int(row[0])
