"""Runs migrations on the connection that `db.migrate` hands over, as the registry's owner."""

from alembic import context
from sqlalchemy import Connection, text

from db.logins import Role
from db.models.base import Base

LOCK_TIMEOUT = "10s"


def run(connection: Connection) -> None:
    """Migrate in one transaction, giving up soon when somebody holds a table."""
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        connection.execute(text(f"set local lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"set local role {Role.OWNER}"))
        context.run_migrations()


run(context.config.attributes["connection"])
