"""Seals the audit for as long as the service runs, and remembers how far it had come."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from db.errors import AtlasError, DatabaseError
from db.installation import Installation, Registry
from db.logins import Login
from db.migrate import current, newest
from db.revival import Tell
from db.sealing import NOWHERE, SIGNING_KEY, Progress, Reached, Seal, Verdict, seal_lines, verify

_EVERY_S = 5.0


def seal_of(installation: Installation) -> Seal:
    """The seal of the installation: its key is in the data folder, never in the database."""
    secret: SecretStr | None = installation.data.kept_secret(SIGNING_KEY)
    if secret is None:
        raise DatabaseError(
            f"The key that the audit is signed with cannot be read in {installation.data.path}.",
            "Run this as the account of the service.",
        )
    return Seal(secret=secret)


def seal_now(installation: Installation, database: Database) -> int:
    """Chain and sign what has committed; the position that the chain now ends at."""
    before = _reached(installation, database)
    now = seal_lines(database, seal_of(installation), before)
    if now.position > before.position:
        told = f"{now.position} {now.link.hex()}\n"
        installation.data.write_secret(_file(installation, database).name, told)
    return now.position


def verify_now(
    installation: Installation, database: Database, progress: Progress | None = None
) -> Verdict:
    """Verify the audit against the key and the position that are kept outside the database."""
    reached = _reached(installation, database)
    return verify(database, seal_of(installation), reached=reached, progress=progress)


@contextmanager
def sealed(installation: Installation, tell: Tell) -> Iterator[None]:
    """Seal the audit of every registry every few seconds within the block, and once at its end.

    What hinders it is told once in one line, and tried again.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_seal_on, args=(installation, tell, ended), name="sealer")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _seal_on(installation: Installation, tell: Tell, ended: threading.Event) -> None:
    told: dict[Registry, str] = {}
    while True:
        is_last = ended.wait(_EVERY_S)
        for registry in Registry:
            trouble = _trouble(installation, registry)
            if trouble and told.get(registry) != trouble:
                tell(f"The audit cannot be sealed now, and waits: {trouble}")
            told[registry] = trouble
        if is_last:
            return


def _trouble(installation: Installation, registry: Registry) -> str:
    """What hinders sealing a registry; nothing where it was sealed, or is not there."""
    try:
        database = installation.database(registry)
        if registry is not installation.active() and not _is_there(database):
            return ""
        seal_now(installation, database)
    except (AtlasError, OSError, ValueError, psycopg.Error) as error:
        return str(error)
    return ""


def _is_there(database: Database) -> bool:
    """Whether a registry that is not shown was made, and is at the version of this program."""
    try:
        return current(database.conninfo(Login.READER)) == newest()
    except (psycopg.Error, SQLAlchemyError):
        return False


def _reached(installation: Installation, database: Database) -> Reached:
    try:
        position, link = _file(installation, database).read_text(encoding="ascii").split()
        return Reached(position=int(position), link=bytes.fromhex(link))
    except (FileNotFoundError, ValueError):
        return NOWHERE


def _file(installation: Installation, database: Database) -> Path:
    return installation.reached_file(database.name)
