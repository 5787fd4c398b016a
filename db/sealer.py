"""Seals the audit for as long as the service runs, and remembers how far it had come."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from db.database import Database
from db.errors import DatabaseError
from db.installation import Installation
from db.revival import Tell
from db.rounds import Round, repeated
from db.sealing import NOWHERE, SIGNING_KEY, Progress, Reached, Seal, Verdict, seal_lines, verify


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
    """Seal the audit of every registry every few seconds within the block, and once at its end."""
    with repeated(installation, tell, _SEALING):
        yield


def _reached(installation: Installation, database: Database) -> Reached:
    try:
        position, link = _file(installation, database).read_text(encoding="ascii").split()
        return Reached(position=int(position), link=bytes.fromhex(link))
    except (FileNotFoundError, ValueError):
        return NOWHERE


def _file(installation: Installation, database: Database) -> Path:
    return installation.reached_file(database.name)


_SEALING = Round(
    name="sealer",
    every_s=5.0,
    work=seal_now,
    trouble="The audit cannot be sealed now, and waits",
)
