"""Work that is done again and again in every registry, for as long as the service runs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from db.errors import AtlasError
from db.installation import Installation, Registry
from db.logins import Login
from db.migrate import current, newest
from db.revival import Tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One kind of such work.

    Attributes:
        name: What its thread is called.
        every_s: How long it rests between two rounds.
        work: What is done in one registry.
        trouble: The beginning of the line that tells what hinders it.
    """

    name: str
    every_s: float
    work: Callable[[Installation, Database], object]
    trouble: str


@contextmanager
def repeated(installation: Installation, tell: Tell, round_: Round) -> Iterator[None]:
    """Do the work every so often within the block, and once at its end.

    What hinders it is told once in one line, and tried again.
    """
    ended = threading.Event()
    thread = threading.Thread(
        target=_go_on, args=(installation, tell, round_, ended), name=round_.name
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _go_on(installation: Installation, tell: Tell, round_: Round, ended: threading.Event) -> None:
    told: dict[Registry, str] = {}
    while True:
        is_last = ended.wait(round_.every_s)
        for registry in Registry:
            trouble = _trouble(installation, registry, round_)
            if trouble and told.get(registry) != trouble:
                tell(f"{round_.trouble}: {trouble}")
            told[registry] = trouble
        if is_last:
            return


def _trouble(installation: Installation, registry: Registry, round_: Round) -> str:
    """What hinders the work in a registry; nothing where it was done, or is not there."""
    try:
        database = installation.database(registry)
        if registry is not installation.active() and not _is_there(database):
            return ""
        round_.work(installation, database)
    except (AtlasError, OSError, ValueError, psycopg.Error) as error:
        return str(error)
    return ""


def _is_there(database: Database) -> bool:
    """Whether a registry that is not shown was made, and is at the version of this program."""
    try:
        return current(database.conninfo(Login.READER)) == newest()
    except (psycopg.Error, SQLAlchemyError):
        return False
