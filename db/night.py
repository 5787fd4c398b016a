"""The nightly deletion of what retention has let go of, also of nights that nobody was there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

import psycopg
from psycopg.rows import class_row

from db.clock import COPENHAGEN
from db.context import SETTING, Context
from db.database import Database
from db.installation import Installation
from db.logins import ApplicationRole, Login
from db.revival import Tell
from db.rounds import Round, repeated

# When a night's turn has come, in Copenhagen: nobody is at work, and it is on no day twice.
BEGINS = timedelta(hours=2)
_NIGHT = Context(role=ApplicationRole.RETENTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a night deleted in one municipality."""

    receipt: int
    municipality_code: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How many rows of a kind are due in one municipality, and from which day."""

    municipality_code: str
    subject: str
    rows: int
    first_due: date


def purge_now(database: Database) -> Sequence[Receipt]:
    """Delete what is due today, in one transaction; a receipt for each municipality."""
    with _acting(database) as connection, connection.cursor(row_factory=class_row(Receipt)) as rows:
        return rows.execute(_script("purge")).fetchall()


def due(database: Database, until: date) -> Sequence[Due]:
    """What is due by a day, a month from now at most; deletes nothing."""
    with _acting(database) as connection, connection.cursor(row_factory=class_row(Due)) as rows:
        return rows.execute(_script("due_counts"), [until]).fetchall()


@contextmanager
def nightly(installation: Installation, tell: Tell) -> Iterator[None]:
    """Delete what is due in every registry, each night within the block.

    A night that was missed is made good at once.
    """
    with repeated(installation, tell, _RETENTION):
        yield


def work_if_due(
    installation: Installation, database: Database, now: datetime | None = None
) -> Sequence[Receipt]:
    """Do the night's work unless it is done; which night it was is kept beside the database."""
    night = night_of(now or datetime.now(COPENHAGEN))
    kept = installation.data.path / f"retention-ran-{database.name}"
    if _last(kept) >= night:
        return ()
    receipts = purge_now(database)
    installation.data.write_secret(kept.name, f"{night.isoformat()}\n")
    return receipts


def night_of(now: datetime) -> date:
    """The day whose night has begun last."""
    return (now.astimezone(COPENHAGEN).replace(tzinfo=None) - BEGINS).date()


def _last(kept: Path) -> date:
    try:
        return date.fromisoformat(kept.read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return date.min


@contextmanager
def _acting(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        connection.execute(
            "select set_config('role', %s, true), set_config(%s, %s, true)",
            [_NIGHT.role.value, SETTING, _NIGHT.token(database)],
        )
        yield connection


@cache
def _script(name: str) -> bytes:
    return files("db").joinpath("log", "sql", f"{name}.sql").read_bytes()


_RETENTION = Round(
    name="retention",
    every_s=60.0,
    work=work_if_due,
    trouble="What is due cannot be deleted now, and waits",
)
