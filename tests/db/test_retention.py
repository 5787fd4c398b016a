"""What is deleted when, what is held, and what stays to tell that it was."""

from datetime import date
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from db.context import SETTING, Context
from db.database import Database
from db.log import retention
from db.logins import ApplicationRole, Login
from db.sealing import Fault, Seal, seal_lines, verify

SEAL = Seal(secret=SecretStr("11" * 32))
TODAY = date(2026, 11, 22)
OFFICER = Context(role=ApplicationRole.DATA_PROTECTION_OFFICER, municipality="0360", account=4)
NIGHT = Context(role=ApplicationRole.RETENTION)
_PURGE = "select municipality_code, counts from audit.purge(%s) order by 1"
_RULE = (
    "insert into audit.retention_rule (municipality_code, subject, months, reason, changed_by)"
    " values ('0360', %s, %s, 'decided by the council', %s)"
)
_FILL = """
    insert into staff.unit (municipality_code, name) values ('0360', 'Børn'), ('0773', 'Børn');
    insert into cases.case_head (municipality_code, number, property_key, unit_id, opened_by,
                                 state, closed_on, opened_on)
    select u.municipality_code, t.number, 'bfe:' || t.number, u.id, 1, t.state, t.closed_on,
           '2020-01-01'
    from staff.unit u
    cross join (values ('1', 'closed', date '2026-01-10'), ('2', 'open', null),
                       ('3', 'closed', date '2026-11-01')) as t (number, state, closed_on);
    insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by,
                                  written_at)
    select u.municipality_code, 'bfe:' || n, u.id, 'note', 1, '2025-12-01'
    from staff.unit u, generate_series(1, 3) n;
    insert into social.flag (municipality_code, key, property_key, flag_type, unit, run_id)
    select u.municipality_code, 'f' || n, 'bfe:' || n, 'rehousing', 'Børn', 1
    from staff.unit u, generate_series(1, 3) n;
    insert into private.entry (municipality_code, account_id, body, entered_at)
    values ('0360', 9, 'old', '2026-01-01'), ('0360', 9, 'new', '2026-11-01');
"""


@pytest.fixture
def filled(own_database: Database) -> Database:
    """Two municipalities: a case long closed, one open, one closed lately, and what hangs on it."""
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as owner:
        owner.execute(_FILL.encode())
    return own_database


def asked(database: Database, context: Context, statement: str, *values: Any) -> list[Any]:
    """A statement in the officer's or the night's role, which commits."""
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        connection.execute("select set_config('role', %s, true)", [context.role.value])
        connection.execute("select set_config(%s, %s, true)", [SETTING, context.token(database)])
        cursor = connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def there(database: Database, statement: str) -> list[Any]:
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        return owner.execute(statement.encode()).fetchall()


def change(database: Database, statements: str) -> None:
    """What somebody with the whole database in his hands does to it."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        owner.execute(statements.encode())


def make_old(database: Database) -> None:
    """Have every line that is not sealed yet be some years old, and kept for some."""
    change(database, "update audit.line set at = at - interval '15 years'")


def due(database: Database) -> set[tuple[str, str | None]]:
    rows = asked(database, OFFICER, "select subject, property_key from audit.due_here(%s)", TODAY)
    return set(rows)


def test_what_is_due_is_what_is_old_and_closed(filled: Database) -> None:
    """An open case keeps what hangs on it; a case closed lately too. The list deletes nothing."""
    assert due(filled) == {("unit note", "bfe:1"), ("flag", "bfe:1"), ("private entry", None)}
    assert there(filled, "select count(*) from social.unit_note") == [(6,)]


def test_an_officer_sees_her_own_municipality_alone(filled: Database) -> None:
    """And of the adviser's log not even which entry is due."""
    rows = asked(
        filled, OFFICER, "select municipality_code, subject, row_key from audit.due_here(%s)", TODAY
    )
    assert {code for code, _, _ in rows} == {"0360"}
    assert [key for _, subject, key in rows if subject == "private entry"] == [None]


def test_a_night_deletes_what_is_due_and_leaves_a_receipt(filled: Database) -> None:
    """Receipts count and digest; the deletion is a line of the audit."""
    receipts = asked(filled, NIGHT, _PURGE, TODAY)
    assert receipts == [
        ("0360", {"unit note": 1, "flag": 1, "private entry": 1}),
        ("0773", {"unit note": 1, "flag": 1}),
    ]
    assert due(filled) == set()
    left = there(filled, "select distinct property_key from social.unit_note order by 1")
    assert left == [("bfe:2",), ("bfe:3",)]
    assert there(filled, "select body from private.entry") == [("new",)]
    deleted = there(
        filled,
        "select area, count(*) from audit.line where action = 'delete' group by 1 order by 1",
    )
    assert deleted == [("private", 1), ("social", 4)]
    assert asked(filled, NIGHT, "select * from audit.purge(%s)", TODAY) == []


def test_a_hold_keeps_a_property_until_it_is_lifted(filled: Database) -> None:
    """However old its rows are."""
    asked(
        filled,
        OFFICER,
        "insert into audit.legal_hold (municipality_code, property_key, reason, set_by)"
        " values ('0360', 'bfe:1', 'complaint', 4)",
    )
    assert due(filled) == {("private entry", None)}
    asked(filled, OFFICER, "update audit.legal_hold set lifted_by = 4, lifted_at = now()")
    assert ("flag", "bfe:1") in due(filled)


