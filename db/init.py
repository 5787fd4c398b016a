"""Make what one registry needs before migrations: roles, logins, extensions and an owner."""

from collections.abc import Mapping
from importlib.resources import files

import psycopg
from psycopg import sql
from pydantic import SecretStr

from db.logins import ApplicationRole, Login, Role


def scripts() -> str:
    """The SQL of `db init`, for a database administrator who would rather run it herself."""
    return "\n".join(_script(name) for name in ("roles.sql", "database.sql"))


def initialise(owner: str, secrets: Mapping[Login, SecretStr]) -> None:
    """Make roles, logins and extensions as a superuser (libpq connection string), or again."""
    with psycopg.connect(owner) as connection:
        # Roles belong to the whole cluster: two databases are not initialised at once.
        connection.execute("select pg_advisory_xact_lock(7401)")
        connection.execute(_script("roles.sql").encode())
        connection.execute(_script("database.sql").encode())
        for login, secret in secrets.items():
            connection.execute(
                sql.SQL("alter role {} password {}").format(
                    sql.Identifier(login.value), sql.Literal(secret.get_secret_value())
                )
            )
        name = connection.info.dbname
        connection.execute(
            sql.SQL("alter database {} owner to {}").format(
                sql.Identifier(name), sql.Identifier(Role.OWNER.value)
            )
        )
        connection.execute(
            sql.SQL("revoke all on database {} from public").format(sql.Identifier(name))
        )
        for login in Login:
            connection.execute(
                sql.SQL("grant connect on database {} to {}").format(
                    sql.Identifier(name), sql.Identifier(login.value)
                )
            )
        connection.execute(
            sql.SQL("grant temporary on database {} to {}").format(
                sql.Identifier(name), sql.Identifier(Login.IMPORTER.value)
            )
        )


def missing_roles(owner: str) -> list[str]:
    """The roles that this version needs and the server does not have yet, by name."""
    wanted = [one.value for kind in (Role, ApplicationRole, Login) for one in kind]
    with psycopg.connect(owner) as connection:
        rows = connection.execute(
            "select name from unnest(%s::text[]) as name where to_regrole(name) is null order by 1",
            [wanted],
        ).fetchall()
    return [name for (name,) in rows]


def _script(name: str) -> str:
    return files("db").joinpath("sql", name).read_text(encoding="utf-8")
