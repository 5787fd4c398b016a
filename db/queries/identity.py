"""Which database this is, beyond its name."""

from sqlalchemy import Integer, Select, cast, column, func, select, table

_DATABASES = table("pg_database", column("oid"), column("datname"))


def database_number() -> Select[int]:
    """The server's own number of the database: a new one of the same name has another."""
    return select(cast(_DATABASES.c.oid, Integer)).where(
        _DATABASES.c.datname == func.current_database()
    )
