"""What has been imported: the runs, their files and counts, and the rows that were not taken."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from db.database import Database
from db.imports.turn import mark_interrupted
from db.logins import Login
from db.spreadsheet import shown

MAXIMUM_ROWS = 1000
_RUN = sql.SQL(
    "select id, kind, actor, started_at, finished_at, state, progress, counts, message, undone_at, "
    "undone_by, (select coalesce(array_agg(name order by f.id), '{}') from work.import_file f "
    "where f.run_id = r.id) as files from work.import_run r "
    # Those of a municipality, and of the command line where it has the registry alone.
    "where (%(own)s::text is null or r.municipality_code = %(own)s or (r.municipality_code is null "
    "and not exists (select from work.registry other where other.municipality_code <> %(own)s)))"
)
_FILE = (
    "select id, name, content_hash, form, target, registry, extract_date, counts, note "
    "from work.import_file where run_id = %s order by id"
)
_REJECTED = (
    "select r.id, f.name as file, r.line, r.column_name, r.reason_code, r.reason, "
    "case when %(has_content)s then r.content end as content "
    "from work.rejected_row r left join work.import_file f on f.id = r.file_id "
    "where r.run_id = %(run)s and r.id > %(after)s order by r.id limit %(limit)s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One import in the list of imports."""

    id: int
    kind: str
    actor: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    progress: float
    counts: Mapping[str, Any]
    message: str | None
    undone_at: datetime | None
    undone_by: str | None
    files: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One source of an import with its counts."""

    id: int
    name: str
    content_hash: str
    form: str | None
    target: str | None
    registry: str | None
    extract_date: date | None
    counts: Mapping[str, Any]
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that was not taken.

    Attributes:
        content: The row as read; None where the CPR guard refused it, or the reader may not see it.
    """

    id: int
    file: str | None
    line: int | None
    column_name: str | None
    reason_code: str
    reason: str
    content: Mapping[str, Any] | None


def runs(
    database: Database,
    *,
    limit: int = 50,
    before: int | None = None,
    municipality: str | None = None,
) -> list[RunRow]:
    """The newest imports of a municipality (None: of all) before the last one of a page."""
    mark_interrupted(database)
    with _connection(database) as connection, connection.cursor(row_factory=class_row(RunRow)) as c:
        query = _RUN + sql.SQL(
            " and coalesce(id < %(before)s::bigint, true) order by id desc limit %(limit)s"
        )
        asked = {"own": municipality, "before": before, "limit": min(limit, MAXIMUM_ROWS)}
        return c.execute(query, asked).fetchall()


def run(database: Database, number: int, municipality: str | None = None) -> RunRow | None:
    """One import; None where the municipality has none of that number."""
    with _connection(database) as connection, connection.cursor(row_factory=class_row(RunRow)) as c:
        asked = {"own": municipality, "run": number}
        return c.execute(_RUN + sql.SQL(" and id = %(run)s"), asked).fetchone()


def files_of(database: Database, number: int) -> list[FileRow]:
    """The sources of an import, in the order they were read."""
    with (
        _connection(database) as connection,
        connection.cursor(row_factory=class_row(FileRow)) as cursor,
    ):
        return cursor.execute(_FILE, [number]).fetchall()


def rejected(
    database: Database, number: int, *, has_content: bool, after: int = 0, limit: int = 100
) -> list[RejectedRow]:
    """Rejected rows of an import; `after` is the last id of the page before.

    The rows themselves, which may hold anything, only where they are asked for.
    """
    asked = {
        "has_content": has_content,
        "run": number,
        "after": after,
        "limit": min(limit, MAXIMUM_ROWS),
    }
    with (
        _connection(database) as connection,
        connection.cursor(row_factory=class_row(RejectedRow)) as cursor,
    ):
        return cursor.execute(_REJECTED, asked).fetchall()


def rejected_csv(
    database: Database,
    number: int,
    *,
    heading: Sequence[str],
    delimiter: str,
    has_content: bool,
) -> Iterator[str]:
    """All rejected rows of an import as CSV; what the CPR guard refused has no content.

    Args:
        database: The registry.
        number: The import.
        heading: What the reader calls file, line, column, reason code, reason and content.
        delimiter: What the reader's spreadsheet expects between cells.
        has_content: Whether the reader may see the rows themselves.
    """
    yield _csv(heading, delimiter)
    after = 0
    while rows := rejected(
        database, number, has_content=has_content, after=after, limit=MAXIMUM_ROWS
    ):
        for row in rows:
            content = "" if row.content is None else json.dumps(row.content, ensure_ascii=False)
            cells = (row.file, row.line, row.column_name, row.reason_code, row.reason, content)
            yield _csv(["" if cell is None else shown(str(cell)) for cell in cells], delimiter)
        after = rows[-1].id


def _csv(cells: Sequence[str], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow(cells)
    return line.getvalue()


def _connection(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.conninfo(Login.WRITER), autocommit=True)
