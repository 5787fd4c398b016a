"""Bring a registry's schema up or down, and tell where it stands."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.database import engine_of
from db.seeding import seed


def _config(connection: Connection) -> Config:
    config = _scripts()
    config.attributes["connection"] = connection
    return config


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("db").joinpath("migrations")))
    return config


def upgrade(owner: str, revision: str = "head") -> None:
    """Migrate up as the owner (a libpq connection string), in one transaction.

    At the newest revision the product's own rules and code lists are filled in as well.
    """
    with engine_of(owner).begin() as connection:
        command.upgrade(_config(connection), revision)
    if revision == "head":
        seed(owner)


def downgrade(owner: str, revision: str = "base") -> None:
    """Migrate down as the owner, in one transaction."""
    with engine_of(owner).begin() as connection:
        command.downgrade(_config(connection), revision)


def newest() -> str:
    """The revision that this version of the product needs."""
    head = ScriptDirectory.from_config(_scripts()).get_current_head()
    if head is None:
        message = "there are no migrations"
        raise RuntimeError(message)
    return head


def knows(revision: str) -> bool:
    """Whether this version of the product can bring a registry at the revision to its own."""
    scripts = ScriptDirectory.from_config(_scripts())
    return revision in {script.revision for script in scripts.walk_revisions()}


def current(conninfo: str) -> str | None:
    """The revision a registry stands at; None where nothing was migrated yet."""
    with engine_of(conninfo).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
