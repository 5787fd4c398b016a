"""`landsbyatlas db`: make, migrate, inspect and stop the database of the registries."""

from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from db.errors import AtlasError
from db.init import scripts
from db.installation import Installation, Registry
from db.logins import Login
from db.migrate import current, newest

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
