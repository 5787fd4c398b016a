"""Hand-made changes of the registry: told with who and what, however they are made."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from db.context import SETTING, Context
from db.database import Database
from db.logins import ApplicationRole, Login
from tests.db.test_audit import as_owner, lines

WRITING = (Login.WRITER, Login.IMPORTER)
PIA = Context(
    role=Login.WRITER,
    municipality="0360",
    account=7,
    session="s",
    purpose="correction",
    works_as=ApplicationRole.PLANNER,
)
_FILL = (
    "insert into work.registry values ('0360', 'Lolland', true, 25832, false),"
    " ('0773', 'Morsø', true, 25832, false);"
    " insert into work.property (municipality_code, key, source, state, geom)"
    " select case when n % 2 = 0 then '0360' else '0773' end, 'bfe:' || n, 'test', 'standing',"
    " st_setsrid(st_makepoint(640000 + n, 6075000), 25832) from generate_series(1, 1200) n"
)
_WRITABLE = """
    select n.nspname, c.relname, v.verb
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(array['insert', 'update', 'delete']) as v (verb)
    where n.nspname in ('work', 'base') and c.relkind in ('r', 'p')
      and (has_table_privilege(%(login)s, c.oid, v.verb)
           or v.verb <> 'delete' and has_any_column_privilege(%(login)s, c.oid, v.verb))
    order by 1, 2, 3
"""
# Of a trigger's kind: 4 is insert, 8 delete, 16 update.
_AUDITED = """
    select exists (
      select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where t.tgrelid = format('%%I.%%I', %(room)s::text, %(name)s::text)::regclass
        and p.proname in ('record_change', 'record_touch')
        and p.pronamespace = 'audit'::regnamespace
        and t.tgenabled = 'O'
        and (t.tgtype & case %(verb)s when 'insert' then 4 when 'delete' then 8 else 16 end) > 0)
"""


@pytest.fixture
def registry(own_database: Database) -> Database:
    """Twelve hundred houses of two municipalities, put there by the owner."""
    as_owner(own_database, f"set role atlas_owner; {_FILL}")
    assert lines(own_database, "work") == []
    return own_database


def by_hand(
    database: Database, login: Login, statement: str, token: str | None = None
) -> psycopg.Cursor:
    """What somebody does who has SQL on a login, and perhaps a token."""
    with psycopg.connect(database.conninfo(login)) as connection:
        if token is not None:
            connection.execute("select set_config(%s, %s, true)", [SETTING, token])
        return connection.execute(statement.encode())


def test_whatever_a_login_may_write_is_audited(database: Database) -> None:
    """A table that somebody adds, or a right that somebody grants, without it fails here."""
    bare = []
    with psycopg.connect(database.as_owner()) as owner:
        for login in WRITING:
            for room, name, verb in owner.execute(_WRITABLE, {"login": login}).fetchall():
                asked = {"room": room, "name": name, "verb": verb}
                if owner.execute(_AUDITED, asked).fetchone() != (True,):
                    bare.append(f"{login}: {verb} {room}.{name}")
    assert bare == []


@pytest.mark.parametrize("login", WRITING)
def test_a_house_changed_by_hand_is_a_line(registry: Database, login: Login) -> None:
    """With the login, the house, what changed and its new value; of nobody who is known."""
    by_hand(registry, login, "update work.property set suspicion = 99 where key = 'bfe:2'")
    (line,) = lines(registry, "work")
    assert (line["login"], line["account_id"], line["role"]) == (login, None, None)
    assert (line["action"], line["table_name"]) == ("update", "property")
    assert (line["municipality_code"], line["property_key"]) == ("0360", "bfe:2")
    assert (line["fields"], line["detail"]) == (["suspicion"], {"suspicion": 99})


def test_who_is_signed_is_named(registry: Database) -> None:
    """With her role at work, whatever login writes for her."""
    change = "update work.property set suspicion = 98 where key = 'bfe:1'"
    by_hand(registry, Login.WRITER, change, PIA.token(registry))
    (line,) = lines(registry, "work")
    assert (line["account_id"], line["role"]) == (7, "atlas_planner")
    assert (line["session"], line["purpose"]) == ("s", "correction")
    # The house says whose it is, before she does.
    assert line["municipality_code"] == "0773"


@pytest.mark.parametrize(
    "token",
    (
        lambda database: PIA.token(database) + "0",
        lambda database: PIA.token(database, now=0),
        lambda database: replace(PIA, role=Login.IMPORTER).token(database),
        lambda database: replace(PIA, role=ApplicationRole.PLANNER).token(database),
        lambda _: '{"account": 7, "works_as": "atlas_planner", "run": 1}',
    ),
)
def test_who_is_not_signed_is_nobody(registry: Database, token: Any) -> None:
    """Forged, stale, of another login or role: the change is told as nobody's."""
    change = "update work.property set suspicion = 97 where key = 'bfe:1'"
    by_hand(registry, Login.WRITER, change, token(registry))
    (line,) = lines(registry, "work")
    assert (line["account_id"], line["role"], line["purpose"]) == (None, None, None)


