"""The databases of one server, made and removed by whoever may."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from db.errors import BackupError

MAINTENANCE = "postgres"


def at(owner: str, name: str) -> str:
    """The same server and login (a libpq connection string), another database."""
    return make_conninfo(owner, dbname=name)


@contextmanager
def enough_rights() -> Iterator[None]:
    """Tell a login that may not read or make everything, which a backup and a restore must."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"The login of DATABASE_OWNER_URL may not do that: {error.diag.message_primary}.",
            "Set DATABASE_OWNER_URL to a superuser for this command; nothing was changed.",
        ) from error


def names(owner: str) -> list[str]:
    """The databases that somebody made on the server."""
    with psycopg.connect(owner) as connection:
        rows = connection.execute(
            "select datname from pg_database where not datistemplate and datname <> %s order by 1",
            [MAINTENANCE],
        ).fetchall()
    return [str(name) for (name,) in rows]


def create(owner: str, name: str, template: str = "template0") -> None:
    """Make a database where it is absent."""
    statement = sql.SQL("create database {} template {} encoding 'UTF8'").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(owner, autocommit=True) as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.DuplicateDatabase:
            return


def drop(owner: str, name: str) -> None:
    """Remove a database and everything in it, whoever is connected."""
    _run(owner, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def replace(owner: str, name: str, successor: str) -> None:
    """Have a database take the name of another, which is removed unless somebody uses it."""
    _run(owner, sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
    _run(
        owner,
        sql.SQL("alter database {} rename to {}").format(
            sql.Identifier(successor), sql.Identifier(name)
        ),
    )


def _run(owner: str, statement: sql.Composed) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(statement)
