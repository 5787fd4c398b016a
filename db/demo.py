"""Fill an empty demo registry, as its owner: fast, and whole or not at all."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from db.context import SETTING, Context
from db.database import Database
from db.imports.statements import statement
from db.logins import ApplicationRole, Login, Role

_NUMBERED = ("property", "building", "place")


@dataclass(frozen=True, slots=True)
class DemoFill:
    """The one transaction in which a demo is filled."""

    connection: psycopg.Connection

    def practice(self) -> dict[str, float]:
        """The figures of practice that the places of a registry are made with."""
        rows = self.connection.execute(_script("practice")).fetchall()
        return {key: float(value) for key, value in rows}

    def municipality_names(self) -> dict[str, str]:
        """The names of the municipalities by code."""
        rows = self.connection.execute(
            "select municipality_code, name from work.municipality_name"
        ).fetchall()
        return {code: name for code, name in rows}  # noqa: C416 (rows are not yet pairs for mypy)

    def add(self, table: str, rows: pd.DataFrame) -> None:
        """Append rows to a table of the registry; what is None stays empty."""
        statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(
            sql.Identifier("work", table),
            sql.SQL(", ").join(sql.Identifier(name) for name in rows.columns),
        )
        text = io.StringIO()
        rows.to_csv(text, index=False, header=False, lineterminator="\n")
        with self.connection.cursor().copy(statement) as copy:
            copy.write(text.getvalue())

    def count(self) -> None:
        """Note on places and municipalities how many properties they have."""
        self.connection.execute(_script("counts"))

    def grade(self) -> None:
        """Note on each property its newest grade, by the importer's own rule."""
        self.connection.execute(_script("touched"))
        self.connection.execute(statement("refresh_grade"))

    def record(self, name: str, register_date: str, counts: Mapping[str, int]) -> int:
        """Note where the rows come from, as an import is noted; the run's number."""
        row = self.connection.execute(
            _script("record"),
            {"name": name, "register_date": register_date, "counts": Jsonb(dict(counts))},
        ).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def filling(owner: str) -> Iterator[DemoFill]:
    """Fill the registry in one transaction; indexes and foreign keys come back in `finish`."""
    with psycopg.connect(owner) as connection:
        _act_as_owner(connection)
        connection.execute(_script("set_aside"))
        yield DemoFill(connection)
        for table in _NUMBERED:
            connection.execute(
                sql.SQL("select setval(pg_get_serial_sequence({}, 'id'), max(id)) from {}").format(
                    sql.Literal(f"work.{table}"), sql.Identifier("work", table)
                )
            )


def flag(database: Database, run: int, rows: pd.DataFrame) -> None:
    """Put flags into the social room by its own door, and keep the bands that leave it."""
    with psycopg.connect(database.conninfo(Login.SOCIAL)) as connection:
        role = sql.Identifier(ApplicationRole.SOCIAL_IMPORTER.value)
        connection.execute(sql.SQL("set local role {}").format(role))
        context = Context(role=ApplicationRole.SOCIAL_IMPORTER, run=run)
        connection.execute("select set_config(%s, %s, true)", [SETTING, context.token(database)])
        # Rows cannot be copied into a table whose rows are guarded by a policy.
        columns = {str(name): rows[name].tolist() for name in rows.columns}
        connection.execute(_script("flags"), {**columns, "run": run})
        connection.execute("select work.refresh_social_bands()")


def finish(owner: str) -> None:
    """Put back indexes and foreign keys, and gather statistics for plans."""
    with psycopg.connect(owner) as connection:
        _act_as_owner(connection)
        connection.execute(_script("put_back"))
        connection.execute("analyze")
    with psycopg.connect(owner, autocommit=True) as connection:
        # Rows that screening wrote twice would stand in the way of every first reading.
        connection.execute("vacuum work.property")


def _act_as_owner(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(Role.OWNER.value)))


@cache
def _script(name: str) -> bytes:
    return files("db").joinpath("sql", "demo", f"{name}.sql").read_bytes()
