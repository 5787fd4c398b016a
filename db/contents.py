"""What the tables of a registry hold, as numbers that tell whether two registries are the same."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg import sql

from db.seeding import TABLES as SEEDED

Progress = Callable[[str, int, int], None]

# The same row must be the same text on every server.
_SETTINGS = {
    "bytea_output": "hex",
    "datestyle": "ISO, YMD",
    "extra_float_digits": "1",
    "intervalstyle": "iso_8601",
    "row_security": "off",  # rather refused than silently counted without some rows
    "timezone": "UTC",
}
# What a registry holds before anybody brought anything: the product's own rows and traces.
_PROVIDED = {
    ("public", "alembic_version"),
    ("work", "change"),
    ("work", "screening_run"),
    ("audit", "secret"),
    *(("work", table) for table in SEEDED),
}
# Generated columns are left out: a dump does not hold them, another PROJ may round them otherwise.
# So is the key of contexts, which belongs to the installation and not to its registry.
_TABLES = """
    select n.nspname, c.relname, array_agg(a.attname::text order by a.attname)
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and c.relpersistence = 'p'
      and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
      and n.nspname <> 'context'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                      and d.objid = c.oid and d.deptype = 'e')
    group by 1, 2 order by 1, 2
"""
# A sum needs no order and counts equal rows twice, as it must.
_CONTENT = """
    select count(*),
           coalesce(sum(('x' || left(digest, 16))::bit(64)::bigint), 0),
           coalesce(sum(('x' || substr(digest, 17, 16))::bit(64)::bigint), 0)
    from (select encode(sha256(convert_to(row({columns})::text, 'UTF8')), 'hex') as digest
          from {table}) as digests
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How many rows a table has, and a hash over all of them in any order."""

    rows: int
    hash: str


def contents(
    connection: psycopg.Connection, progress: Progress | None = None
) -> dict[str, Content]:
    """The content of every table, in the connection's transaction; not of extensions' tables."""
    for name, value in _SETTINGS.items():
        connection.execute("select set_config(%s, %s, true)", [name, value])
    tables = _tables(connection)
    found = {}
    for number, (schema, table, columns) in enumerate(tables):
        if progress:
            progress("Counting", number, len(tables))
        row = connection.execute(
            sql.SQL(_CONTENT).format(
                columns=sql.SQL(", ").join(sql.Identifier(name) for name in columns),
                table=sql.Identifier(schema, table),
            )
        ).fetchone()
        rows, first, second = row or (0, 0, 0)
        digest = f"{int(first) % 2**64:016x}{int(second) % 2**64:016x}"
        found[f"{schema}.{table}"] = Content(rows=int(rows), hash=digest)
    return found


def filled_table(connection: psycopg.Connection) -> str | None:
    """A table that holds what somebody brought; None where the registry is empty or not there."""
    for schema, table, _ in _tables(connection):
        if (schema, table) in _PROVIDED:
            continue
        row = connection.execute(
            sql.SQL("select exists (select from {})").format(sql.Identifier(schema, table))
        ).fetchone()
        if row == (True,):
            return f"{schema}.{table}"
    return None


def _tables(connection: psycopg.Connection) -> list[tuple[str, str, list[str]]]:
    rows = connection.execute(_TABLES).fetchall()
    return [(str(schema), str(table), columns) for schema, table, columns in rows]
