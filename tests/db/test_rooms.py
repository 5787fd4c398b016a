"""The closed rooms: each wall of the database alone, with SQL by hand."""

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from db.context import SETTING, Context
from db.database import Database
from db.logins import ApplicationRole, Login
from tests.db.room_rows import LOGINS, LOLLAND, MORSOE, ROLES, acting, fill_rooms, found, person


@pytest.fixture(scope="module")
def filled(database: Database) -> dict[str, int]:
    """Rows of two municipalities."""
    return fill_rooms(database)


FAULTS = ("missing", "stale", "forged", "other role", "other municipality")
Read = tuple[ApplicationRole, str | None, str, list[tuple[Any, ...]]]
READS: tuple[Read, ...] = (
    (ROLES.SOCIAL_WORKER, "Børn", "select number from cases.case_head", [("2026-Børn",)]),
    (ROLES.SOCIAL_WORKER, "Børn", "select body from social.unit_note", [("note of Børn in 0360",)]),
    (
        ROLES.SOCIAL_WORKER,
        "Børn",
        "select unit, flag_type from social.flag",
        [("Børn", "rehousing")],
    ),
    (ROLES.SOCIAL_WORKER, None, "select body from social.unit_note", []),
    (ROLES.SOCIAL_WORKER, None, "select unit from social.flag", []),
    (
        ROLES.COORDINATOR,
        None,
        "select number from cases.case_head order by 1",
        [("2026-Børn",), ("2026-Teknik",)],
    ),
    (ROLES.COORDINATOR, None, "select unit from social.flag order by 1", [("Børn",), ("Teknik",)]),
    (ROLES.COORDINATOR, None, "select body from social.unit_note", []),
    (ROLES.INSPECTOR, "Teknik", "select number from cases.case_head", [("2026-Teknik",)]),
    (ROLES.LEADER, None, "select state from cases.case_head", [("open",), ("open",)]),
    (ROLES.ADVISER, None, "select account_id from private.entry", [(1,)]),
)


@pytest.mark.parametrize(("role", "unit", "statement", "expected"), READS)
def test_each_role_sees_its_own(
    database: Database,
    filled: dict[str, int],
    role: ApplicationRole,
    unit: str | None,
    statement: str,
    expected: list[tuple[Any, ...]],
) -> None:
    """Own unit, own municipality, own rows; what is said of a unit alone goes to coordinators."""
    with acting(database, LOGINS[role], person(role, filled, unit)) as connection:
        assert found(connection, statement) == expected


