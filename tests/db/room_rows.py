"""Rows of the closed rooms, and transactions in them by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from db.context import SETTING, Context
from db.database import Database
from db.logins import ApplicationRole, Login

LOLLAND, MORSOE = "0360", "0773"
ROLES = ApplicationRole


def fill_rooms(database: Database) -> dict[str, int]:
    """Two municipalities with two units, each with a case, a note, a flag; and private entries."""
    assert database.owner is not None
    units: dict[str, int] = {}
    with psycopg.connect(database.owner) as owner:
        for code in (LOLLAND, MORSOE):
            for name in ("Børn", "Teknik"):
                row = owner.execute(
                    "insert into staff.unit (municipality_code, name) values (%s, %s) returning id",
                    [code, name],
                ).fetchone()
                assert row is not None
                units[f"{code} {name}"] = row[0]
                case = owner.execute(
                    "insert into cases.case_head (municipality_code, number, property_key, unit_id,"
                    " opened_by) values (%s, %s, 'bfe:1', %s, 1) returning id",
                    [code, f"2026-{name}", row[0]],
                ).fetchone()
                assert case is not None
                owner.execute(
                    "insert into social.unit_note (municipality_code, property_key, unit_id, body,"
                    " written_by) values (%s, 'bfe:1', %s, %s, 1)",
                    [code, row[0], f"note of {name} in {code}"],
                )
                owner.execute(
                    "insert into social.flag (municipality_code, key, property_key, flag_type,"
                    " unit, run_id) values (%s, %s, 'bfe:1', 'rehousing', %s, 1)",
                    [code, name, name],
                )
            for account in (1, 2):
                owner.execute(
                    "insert into private.entry (municipality_code, account_id, body)"
                    " values (%s, %s, 'met')",
                    [code, account],
                )
    return units


@contextmanager
def acting(
    database: Database, login: Login, context: Context, token: str | None = None
) -> Iterator[psycopg.Connection]:
    """A transaction in the role, with the context that is signed, or the text given instead."""
    with psycopg.connect(database.conninfo(login)) as connection:
        connection.execute("select set_config('role', %s, true)", [context.role.value])
        signed = context.token(database) if token is None else token
        connection.execute("select set_config(%s, %s, true)", [SETTING, signed])
        yield connection
        connection.rollback()


def found(connection: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement.encode()).fetchall()


def person(role: ApplicationRole, units: dict[str, int], unit: str | None = None) -> Context:
    """Somebody of Lolland, account 1."""
    return Context(
        role=role,
        municipality=LOLLAND,
        account=1,
        unit=None if unit is None else units[f"{LOLLAND} {unit}"],
        unit_name=unit,
    )


LOGINS = {
    ROLES.SOCIAL_WORKER: Login.SOCIAL,
    ROLES.COORDINATOR: Login.SOCIAL,
    ROLES.INSPECTOR: Login.CASEWORK,
    ROLES.LEADER: Login.CASEWORK,
    ROLES.ADVISER: Login.ADVISER,
}
