"""Seals the audit for as long as the service runs, and remembers how far it had come."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from pydantic import SecretStr

from db.database import Database
from db.errors import DatabaseError
from db.installation import Installation
from db.sealing import SIGNING_KEY, Progress, Seal, Verdict, seal_lines, verify

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
    reached = seal_lines(database, seal_of(installation))
    if reached > _reached(installation, database):
        installation.data.write_secret(_file(installation, database).name, f"{reached}\n")
    return reached


def verify_now(
    installation: Installation, database: Database, progress: Progress | None = None
) -> Verdict:
    """Verify the audit against the key and the position that are kept outside the database."""
    reached = _reached(installation, database)
    return verify(database, seal_of(installation), reached=reached, progress=progress)


@contextmanager
def sealed(installation: Installation) -> Iterator[None]:
    """Seal the shown registry's audit every few seconds within the block, and once at its end."""
    ended = threading.Event()
    thread = threading.Thread(target=_seal_on, args=(installation, ended), name="sealer")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _seal_on(installation: Installation, ended: threading.Event) -> None:
    while True:
        is_last = ended.wait(_EVERY_S)
        # Where the database is away or being made anew, what waits is sealed the next time.
        with suppress(psycopg.Error):
            seal_now(installation, installation.database())
        if is_last:
            return


def _reached(installation: Installation, database: Database) -> int:
    try:
        return int(_file(installation, database).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def _file(installation: Installation, database: Database) -> Path:
    return installation.data.path / f"audit-reached-{database.name}"
