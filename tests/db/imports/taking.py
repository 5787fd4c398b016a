"""Imports of small files in tests: made here, taken by the engine, and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from db.database import Database
from db.imports.engine import ImportResult, run_import
from db.imports.source import ImportOptions
from db.logins import Login
from tests.conftest import DATA


@dataclass(frozen=True)
class Rejected:
    """A rejected row as the store keeps it."""

    line: int
    code: str
    reason: str
    column: str | None
    content: Mapping[str, Any] | None


def take(
    database: Database,
    *files: Path,
    registry: str | None = None,
    mapping: Mapping[str, object] | None = None,
    crs: str | None = None,
    dry_run: bool = False,
    extract_date: date | None = None,
) -> ImportResult:
    """Import files as a person would."""
    options = ImportOptions(
        actor="test",
        registry=registry,
        mapping=mapping,
        crs=crs,
        dry_run=dry_run,
        extract_date=extract_date,
    )
    return run_import(database, files, options)


def rows(database: Database, query: str) -> list[dict[str, Any]]:
    """What the importer's login reads."""
    with psycopg.connect(database.conninfo(Login.IMPORTER), row_factory=dict_row) as connection:
        return connection.execute(query.encode()).fetchall()


def rejected(database: Database, result: ImportResult) -> list[Rejected]:
    """The rejected rows of a run, as they are stored."""
    found = rows(
        database,
        "select line, reason_code, reason, column_name, content from work.rejected_row "
        f"where run_id = {result.run} order by line",
    )
    return [
        Rejected(
            line=row["line"],
            code=row["reason_code"],
            reason=row["reason"],
            column=row["column_name"],
            content=row["content"],
        )
        for row in found
    ]


def ended(result: ImportResult) -> tuple[int, int, int, int, int]:
    """How many rows were new, changed, unchanged, superseded and rejected; they must add up."""
    counts = result.counts
    assert counts.rows == sum(file.counts.rows for file in result.files)
    return counts.new, counts.changed, counts.unchanged, counts.superseded, counts.rejected


def write_csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A text file of these lines."""
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def shared(name: str) -> Path:
    """A file of the real data; the test is skipped where it is not at hand."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real data file {name} is not beside this project")
    return path


def keys(found: Sequence[Mapping[str, Any]], column: str) -> list[Any]:
    """One column of rows."""
    return [row[column] for row in found]
