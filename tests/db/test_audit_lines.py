"""The lines of the audit: what of an account, a read and an event is told, and how much of it."""

import psycopg
import pytest

from db.database import Database
from db.logins import Login
from tests.db.test_audit import acting, as_owner, lines, worker_of


def test_who_may_enter_is_told_and_a_wrong_code_is_not(own_database: Database) -> None:
    """A change of an account is a line with its columns and without their values."""
    as_owner(
        own_database,
        "insert into staff.account (municipality_code, name, display_name, role)"
        " values ('0360', 'ida', 'Ida', 'planner');"
        " update staff.account set locked_until = now(), totp_step = 3;"
        " update staff.account set role = 'leader', totp_step = 4",
    )
    made, changed = lines(own_database, "staff")
    assert (made["action"], changed["action"]) == ("insert", "update")
    assert changed["fields"] == ["role"]
    assert changed["detail"] == {}


@pytest.mark.parametrize(
    ("keys", "properties"),
    (
        ("null", "array['p']"),
        ("array['k']", "null"),
        ("array['k']", "array['p', 'q']"),
        ("array['k', 'l']", "array['p']"),
        ("array_fill('k'::text, array[10001])", "array_fill('k'::text, array[10001])"),
        ("array[repeat('k', 201)]", "array['p']"),
    ),
)
def test_a_read_that_does_not_say_what_is_refused(
    own_database: Database, keys: str, properties: str
) -> None:
    """Else it would be a read that nothing tells of."""
    told = f"select audit.record_read('read', 'social', 'unit_note', {keys}, {properties}, null)"
    with (
        acting(own_database, Login.SOCIAL, worker_of(own_database)) as connection,
        pytest.raises(psycopg.errors.InvalidParameterValue),
    ):
        connection.execute(told.encode())


def test_a_read_of_what_is_not_there_is_refused(own_database: Database) -> None:
    """Else the log could be filled with what nobody can have seen."""
    with (
        acting(own_database, Login.SOCIAL, worker_of(own_database)) as connection,
        pytest.raises(psycopg.errors.InvalidParameterValue),
    ):
        connection.execute(
            "select audit.record_read('read', 'social', 'no_such', array['k'], array['p'], null)"
        )


def test_a_search_that_found_nothing_is_told_and_an_event_is_short(own_database: Database) -> None:
    """One line without a key; what is said beside an event is bounded."""
    with acting(own_database, Login.SOCIAL, worker_of(own_database)) as connection:
        connection.execute(
            "select audit.record_read('search', 'social', 'unit_note', array[]::text[],"
            " array[]::text[], null)"
        )
        with pytest.raises(psycopg.errors.InvalidParameterValue), connection.transaction():
            connection.execute(
                "select audit.record_event('x', null, jsonb_build_object('a', repeat('b', 4000)))"
            )
    (line,) = lines(own_database, "social")
    assert (line["action"], line["row_key"]) == ("search", None)


def test_two_rows_that_say_the_same_have_digests_of_their_own(own_database: Database) -> None:
    """Whoever reads the lines does not learn that the content is the same."""
    as_owner(
        own_database,
        "insert into social.flag (municipality_code, key, property_key, flag_type, unit, run_id)"
        " values ('0360', 'a', 'bfe:1', 'rehousing', 'Børn', 1),"
        " ('0360', 'b', 'bfe:1', 'rehousing', 'Børn', 1);"
        " update social.flag set unit = 'Teknik'",
    )
    changes = [line for line in lines(own_database, "social") if line["action"] == "update"]
    assert len({line["digest"] for line in changes}) == 2
