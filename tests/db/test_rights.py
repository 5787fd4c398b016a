"""Each login reaches its own area and is refused everything else."""

import psycopg
import pytest
from psycopg import sql

from db.database import Database
from db.logins import Login

CLOSED = ("cases", "social", "private", "audit")
SCHEMAS = ("base", "work", "map", *CLOSED)
LIMITED = [login for login in Login if login is not Login.IMPORTER]


def relations(database: Database, schema: str) -> list[str]:
    """The tables and views of a schema, read as the importer (the catalogue is open to all)."""
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        rows = connection.execute(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = %s and c.relkind in ('r', 'v', 'm') order by 1",
            (schema,),
        ).fetchall()
    return [name for (name,) in rows]


def may_read(connection: psycopg.Connection, schema: str, name: str) -> bool:
    """Whether a plain select is allowed on the connection's login."""
    statement = sql.SQL("select from {} limit 1").format(sql.Identifier(schema, name))
    try:
        with connection.transaction():
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_the_reader_reads_every_map_view_and_nothing_else(database: Database) -> None:
    """Deny by default: a table nobody thought of is closed to the map."""
    with psycopg.connect(database.conninfo(Login.READER)) as connection:
        readable = {
            schema
            for schema in SCHEMAS
            for name in relations(database, schema)
            if may_read(connection, schema, name)
        }
        unreadable = [
            name for name in relations(database, "map") if not may_read(connection, "map", name)
        ]
    assert readable == {"map"}
    assert unreadable == []


@pytest.mark.parametrize("verb", ("insert", "update", "delete", "truncate"))
@pytest.mark.parametrize("login", (Login.READER, Login.CASEWORK, Login.SOCIAL, Login.ADVISER))
def test_logins_without_writing_may_not_write(database: Database, login: Login, verb: str) -> None:
    """Not one table of the registry accepts a write from them."""
    with psycopg.connect(database.conninfo(login), autocommit=True) as connection:
        allowed = connection.execute(
            "select n.nspname || '.' || c.relname from pg_class c "
            "join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = any(%s) and c.relkind in ('r', 'v') "
            "and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, %s)",
            (list(SCHEMAS), verb),
        ).fetchall()
    assert allowed == []


@pytest.mark.parametrize("login", list(Login))
def test_no_login_keeps_large_objects(database: Database, login: Login) -> None:
    """They would be its own, in no table, and nobody bounds them."""
    with (
        psycopg.connect(database.conninfo(login), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select lo_create(0)")


@pytest.mark.parametrize("login", list(Login))
@pytest.mark.parametrize("schema", CLOSED)
def test_rooms_of_people_are_closed(database: Database, login: Login, schema: str) -> None:
    """No login enters as itself or makes anything; the audit's functions alone are called."""
    with psycopg.connect(database.conninfo(login), autocommit=True) as connection:
        row = connection.execute(
            "select has_schema_privilege(%s, 'usage'), has_schema_privilege(%s, 'create')",
            (schema, schema),
        ).fetchone()
        calls = schema == "audit" and login in {Login.WRITER, Login.IMPORTER}
        assert row == (calls, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                sql.SQL("create table {} (id int)").format(sql.Identifier(schema, "intruder"))
            )


@pytest.mark.parametrize("login", list(Login))
def test_no_login_is_superuser_owner_or_bypasses(database: Database, login: Login) -> None:
    """The service's logins own nothing, cannot truncate and cannot become the owner."""
    with psycopg.connect(database.conninfo(login), autocommit=True) as connection:
        attributes = connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles "
            "where rolname = current_user"
        ).fetchone()
        owned = connection.execute(
            "select count(*) from pg_class where relowner = current_user::regrole"
        ).fetchone()
        truncatable = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = any(%s) and c.relkind = 'r' "
            "and has_table_privilege(c.oid, 'truncate')",
            (list(SCHEMAS),),
        ).fetchone()
        for role in ("atlas_owner", "atlas_aggregator", "atlas_backup", "atlas_purge"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    assert attributes == (False, False, False, False)
    assert owned == (0,)
    assert truncatable == (0,)


@pytest.mark.parametrize("login", LIMITED)
def test_only_the_importer_reaches_the_register_copies(database: Database, login: Login) -> None:
    """`base` holds whole register rows; planners see the named columns of `map`."""
    with psycopg.connect(database.conninfo(login), autocommit=True) as connection:
        row = connection.execute("select has_schema_privilege('base', 'usage')").fetchone()
    assert row == (False,)


def test_what_runs_as_its_owner_looks_at_temporary_things_last(database: Database) -> None:
    """Else a type that a login makes for its session would be taken for the server's own."""
    with psycopg.connect(database.conninfo(Login.READER)) as connection:
        loose = connection.execute(
            "select p.oid::regprocedure::text from pg_proc p "
            "join pg_namespace n on n.oid = p.pronamespace "
            "where p.prosecdef and n.nspname = any(%s) "
            "and not coalesce('search_path=pg_catalog, pg_temp' = any(p.proconfig), false)",
            (list(SCHEMAS),),
        ).fetchall()
    assert loose == []
