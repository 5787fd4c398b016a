"""Keep a registry: all of its tables as of one moment, in one file that can be checked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from db import databases
from db.backup_file import Manifest, refuse_existing, write
from db.contents import Progress, contents, filled_table
from db.dumping import dump
from db.errors import BackupError
from db.installation import Installation, Registry
from db.migrate import current


@databases.enough_rights()
def backup(installation: Installation, path: Path, progress: Progress | None = None) -> Manifest:
    """Write a backup of the municipality's own registry, also where the demo is shown."""
    refuse_existing(path)
    database = installation.database(Registry.REAL)
    owner = database.as_owner()
    try:
        with psycopg.connect(owner) as connection:
            holds = filled_table(connection)
    except psycopg.OperationalError as error:
        if f'database "{database.name}" does not exist' not in str(error):
            raise
        holds = None
    if holds is None:
        raise BackupError(
            f"There is nothing to keep: the registry {database.name} is empty.",
            "A backup is of the municipality's own registry, after an import; the demo can be"
            " made again.",
        )
    return keep(owner, path, progress)


def keep(owner: str, path: Path, progress: Progress | None = None) -> Manifest:
    """Write a backup of one database, read as its owner (a libpq connection string)."""
    revision = current(owner)
    with psycopg.connect(owner) as connection:
        # Counts, hashes and dump are of the same moment, whatever is imported meanwhile.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("select pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        manifest = Manifest(
            database=connection.info.dbname,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            revision=revision,
            postgresql=connection.info.server_version // 10000,
            tables=contents(connection, progress),
        )
        write(path, manifest, _told(dump(owner, snapshot), progress))
    return manifest


def _told(pieces: Iterator[bytes], progress: Progress | None) -> Iterator[bytes]:
    """The same pieces, with word of how many went by."""
    for number, piece in enumerate(pieces):
        if progress:
            progress("Writing MB", number, 0)
        yield piece
