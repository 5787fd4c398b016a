"""`landsbyatlas db`: make, migrate, keep, inspect and stop the database of the registries."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from db.backup import backup as make_backup
from db.errors import AtlasError
from db.init import scripts
from db.installation import Installation, Registry
from db.logins import Login
from db.migrate import current, newest
from db.restore import restore as restore_backup
from db.upgrade import upgrade_cluster
from gis_service.cli.progress import ProgressBar

app = typer.Typer(help="The database of the registries.", no_args_is_help=True)


@app.command()
def init(
    *,
    print_sql: Annotated[
        bool, typer.Option("--print-sql", help="Only print what an administrator would run.")
    ] = False,
) -> None:
    """Make roles, logins and extensions; where DATABASE_URL is set, as DATABASE_OWNER_URL."""
    if print_sql:
        print(scripts())
        return
    installation = Installation.here()
    with installation.running("db init"):
        for registry in _registries(installation):
            installation.initialise(registry)
            print(f"Initialised: {installation.database(registry).name}")


@app.command()
def migrate() -> None:
    """Bring the schema and the product's own rules to this version."""
    installation = Installation.here()
    with installation.running("db migrate"):
        for registry in _registries(installation):
            installation.migrate(registry)
            print(f"{installation.database(registry).name}: at version {newest()}")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")],
) -> None:
    """Keep the municipality's own registry in one file, also while the service runs."""
    installation = Installation.here()
    with installation.running("db backup"), ProgressBar("Counting") as bar:
        manifest = make_backup(installation, file.absolute(), bar.show)
    print(
        f"{manifest.database} is kept in {file}: {manifest.rows:,} rows in"
        f" {len(manifest.tables)} tables, {file.stat().st_size:,} bytes, read back and whole.\n"
        "It holds what the registry holds about people: keep it as carefully."
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `db backup` wrote.")],
    database: Annotated[
        str | None, typer.Option(help="Another database to restore into, which may be absent.")
    ] = None,
) -> None:
    """Restore a backup into the empty registry, or beside it, checked by counts and hashes."""
    installation = Installation.here()
    with installation.running("db restore"), ProgressBar("Reading") as bar:
        restored = restore_backup(installation, file.absolute(), database, bar.show)
    manifest = restored.manifest
    print(
        f"{restored.database} is restored as of {manifest.made_at}: {manifest.rows:,} rows in"
        f" {len(manifest.tables)} tables, every count and hash as it was kept."
    )
    print(
        "It is what the map shows now."
        if restored.is_shown
        else "The map shows what it showed before."
    )
    print(
        "Everybody signs in anew, and makes her tokens anew. Accounts stand as they stood then:"
        " close again what was closed since."
    )


@app.command()
def upgrade() -> None:
    """Move the private cluster to the newest PostgreSQL that is installed."""
    installation = Installation.here()
    cluster = installation.cluster
    if cluster is None:
        raise AtlasError(
            "DATABASE_URL is set: that server is not ours to upgrade.",
            "Keep the registry with `landsbyatlas db backup`, and restore it on the new server.",
        )
    with ProgressBar("Starting") as bar:
        moved = upgrade_cluster(cluster, bar.show)
    if moved is None:
        print("The cluster is at the newest PostgreSQL that is installed here.")
        return
    print(
        f"Moved {', '.join(moved.databases)} from PostgreSQL {moved.before} to {moved.after};"
        " every count and hash is as it was.\n"
        f"The old data stand in {moved.aside}: remove them when you have seen that all is there."
    )


@app.command()
def status() -> None:
    """Say where the registries are and at which version they stand; changes nothing."""
    installation = Installation.here()
    print(f"Data folder: {installation.data.path}")
    print(f"Shown:       the {installation.active()} registry")
    if installation.cluster is not None:
        running = installation.cluster.running()
        print(f"Cluster:     {f'running (process {running.pid})' if running else 'stopped'}")
        for holder in installation.cluster.holders():
            print(f"             used by {holder.purpose} (process {holder.pid})")
        if running is None:
            return
    elif installation.external is not None:
        print(f"Database:    {installation.external.address} (DATABASE_URL)")
    for registry in Registry:
        database = installation.database(registry)
        try:
            version = current(database.conninfo(Login.READER))
        except OperationalError as error:
            absent = "does not exist" in str(error.orig)
            print(f"{database.name}: {'not made yet' if absent else error.orig}")
            continue
        state = "current" if version == newest() else f"the program needs {newest()}"
        print(f"{database.name}: version {version} ({state})")


@app.command()
def stop() -> None:
    """Stop a private cluster that a killed service left running."""
    installation = Installation.here()
    if installation.cluster is None:
        raise AtlasError(
            "DATABASE_URL is set: that server is not ours to stop.",
            "Unset DATABASE_URL to stop the private cluster.",
        )
    was_running = installation.cluster.running() is not None
    installation.cluster.stop()
    print("The cluster is stopped." if was_running else "The cluster was not running.")


def _registries(installation: Installation) -> list[Registry]:
    """The real registry, and the demo where it is what is shown."""
    return [Registry.REAL] + ([Registry.DEMO] if installation.active() is Registry.DEMO else [])