def test_a_statement_over_some_rows_is_a_line_each(registry: Database) -> None:
    """And one that changes nothing is none."""
    some = "update work.property set suspicion = 1 where key in ('bfe:1', 'bfe:2', 'bfe:3')"
    by_hand(registry, Login.WRITER, some)
    by_hand(registry, Login.WRITER, some)
    by_hand(registry, Login.WRITER, "update work.property set suspicion = 2 where key = 'none'")
    assert [line["property_key"] for line in lines(registry, "work")] == ["bfe:1", "bfe:2", "bfe:3"]


def test_a_statement_over_very_many_rows_is_one_line(registry: Database) -> None:
    """With how many they were."""
    by_hand(registry, Login.WRITER, "update work.property set suspicion = 3")
    (line,) = lines(registry, "work")
    assert (line["table_name"], line["row_key"]) == ("property", None)
    assert line["detail"] == {"rows": 1200}


def test_a_row_of_a_house_names_the_house(registry: Database) -> None:
    """A building is told with the property that it is of; its own key stands beside."""
    statement = (
        "insert into work.building (municipality_code, key, property_id, state, source) select"
        " '0360', 'b:1', id, 'standing', 'test' from work.property where key = 'bfe:4'"
    )
    by_hand(registry, Login.IMPORTER, statement)
    (line,) = lines(registry, "work")
    assert (line["table_name"], line["property_key"]) == ("building", "bfe:4")
    assert line["municipality_code"] == "0360"


def test_a_large_shape_is_told_by_its_digest(registry: Database) -> None:
    """A line stays short."""
    statement = (
        "insert into work.municipality (municipality_code, name, is_approximate, geom) values"
        " ('0360', 'Lolland', true, st_multi(st_buffer(st_setsrid("
        "st_makepoint(640000, 6075000), 25832), 5000, 500)))"
    )
    by_hand(registry, Login.IMPORTER, statement)
    (line,) = lines(registry, "work")
    assert "geom" in line["fields"]
    assert (line["detail"], len(line["digest"])) == ({}, 64)


def test_who_looked_at_a_house_and_a_rejected_row_are_not_told(registry: Database) -> None:
    """The inspector is a colleague, and a row that was refused may say anything."""
    by_hand(
        registry,
        Login.IMPORTER,
        "insert into work.inspection (municipality_code, key, property_id, scale, grade, inspector,"
        " source) select '0360', 'i:1', id, 'K', 'K3', 'Ida Inspektør', 'test'"
        " from work.property where key = 'bfe:4'",
    )
    by_hand(
        registry,
        Login.IMPORTER,
        "with run as (insert into work.import_run (actor) values ('Ida Inspektør') returning id),"
        " file as (insert into work.import_file (run_id, name, content_hash, form, target)"
        " select id, 'Ida Inspektør.csv', 'h', 'f', 't' from run returning id, run_id)"
        " insert into work.rejected_row (run_id, file_id, line, reason_code, reason, content)"
        " select run_id, id, 1, 'x', 'x', '{\"a\": \"Ida Inspektør\"}' from file",
    )
    told = lines(registry, "work")
    assert {line["table_name"] for line in told} == {
        *("inspection", "import_run", "import_file", "rejected_row")
    }
    assert "Ida" not in str(told)


def test_a_copy_of_the_register_and_a_hit_are_told_without_rows(registry: Database) -> None:
    """Tables that are loaded by the million: that somebody wrote there, and who."""
    by_hand(registry, Login.IMPORTER, "delete from base.bbr_building")
    by_hand(registry, Login.WRITER, "delete from work.hit", PIA.token(registry))
    (copied,) = lines(registry, "base")
    (hit,) = lines(registry, "work")
    assert (copied["action"], copied["table_name"]) == ("delete", "bbr_building")
    assert (hit["table_name"], hit["account_id"]) == ("hit", 7)


