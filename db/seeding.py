"""Fill the registry with the product's own dated rules and code lists."""

from importlib.resources import files

import psycopg
from psycopg import sql

from db.logins import Role

TABLES = (
    "dated_rule",
    "screening_rule",
    "unknown_value",
    "code_title",
    "life_cycle",
    "municipality_name",
    "grade",
    "priority_criterion",
    "priority_points",
)


def seed(owner: str) -> int:
    """Bring rules and code lists to this version's, as the owner; how many rows were not so yet.

    Rows that somebody added are kept, and nothing is written where nothing differs: a write would
    throw away every tile of every layer that shows a rule.
    """
    with psycopg.connect(owner) as connection:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(Role.OWNER.value)))
        return sum(_fill(connection, table) for table in TABLES)


def seed_text(table: str) -> str:
    """The CSV that a table is filled from: an empty cell is null, a quoted one is empty text."""
    return files("db").joinpath("seed", f"{table}.csv").read_text(encoding="utf-8")


def _fill(connection: psycopg.Connection, table: str) -> int:
    text = seed_text(table)
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in _header(text))
    target = sql.Identifier("work", table)
    staged = sql.Identifier(f"seed_{table}")
    connection.execute(
        sql.SQL(
            "create temp table {} (like {} including defaults including indexes) on commit drop"
        ).format(staged, target)
    )
    copying = sql.SQL("copy {} ({}) from stdin (format csv, header true)").format(staged, columns)
    with connection.cursor().copy(copying) as copy:
        copy.write(text)
    differing = sql.SQL(
        "select {columns} from {staged} except select {columns} from {target}"
    ).format(columns=columns, staged=staged, target=target)
    row = connection.execute(
        sql.SQL("select count(*) from ({}) as differing").format(differing)
    ).fetchone()
    count = int(row[0]) if row else 0
    if count:
        changes = sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in _header(text)
        )
        connection.execute(
            sql.SQL(
                "insert into {target} ({columns}) {differing} "
                "on conflict ({key}) do update set {changes}"
            ).format(
                target=target,
                columns=columns,
                differing=differing,
                key=sql.SQL(", ").join(sql.Identifier(name) for name in _key(connection, table)),
                changes=changes,
            )
        )
    return count


def _header(text: str) -> list[str]:
    return text.partition("\n")[0].strip().split(",")


def _key(connection: psycopg.Connection, table: str) -> list[str]:
    rows = connection.execute(
        """select a.attname from pg_index i
           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
           where i.indrelid = %s::regclass and i.indisprimary""",
        [f"work.{table}"],
    ).fetchall()
    return [str(name) for (name,) in rows]