@pytest.mark.parametrize(("role", "unit", "statement", "expected"), READS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_context_sees_nothing(
    database: Database,
    filled: dict[str, int],
    role: ApplicationRole,
    unit: str | None,
    statement: str,
    expected: list[tuple[Any, ...]],
    fault: str,
) -> None:
    """Deny by default, whatever is wrong; another municipality's context sees only its own."""
    del expected
    context = person(role, filled, unit)
    other = next(one for one in ROLES if one is not role)
    token = {
        "missing": "",
        "stale": context.token(database, now=0),
        "forged": context.token(database)[:-1] + "x",
        "other role": replace(context, role=other).token(database),
        "other municipality": replace(context, municipality=MORSOE).token(database),
    }[fault]
    with acting(database, LOGINS[role], context, token) as connection:
        rows = found(connection, statement)
    if fault != "other municipality":
        assert rows == []
        return
    # The same kinds of row stand there, and none of this municipality's is among them.
    coded = statement.replace("select ", "select municipality_code, ", 1)
    with acting(database, LOGINS[role], context) as connection:
        own = found(connection, coded)
    with acting(
        database, LOGINS[role], context, replace(context, municipality=MORSOE).token(database)
    ) as connection:
        theirs = found(connection, coded)
    assert {row[0] for row in own} <= {LOLLAND}
    assert {row[0] for row in theirs} <= {MORSOE}


DENIED = (
    (ROLES.COORDINATOR, "select flag_type from social.flag"),
    (ROLES.COORDINATOR, "select run_id from social.flag"),
    (ROLES.LEADER, "select property_key from cases.case_head"),
    (ROLES.LEADER, "select number from cases.case_head"),
    (ROLES.LEADER, "select * from cases.involvement"),
    (ROLES.INSPECTOR, "select opened_by from cases.case_head"),
    (ROLES.INSPECTOR, "select from social.flag"),
    (ROLES.INSPECTOR, "select from social.unit_note"),
    (ROLES.SOCIAL_WORKER, "select from private.entry"),
    (ROLES.COORDINATOR, "select from private.entry"),
    (ROLES.ADVISER, "select from cases.case_head"),
    (ROLES.ADVISER, "select from social.flag"),
    (ROLES.ADVISER, "update private.entry set body = 'other'"),
    (ROLES.SOCIAL_WORKER, "update social.unit_note set body = 'other'"),
    (ROLES.SOCIAL_WORKER, "delete from social.unit_note"),
    (ROLES.SOCIAL_WORKER, "delete from cases.case_head"),
    (ROLES.SOCIAL_WORKER, "select from staff.account"),
)


@pytest.mark.parametrize(("role", "statement"), DENIED)
def test_what_a_role_has_no_column_or_verb_for_is_refused(
    database: Database, filled: dict[str, int], role: ApplicationRole, statement: str
) -> None:
    """Also with a good context: the grants are a wall of their own."""
    with (
        acting(database, LOGINS[role], person(role, filled, "Børn")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


_NOTE = (
    "insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by)"
    " values ({}, 'bfe:1', {}, 'x', {})"
)
_CASE = (
    "insert into cases.case_head (municipality_code, property_key, unit_id, opened_by)"
    " values ({}, 'bfe:1', {}, 1)"
)
_ENTRY = "insert into private.entry (municipality_code, account_id, body) values ({}, {}, 'x')"
# Another municipality's row, another unit's, and one in another's name.
FORBIDDEN_WRITES = (
    (ROLES.SOCIAL_WORKER, _NOTE.format("'0773'", "{own}", 1)),
    (ROLES.SOCIAL_WORKER, _NOTE.format("'0360'", "{other}", 1)),
    (ROLES.SOCIAL_WORKER, _NOTE.format("'0360'", "{own}", 2)),
    (ROLES.SOCIAL_WORKER, _CASE.format("'0773'", "{own}")),
    (ROLES.ADVISER, _ENTRY.format("'0360'", 2)),
    (ROLES.ADVISER, _ENTRY.format("'0773'", 1)),
)


@pytest.mark.parametrize(("role", "statement"), FORBIDDEN_WRITES)
def test_rows_of_others_are_not_written(
    database: Database, filled: dict[str, int], role: ApplicationRole, statement: str
) -> None:
    """And no number is taken there meanwhile: the policy answers."""
    text = statement.format(own=filled["0360 Børn"], other=filled["0360 Teknik"])
    with (
        acting(database, LOGINS[role], person(role, filled, "Børn")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
    ):
        connection.execute(text.encode())


def test_an_involved_unit_sees_the_case_and_not_the_note(
    database: Database, filled: dict[str, int]
) -> None:
    """Until its part ends."""
    worker = person(ROLES.SOCIAL_WORKER, filled, "Børn")
    coordinator = person(ROLES.COORDINATOR, filled)
    with acting(database, Login.SOCIAL, coordinator) as connection:
        connection.execute(
            "insert into cases.involvement (municipality_code, case_id, unit_id, contact)"
            " select municipality_code, id, %s, 'Anna' from cases.case_head"
            " where number = '2026-Teknik'",
            [filled["0360 Børn"]],
        )
        connection.execute("select set_config('role', 'atlas_social_worker', true)")
        connection.execute("select set_config(%s, %s, true)", [SETTING, worker.token(database)])
        assert found(connection, "select number from cases.case_head order by 1") == [
            ("2026-Børn",),
            ("2026-Teknik",),
        ]
        assert found(connection, "select contact from cases.involvement") == [("Anna",)]
        changed = connection.execute(
            "update cases.case_head set review_on = current_date where number = '2026-Teknik'"
        )
        assert changed.rowcount == 0
        assert found(connection, "select body from social.unit_note") == [("note of Børn in 0360",)]


def test_emergency_access_opens_one_property_for_one_person(
    database: Database, filled: dict[str, int]
) -> None:
    """While it lasts; for her, at that property, in her municipality."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        account = owner.execute(
            "insert into staff.account (municipality_code, name, display_name, role)"
            " values ('0360', 'anna', 'Anna', 'coordinator') returning id"
        ).fetchone()
        assert account is not None
        owner.execute(
            "insert into staff.emergency_access (municipality_code, account_id, property_key,"
            " reason, ends_at)"
            " values ('0360', %s, 'bfe:1', 'a child is in danger', now() + interval '1 hour')",
            [account[0]],
        )
    anna = replace(person(ROLES.COORDINATOR, filled), account=account[0])
    with acting(database, Login.SOCIAL, anna) as connection:
        assert len(found(connection, "select body from social.unit_note")) == 2
    with acting(database, Login.SOCIAL, replace(anna, account=account[0] + 1)) as connection:
        assert found(connection, "select body from social.unit_note") == []
    with psycopg.connect(database.owner) as owner:
        owner.execute(
            "update staff.emergency_access"
            " set begins_at = now() - interval '2 hours', ends_at = now() - interval '1 hour'"
        )
    with acting(database, Login.SOCIAL, anna) as connection:
        assert found(connection, "select body from social.unit_note") == []


CASES = ("cases.case_head", "cases.involvement", "cases.counter")
ROOM_TABLES = (*CASES, "social.flag", "social.unit_note", "private.entry")


@pytest.mark.parametrize("table", ROOM_TABLES)
def test_the_owner_sees_no_row_of_a_room(
    database: Database, filled: dict[str, int], table: str
) -> None:
    """That it may hand functions over to other roles gives it none of what those see."""
    assert filled
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        connection.execute("set local role atlas_owner")
        assert found(connection, f"select from {table}") == []  # names from above


@pytest.mark.parametrize(
    ("login", "role", "statement"),
    (
        (Login.SOCIAL, ROLES.SOCIAL_IMPORTER, "select from social.flag"),
        (Login.SOCIAL, ROLES.SOCIAL_IMPORTER, "delete from social.flag returning 1"),
        (Login.STAFF, ROLES.SIGN_IN, "select from staff.unit"),
        (Login.STAFF, ROLES.SIGN_IN, "update staff.account set state = 'closed' returning 1"),
    ),
)
def test_a_role_without_a_signed_context_has_nothing(
    database: Database,
    filled: dict[str, int],
    login: Login,
    role: ApplicationRole,
    statement: str,
) -> None:
    """Also the roles that look across municipalities; with a context they do."""
    assert filled
    with acting(database, login, Context(role=role), token="") as connection:
        assert found(connection, statement) == []
    with acting(database, login, Context(role=role, run=1)) as connection:
        if "unit" in statement or "flag" in statement:
            assert found(connection, statement)


def test_a_number_is_given_by_the_database(database: Database, filled: dict[str, int]) -> None:
    """One after the other in a municipality and a year; whoever opens a case chooses none."""
    coordinator = person(ROLES.COORDINATOR, filled)
    insert = (
        "insert into cases.case_head (municipality_code, property_key, unit_id, opened_by)"
        f" values ('0360', 'bfe:9', {filled['0360 Teknik']}, 1) returning number"
    )
    with acting(database, Login.SOCIAL, coordinator) as connection:
        connection.execute(insert.encode())
        rows = found(
            connection,
            "select split_part(number, '-', 1)::int = extract(year from current_date),"
            " split_part(number, '-', 2) from cases.case_head where property_key = 'bfe:9'",
        )
        assert rows == [(True, "1")]
        assert found(connection, insert)[0][0].endswith("-2")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into cases.case_head (municipality_code, number, property_key, unit_id,"
                " opened_by) values ('0360', '2026-Teknik', 'bfe:9', 1, 1)"
            )


@pytest.mark.parametrize(
    ("role", "unit"), ((ROLES.COORDINATOR, None), (ROLES.SOCIAL_WORKER, "Børn"))
)
def test_a_colleague_goes_on_with_a_case(
    database: Database, filled: dict[str, int], role: ApplicationRole, unit: str | None
) -> None:
    """Who opened it asks nothing of who closes it."""
    colleague = replace(person(role, filled, unit), account=2)
    with acting(database, Login.SOCIAL, colleague) as connection:
        changed = connection.execute(
            "update cases.case_head set review_on = current_date where number = '2026-Børn'"
        )
        assert changed.rowcount == 1


def test_an_administrator_changes_neither_herself_nor_a_name_that_flags_go_by(
    database: Database, filled: dict[str, int]
) -> None:
    """Her own role is another's to give; a unit keeps the name it has."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        rows = owner.execute(
            "insert into staff.account (municipality_code, name, display_name, role)"
            " values ('0360', 'eva', 'Eva', 'administrator'), ('0360', 'ida', 'Ida', 'planner')"
            " returning id"
        ).fetchall()
    eva = replace(person(ROLES.ADMINISTRATOR, filled), account=rows[0][0])
    with acting(database, Login.STAFF, eva) as connection:
        changed = found(
            connection,
            "update staff.account set role = 'social_worker' where name in ('eva', 'ida')"
            " returning name",
        )
        assert changed == [("ida",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update staff.unit set name = 'Børn og unge'")
