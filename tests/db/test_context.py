"""The signed context: what the database believes, and what it does not."""

import base64
import hmac
import time
from typing import Any

import psycopg
import pytest

from db.context import LIFETIME_S, SETTING, Context
from db.database import Database
from db.logins import ApplicationRole, Login

WORKER = Context(
    role=ApplicationRole.SOCIAL_WORKER, municipality="0360", account=7, unit=3, unit_name="Børn"
)


def claims(database: Database, role: str, token: str | None) -> dict[str, Any] | None:
    """What the database makes of a token, on the social login in a role."""
    with psycopg.connect(database.conninfo(Login.SOCIAL)) as connection:
        connection.execute("select set_config('role', %s, true)", [role])
        if token is not None:
            connection.execute("select set_config(%s, %s, true)", [SETTING, token])
        row = connection.execute("select context.claims()").fetchone()
    assert row is not None
    found: dict[str, Any] | None = row[0]
    return found


def test_a_signed_context_is_believed(database: Database) -> None:
    """Everything that was signed arrives."""
    found = claims(database, "atlas_social_worker", WORKER.token(database))
    assert found is not None
    assert (found["municipality"], found["account"], found["unit"]) == ("0360", 7, 3)
    assert found["unit_name"] == "Børn"


def test_without_a_token_nothing_is_known(database: Database) -> None:
    """Unset and empty are the same: a setting reads as empty text after a transaction."""
    assert claims(database, "atlas_social_worker", None) is None
    assert claims(database, "atlas_social_worker", "") is None


@pytest.mark.parametrize("age_s", (LIFETIME_S + 1, 86_400))
def test_an_old_token_is_stale(database: Database, age_s: float) -> None:
    """It holds for a minute."""
    token = WORKER.token(database, now=time.time() - age_s)
    assert claims(database, "atlas_social_worker", token) is None


def test_another_role_cannot_use_it(database: Database) -> None:
    """A token that is seen in one role opens nothing in another."""
    assert claims(database, "atlas_coordinator", WORKER.token(database)) is None


def test_another_database_does_not_take_it(database: Database, own_database: Database) -> None:
    """Neither its name nor its key fit."""
    assert claims(database, "atlas_social_worker", WORKER.token(own_database)) is None


def body_of(token: str) -> str:
    return token.partition(".")[0]


@pytest.mark.parametrize(
    "forge",
    (
        body_of,
        lambda token: body_of(token) + ".",
        lambda token: body_of(token) + "." + "0" * 64,
        lambda token: token + "0",
        lambda token: token.upper(),
        lambda token: (
            base64.b64encode(b'{"municipality":"0360"}').decode() + "." + token.partition(".")[2]
        ),
        lambda token: (
            body_of(token)
            + "."
            + hmac.new(b"guessed", body_of(token).encode(), "sha256").hexdigest()
        ),
        lambda _: "x" * 100_000,
        lambda _: ".",
        lambda _: "\\000.\\x",
        lambda _: "'; select 1; --",
    ),
)
def test_a_forged_token_is_nothing(database: Database, forge: Any) -> None:
    """It gives nothing, and no error that would tell why."""
    assert claims(database, "atlas_social_worker", forge(WORKER.token(database))) is None


def test_a_type_of_ones_own_is_not_run_as_the_owner(own_database: Database) -> None:
    """Whoever may make temporary things puts none of hers before the server's."""
    with psycopg.connect(own_database.conninfo(Login.IMPORTER), autocommit=True) as connection:
        connection.execute(
            "create function pg_temp.told(pg_catalog.jsonb) returns boolean language plpgsql as"
            " $$ begin raise exception 'run as %', current_user; end $$"
        )
        connection.execute("create domain pg_temp.jsonb as pg_catalog.jsonb")
        connection.execute(
            "alter domain pg_temp.jsonb add constraint evil check (pg_temp.told(value))"
        )
        connection.execute(
            "create domain pg_temp.text as pg_catalog.text"
            " check (pg_temp.told(to_jsonb(value::pg_catalog.text)))"
        )
        connection.execute("select set_config('atlas.token', 'x.y', false)")
        assert connection.execute("select context.claims()").fetchone() == (None,)


def test_every_function_that_runs_as_another_names_what_it_searches(database: Database) -> None:
    """What is not named is searched first."""
    with psycopg.connect(database.conninfo(Login.READER)) as connection:
        loose = connection.execute(
            "select p.oid::regprocedure::text, p.proconfig from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace"
            " where p.prosecdef and n.nspname <> 'pg_catalog'"
            " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
            " and not coalesce('search_path=pg_catalog, pg_temp' = any(p.proconfig), false)"
        ).fetchall()
    assert loose == []


@pytest.mark.parametrize("login", list(Login))
def test_nobody_reads_the_key(database: Database, login: Login) -> None:
    """Neither a login nor a role that it can take."""
    with psycopg.connect(database.conninfo(login), autocommit=True) as connection:
        taken = connection.execute(
            "select rolname from pg_roles where pg_has_role(current_user, oid, 'member')"
        ).fetchall()
        for (role,) in taken:
            connection.execute("select set_config('role', %s, false)", [role])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("select key from context.secret")
