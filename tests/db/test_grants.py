"""Every table x role x verb, as a file that a data protection officer can read."""

from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.context import SETTING, Context
from db.database import Database
from db.logins import ApplicationRole, Login, Role

GOLDEN = Path(__file__).with_name("grants.txt")
GOLDEN_CALLS = Path(__file__).with_name("functions.txt")
_VERBS = ("select", "insert", "update", "delete")
_GRANTS = """
    select n.nspname || '.' || c.relname as relation, r.rolname as role, v.verb,
           case when has_table_privilege(r.oid, c.oid, v.verb) then 'all' else columns.names end
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join pg_roles r
    cross join unnest(%s::text[]) with ordinality as v (verb, place)
    left join lateral (
      select string_agg(a.attname, ', ' order by a.attnum) as names from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and v.verb <> 'delete'
        and has_column_privilege(r.oid, c.oid, a.attnum, v.verb)
    ) as columns on true
    where n.nspname = any(%s) and c.relkind in ('r', 'v', 'm', 'p') and r.rolname = any(%s)
      and has_schema_privilege(r.oid, n.oid, 'usage')
      and (has_table_privilege(r.oid, c.oid, v.verb) or columns.names is not null)
    order by 1, 2, v.place
"""
# A trigger's function is called by its table alone, whoever writes there.
_CALLS = """
    select n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
           string_agg(r.rolname, ', ' order by r.rolname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    join pg_roles r on r.rolname = any(%s) and has_function_privilege(r.oid, p.oid, 'execute')
      and has_schema_privilege(r.oid, n.oid, 'usage')
    where n.nspname = any(%s) and p.prorettype <> 'trigger'::regtype
    group by 1 order by 1
"""
_SCHEMAS = ["base", "work", "map", "cases", "social", "private", "staff", "context", "audit"]
# The owner owns everything, and nobody signs in as it.
_ROLES = [
    *(one.value for one in Login),
    *(one.value for one in ApplicationRole),
    *(one.value for one in Role if one is not Role.OWNER),
]


def granted(database: Database) -> str:
    """What each role may do in each table: a line a role, `all` columns or their names."""
    with psycopg.connect(database.conninfo(Login.READER)) as connection:
        rows = connection.execute(_GRANTS.encode(), [list(_VERBS), _SCHEMAS, _ROLES]).fetchall()
    return "\n".join(_told(rows)) + "\n"


def _told(rows: list[tuple[Any, ...]]) -> list[str]:
    lines: list[str] = []
    for relation, of_relation in groupby(rows, key=lambda row: row[0]):
        lines.append(relation)
        for role, verbs in groupby(of_relation, key=lambda row: row[1]):
            told = "; ".join(
                verb if columns == "all" else f"{verb} ({columns})" for _, _, verb, columns in verbs
            )
            lines.append(f"  {role}: {told}")
    return lines


def test_the_grants_are_what_was_agreed(database: Database) -> None:
    """A difference here is a change of rights: read it, then write the file anew."""
    assert GOLDEN.read_text(encoding="utf-8").splitlines() == granted(database).splitlines()


def callable_by(database: Database) -> list[str]:
    """Who may call each function: a line a function, and the roles beside it."""
    with psycopg.connect(database.conninfo(Login.READER)) as connection:
        rows = connection.execute(_CALLS.encode(), [_ROLES, _SCHEMAS]).fetchall()
    return [f"{name}: {roles}" for name, roles in rows]


def test_who_may_call_what_is_what_was_agreed(database: Database) -> None:
    """A function may do what its owner may, so that to call it is a right like another."""
    assert GOLDEN_CALLS.read_text(encoding="utf-8").splitlines() == callable_by(database)


@pytest.mark.parametrize("role", _ROLES)
def test_nobody_holds_a_grant_that_can_be_passed_on(database: Database, role: str) -> None:
    """Nor membership in the owner, nor a way around policies without being named for it."""
    with psycopg.connect(database.conninfo(Login.READER)) as connection:
        passed_on = connection.execute(
            "select table_schema, table_name from information_schema.role_table_grants"
            " where grantee = %s and is_grantable = 'YES'",
            [role],
        ).fetchall()
        bypasses = connection.execute(
            "select rolbypassrls, pg_has_role(%s, 'atlas_owner', 'member') from pg_roles"
            " where rolname = %s",
            [role, role],
        ).fetchone()
    assert passed_on == []
    assert bypasses == (role in {"atlas_aggregator", "atlas_backup"}, False)


def test_every_table_of_the_rooms_has_forced_policies(database: Database) -> None:
    """A table that somebody adds without them fails here."""
    with psycopg.connect(database.conninfo(Login.WRITER)) as connection:
        bare = connection.execute(
            "select n.nspname || '.' || c.relname from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname in ('cases', 'social', 'private', 'staff', 'context', 'audit')"
            " and c.relkind in ('r', 'p', 'm', 'v')"
            " and not (c.relkind in ('r', 'p') and c.relrowsecurity and c.relforcerowsecurity)"
        ).fetchall()
        open_to_all = connection.execute(
            "select schemaname, tablename, policyname from pg_policies"
            " where 'public' = any(roles) and schemaname <> 'public'"
        ).fetchall()
        unasked = connection.execute(
            "select schemaname || '.' || tablename || ' ' || policyname || ' ' || roles::text"
            " from pg_policies where (qual = 'true' or with_check = 'true')"
            " and schemaname in ('cases', 'social', 'private', 'staff', 'context', 'audit')"
            " order by 1"
        ).fetchall()
    assert bare == []
    assert open_to_all == []
    # As the owner nobody signs in: the key, and the lines that its functions write.
    assert [told for (told,) in unasked] == [
        "audit.chain through_functions {atlas_owner}",
        "audit.head through_functions {atlas_owner}",
        "audit.line through_functions {atlas_owner}",
        "audit.run_transaction through_functions {atlas_owner}",
        "audit.secret through_functions {atlas_owner}",
        "audit.shown through_functions {atlas_owner}",
        "audit.unsealed through_functions {atlas_owner}",
        "context.secret owner_reads {atlas_owner}",
    ]


@pytest.mark.parametrize(
    ("refused", "statement"),
    (
        (
            "row-level security",
            (
                "insert into staff.account (municipality_code, name, display_name, role, reads_all)"
                " values ('0360', 'ole', 'Ole', 'planner', true)"
            ),
        ),
        ("permission denied", "update staff.account set reads_all = true"),
    ),
)
def test_an_administrator_opens_no_other_municipality(
    database: Database, refused: str, statement: str
) -> None:
    """Whom she lets in sees the map of her own."""
    eva = Context(role=ApplicationRole.ADMINISTRATOR, municipality="0360", account=999)
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        connection.execute("set local role atlas_administrator")
        connection.execute("select set_config(%s, %s, true)", [SETTING, eva.token(database)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=refused):
            connection.execute(statement.encode())
