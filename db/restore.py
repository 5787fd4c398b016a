"""Bring a registry back from a backup: beside what is there, checked, and only then in place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import psycopg
from pydantic import SecretStr

from db import databases
from db.backup_file import Manifest, dump_of, read
from db.contents import Content, Progress, contents, filled_table
from db.context import install_key
from db.dumping import load
from db.errors import BackupError
from db.init import initialise
from db.installation import Installation, Registry
from db.logins import Login
from db.migrate import knows, newest, upgrade

_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
_SUFFIX = "_restoring"
_REVOKE = files("db").joinpath("sql", "revoke.sql").read_bytes()
_USED = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and backend_type = 'client backend'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A registry that came back.

    Attributes:
        is_shown: Whether it is the municipality's own, which the service shows from now on.
    """

    database: str
    manifest: Manifest
    is_shown: bool


@databases.enough_rights()
def restore(
    installation: Installation,
    path: Path,
    name: str | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Restore a backup into the empty registry, or into another database that is named.

    Whatever goes wrong before the end, the database is as it was.
    """
    manifest = read(path)
    real = installation.database(Registry.REAL)
    target = name or real.name
    _refuse_name(installation, target)
    # Also logins and their secrets, where this server has never held a registry.
    installation.initialise(Registry.REAL)
    real = installation.database(Registry.REAL)
    server = databases.at(real.as_owner(), databases.MAINTENANCE)
    if target in databases.names(server):
        _refuse_filled(databases.at(server, target), target)
    staged = f"{target}{_SUFFIX}"
    databases.drop(server, staged)
    bring(server, path, manifest, staged, secrets=real.secrets, progress=progress)
    try:
        _finish(databases.at(server, staged))
        # A backup holds no key of contexts, and without one nobody is shown anything.
        install_key(databases.at(server, staged), replace(real, name=target))
        databases.replace(server, target, staged)
        # Its audit ends where the backup was made, and is sealed on from there.
        installation.reached_file(target).unlink(missing_ok=True)
    except psycopg.errors.ObjectInUse:
        raise _used(target) from None
    finally:
        databases.drop(server, staged)
    if target == real.name:
        installation.activate(Registry.REAL)
    return Restored(database=target, manifest=manifest, is_shown=target == real.name)


def bring(
    server: str,
    path: Path,
    manifest: Manifest,
    name: str,
    *,
    secrets: Mapping[Login, SecretStr],
    progress: Progress | None = None,
) -> None:
    """Make a database from a backup and check it by counts and hashes: it is there whole or not."""
    owner = databases.at(server, name)
    databases.create(server, name)
    try:
        with psycopg.connect(owner) as connection:
            _refuse_foreign(manifest, connection.info.server_version // 10000)
        initialise(owner, secrets)
        if progress:
            progress("Restoring", 0, 0)
        load(owner, dump_of(path))
        with psycopg.connect(owner) as connection:
            _refuse_differing(manifest, contents(connection, progress))
    except BaseException:
        databases.drop(server, name)
        raise


def _finish(owner: str) -> None:
    """Bring the schema to this version, close what stood open, and gather what plans need."""
    upgrade(owner)
    with psycopg.connect(owner) as connection:
        connection.execute("set local role atlas_owner")
        connection.execute(_REVOKE)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")


def _refuse_name(installation: Installation, name: str) -> None:
    reserved = {databases.MAINTENANCE, installation.database(Registry.DEMO).name}
    if name in reserved or (
        name != installation.database(Registry.REAL).name and not _NAME.fullmatch(name)
    ):
        raise BackupError(
            f"A registry cannot be restored into a database called {name}.",
            "Name another, of small letters, digits and underscores.",
        )


def _refuse_filled(owner: str, name: str) -> None:
    with psycopg.connect(owner) as connection:
        table = filled_table(connection)
        used = connection.execute(_USED).fetchone() != (0,)
    if table is not None:
        raise BackupError(
            f"The database {name} holds a registry already ({table} has rows), and a restore"
            " overwrites nothing.",
            "Restore beside it with --database NAME.",
        )
    if used:
        raise _used(name)


def _refuse_foreign(manifest: Manifest, server: int) -> None:
    if manifest.postgresql > server:
        raise BackupError(
            f"The backup was made on PostgreSQL {manifest.postgresql}; this server is {server}.",
            f"Restore it on PostgreSQL {manifest.postgresql} or newer.",
        )
    if manifest.revision is not None and not knows(manifest.revision):
        raise BackupError(
            f"The backup stands at version {manifest.revision}, which this program does not know"
            f" (its own is {newest()}).",
            "Install the version of Landsbyatlas that made it, or a newer one.",
        )


def _refuse_differing(manifest: Manifest, found: Mapping[str, Content]) -> None:
    differing = sorted(
        table
        for table in manifest.tables.keys() | found.keys()
        if manifest.tables.get(table) != found.get(table)
    )
    if differing:
        raise BackupError(
            f"What was restored is not what was kept: {', '.join(differing)} differ.",
            "It was removed again, and nothing was changed. Take another backup.",
        )


def _used(name: str) -> BackupError:
    return BackupError(
        f"Somebody uses the database {name}.", "Stop the service with Ctrl-C, and run it again."
    )