def test_the_officer_sets_the_time_and_it_is_told(filled: Database) -> None:
    """Her municipality's rule goes before the usual one, in her municipality."""
    asked(
        filled,
        OFFICER,
        "insert into audit.retention_rule (municipality_code, subject, months, reason, changed_by)"
        " values ('0360', 'unit note', 24, 'decided by the council', 4)",
    )
    assert ("unit note", "bfe:1") not in due(filled)
    receipts = asked(filled, NIGHT, _PURGE, TODAY)
    assert receipts[1] == ("0773", {"unit note": 1, "flag": 1})
    told = there(
        filled, "select detail ->> 'months' from audit.line where table_name = 'retention_rule'"
    )
    assert told == [("24",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(
            filled,
            OFFICER,
            "insert into audit.retention_rule (municipality_code, subject, months, reason,"
            " changed_by) values ('0773', 'flag', 1, 'not hers', 4)",
        )


def test_old_lines_go_and_the_chain_still_leads_past_them(filled: Database) -> None:
    """Their tombstones stay in the chain; a line that is removed otherwise is still found."""
    asked(filled, NIGHT, "select * from audit.purge(%s)", TODAY)
    make_old(filled)
    seal_lines(filled, SEAL)
    before = verify(filled, SEAL).lines
    asked(filled, NIGHT, "select * from audit.purge(%s)", TODAY)
    # The receipt waits to be sealed: what it is for is no removal meanwhile.
    assert verify(filled, SEAL).holds
    seal_lines(filled, SEAL)
    verdict = verify(filled, SEAL)
    assert verdict.holds
    assert verdict.lines > before
    tombstones = there(filled, "select count(*) from audit.chain where purge_id is not null")
    assert tombstones[0][0] >= before - 2


@pytest.mark.parametrize(
    "receipt",
    (
        "(select max(purge_id) from audit.chain)",
        "99",
    ),
)
def test_a_removal_is_not_passed_off_as_retention(filled: Database, receipt: str) -> None:
    """A receipt says which lines it is for, and is a line of the chain itself."""
    make_old(filled)
    seal_lines(filled, SEAL)
    asked(filled, NIGHT, "select * from audit.purge(%s)", TODAY)
    asked(filled, OFFICER, _RULE, "flag", 24, 4)
    seal_lines(filled, SEAL)
    assert verify(filled, SEAL).holds
    change(
        filled,
        "delete from audit.line where id = (select max(line_id) from audit.chain);"
        f" update audit.chain set purge_id = {receipt}"
        " where line_id = (select max(line_id) from audit.chain)",
    )
    assert Fault.REMOVED in {one.fault for one in verify(filled, SEAL).findings}


def test_the_night_is_nobody_without_a_context_and_never_early(filled: Database) -> None:
    """To take the role is not enough, and nobody deletes what is due tomorrow."""
    with psycopg.connect(filled.conninfo(Login.STAFF)) as connection:
        connection.execute("set local role atlas_retention")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="nobody is known"):
            connection.execute("select audit.purge(%s)", [TODAY])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="before its day"):
        asked(filled, NIGHT, "select audit.purge(current_date + 1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(filled, OFFICER, "select audit.due(%s)", TODAY)


def test_an_officer_looks_a_month_ahead_and_no_further(filled: Database) -> None:
    """What is asked for in years is not all that there is."""
    far = "select count(*) from audit.due_here(date '2300-01-01')"
    near = "select count(*) from audit.due_here(current_date + 31)"
    assert asked(filled, OFFICER, far) == asked(filled, OFFICER, near)


def test_how_long_is_asked_once_a_kind_and_not_once_a_row(filled: Database) -> None:
    """Else the page of whoever decides about a long log is never shown."""
    make_old(filled)
    seal_lines(filled, SEAL)
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as owner:
        owner.execute("set local track_functions = 'all'")
        owner.execute(
            "select set_config('role', %s, true), set_config(%s, %s, true)",
            [OFFICER.role.value, SETTING, OFFICER.token(filled)],
        )
        found = owner.execute(
            "select count(*) from audit.due_here(%s) where subject = 'audit line'", [TODAY]
        ).fetchone()
        owner.execute("reset role")
        calls = owner.execute(
            "select calls from pg_stat_xact_user_functions where funcname = 'retention_months'"
        ).fetchone()
    assert found is not None
    assert found[0] > len(retention.Subject)
    assert calls == (len(retention.Subject),)


def test_months_of_different_length_end_on_their_own_day(filled: Database) -> None:
    """The index that finds old lines is asked for some days more than are due, and no line less."""
    asked(filled, OFFICER, _RULE, "audit line", 24, 4)
    change(
        filled, "update audit.line set at = '2024-02-29 12:00+00' where municipality_code = '0360'"
    )
    seal_lines(filled, SEAL)
    first = "select min(due_on), count(*) > 0 from audit.due_here(%s) where subject = 'audit line'"
    assert asked(filled, OFFICER, first, date(2026, 2, 28)) == [(date(2026, 2, 28), True)]
    assert asked(filled, OFFICER, first, date(2026, 2, 27)) == [(None, False)]


@pytest.mark.parametrize(("subject", "months", "by"), (("audit line", 1, 4), ("flag", 1, 5)))
def test_a_rule_that_would_empty_the_log_or_is_in_anothers_name_is_refused(
    filled: Database, subject: str, months: int, by: int
) -> None:
    """Who saw what is asked for long afterwards, and who set a rule is who set it."""
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
        asked(filled, OFFICER, _RULE, subject, months, by)


def test_a_flag_that_nobody_looks_at_again_goes_from_its_import_on(filled: Database) -> None:
    """Without a day of review and without a case it would else stay for good."""
    change(
        filled,
        "insert into work.import_run (actor, started_at) values ('x', '2020-01-01');"
        "insert into social.flag (municipality_code, key, property_key, flag_type, unit, run_id)"
        " select '0360', 'f9', 'bfe:9', 'rehousing', 'Børn', max(id) from work.import_run",
    )
    assert ("flag", "bfe:9") in due(filled)