@pytest.mark.parametrize("login", WRITING)
@pytest.mark.parametrize(
    "statement",
    (
        "truncate work.property cascade",
        "alter table work.property disable trigger all",
        "alter table work.property disable trigger property_update_audited",
        "drop trigger property_update_audited on work.property",
        "set session_replication_role = replica",
        (
            "create trigger mine before update on work.property for each row"
            " execute function suppress_redundant_updates_trigger()"
        ),
        "alter table work.property rename to other",
        (
            "create or replace function audit.record_change() returns trigger language plpgsql as"
            " 'begin return null; end'"
        ),
        "update audit.run_transaction set line_id = 1",
        "insert into audit.run_transaction (xid, line_id) values (pg_current_xact_id(), 1)",
        "delete from audit.shown",
        "set role atlas_owner",
        "set row_security = off; update work.property set suspicion = 1",
    ),
)
def test_no_login_turns_it_off(database: Database, login: Login, statement: str) -> None:
    """Neither the triggers nor what they look at."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        by_hand(database, login, statement)


def test_a_setting_of_ones_own_and_a_type_of_ones_own_change_nothing(registry: Database) -> None:
    """What a session may set is no way around."""
    with psycopg.connect(registry.conninfo(Login.IMPORTER)) as connection:
        connection.execute("set search_path = pg_temp, public")
        connection.execute("create temp table run_transaction (xid xid8, begun_at timestamptz)")
        connection.execute("insert into run_transaction values (pg_current_xact_id(), now())")
        connection.execute("update work.property set suspicion = 4 where key = 'bfe:6'")
    assert len(lines(registry, "work")) == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    (
        ("select audit.record_event(null, null, '{}')", "too much for a line"),
        ("select audit.record_event(repeat('a', 201), null, '{}')", "too much for a line"),
        ("select audit.record_event('x', repeat('a', 201), '{}')", "too much for a line"),
        (
            "select audit.record_event('x', null, jsonb_build_object('a', repeat('b', 4000)))",
            "too much for a line",
        ),
        ("select audit.end_run('imported', '{}')", "no run was begun"),
        ("select audit.begin_run()", "nobody vouches"),
    ),
)
def test_an_odd_line_is_refused(registry: Database, statement: str, said: str) -> None:
    """Also of somebody whom the service vouches for."""
    with pytest.raises(psycopg.Error, match=said):
        by_hand(registry, Login.WRITER, statement, PIA.token(registry))


def test_a_line_says_of_an_event_what_was_said(registry: Database) -> None:
    """And who said it comes from the context, whatever stands in it."""
    by_hand(
        registry,
        Login.WRITER,
        'select audit.record_event(\'signed_in\', null, \'{"account": 9, "role": "leader"}\')',
        PIA.token(registry),
    )
    (line,) = lines(registry, "signed_in")
    assert (line["account_id"], line["role"]) == (7, "atlas_planner")


@pytest.mark.parametrize(
    "change", ("update audit.line set account_id = 8", "delete from audit.line")
)
@pytest.mark.parametrize("login", WRITING)
def test_what_was_told_stays(registry: Database, login: Login, change: str) -> None:
    """Whoever wrote it cannot take it back."""
    by_hand(registry, login, "update work.property set suspicion = 5 where key = 'bfe:1'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        by_hand(registry, login, change)
    assert len(lines(registry, "work")) == 1


LOOK: Mapping[str, object] = {
    "look": "tile",
    "layer": "social",
    "place": "9/1/1",
    "asked": "{}",
}


def look(database: Database, context: Context, **other: object) -> None:
    """A look as the login that signs people in tells it."""
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        connection.execute("set local role atlas_sign_in")
        connection.execute("select set_config(%s, %s, true)", [SETTING, context.token(database)])
        connection.execute(
            sql.SQL(
                "select audit.record_look(%(look)s, %(layer)s, %(place)s, %(asked)s::text::jsonb)"
            ),
            {**LOOK, **other},
        )


def test_an_area_is_told_once_a_session_and_forgotten_in_time(own_database: Database) -> None:
    """A token has no session: it is told once a day."""
    pia = replace(PIA, role=ApplicationRole.SIGN_IN)
    for context in (pia, pia, replace(pia, session=None), replace(pia, session=None)):
        look(own_database, context)
    look(own_database, pia, place="9/1/2")
    assert [line["row_key"] for line in lines(own_database, "map")] == ["9/1/1", "9/1/1", "9/1/2"]
    as_owner(own_database, "update audit.shown set at = now() - interval '3 days'")
    look(own_database, pia, place="9/1/3")
    with psycopg.connect(own_database.as_owner()) as owner:
        assert owner.execute("select count(*) from audit.shown").fetchone() == (1,)


@pytest.mark.parametrize(
    "odd",
    (
        {"look": "insert"},
        {"look": None},
        {"layer": ""},
        {"layer": "x" * 61},
        {"place": None},
        {"place": "x" * 61},
        {"asked": '{"a": "' + "b" * 4000 + '"}'},
    ),
)
def test_an_odd_look_is_refused(database: Database, odd: Mapping[str, object]) -> None:
    """Nothing of it is kept."""
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        look(database, replace(PIA, role=ApplicationRole.SIGN_IN), **odd)


def test_nobody_looks_without_a_name(database: Database) -> None:
    """Else the bands would be shown to nobody known."""
    nobody = Context(role=ApplicationRole.SIGN_IN, municipality="0360")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        look(database, nobody)
