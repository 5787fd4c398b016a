"""The audit: what is written, by whom, that nothing of the content is in it, and that it holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from db.context import SETTING, Context
from db.database import Database
from db.errors import DatabaseError
from db.logins import ApplicationRole, Login
from db.sealing import Fault, Seal, seal_lines, verify

SEAL = Seal(secret=SecretStr("11" * 32))
WORKER = Context(
    role=ApplicationRole.SOCIAL_WORKER, municipality="0360", account=7, unit=1, purpose="visit"
)
SECRET = "the mother is ill"  # noqa: S105  # what nobody may find in the audit
WRITE_NOTE = (
    "insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by)"
    " values ('0360', 'bfe:1', %s, %s, 7)"
)


@contextmanager
def acting(database: Database, login: Login, context: Context) -> Iterator[psycopg.Connection]:
    """A transaction in the role, which commits."""
    with psycopg.connect(database.conninfo(login)) as connection:
        connection.execute("select set_config('role', %s, true)", [context.role.value])
        connection.execute("select set_config(%s, %s, true)", [SETTING, context.token(database)])
        yield connection


def worker_of(database: Database) -> Context:
    """A social worker of a unit that is there."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        row = owner.execute(
            "insert into staff.unit (municipality_code, name) values ('0360', 'Børn')"
            " on conflict (municipality_code, lower(name)) do update set name = excluded.name"
            " returning id"
        ).fetchone()
    assert row is not None
    return replace(WORKER, unit=row[0])


def lines(database: Database, area: str) -> list[dict[str, Any]]:
    """The lines of an area, read as nobody else may: the superuser of the test cluster."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        rows = owner.execute(
            "select to_jsonb(l) from audit.line l where area = %s order by id", [area]
        ).fetchall()
    return [row for (row,) in rows]


def as_owner(database: Database, statement: str) -> None:
    """What somebody with the whole database in his hands does to it."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        owner.execute(statement.encode())


def write_note(database: Database, worker: Context) -> None:
    with acting(database, Login.SOCIAL, worker) as connection:
        connection.execute(WRITE_NOTE, [worker.unit, SECRET])


def test_a_change_is_told_with_who_and_what_and_without_content(own_database: Database) -> None:
    """Actor and purpose come from the signed context; a digest stands for the content."""
    worker = worker_of(own_database)
    write_note(own_database, worker)
    (line,) = lines(own_database, "social")
    assert (line["action"], line["table_name"], line["account_id"]) == ("insert", "unit_note", 7)
    assert (line["municipality_code"], line["purpose"]) == ("0360", "visit")
    assert (line["role"], line["login"]) == ("atlas_social_worker", "atlas_social_login")
    assert line["property_key"] == "bfe:1"
    assert "body" in line["fields"]
    assert len(line["digest"]) == 64
    assert line["detail"] == {}
    assert SECRET not in str(line)


def test_the_advisers_log_tells_only_that_something_was_written(own_database: Database) -> None:
    """No key, no field, no digest: nobody follows whom she talks to."""
    adviser = Context(role=ApplicationRole.ADVISER, municipality="0360", account=9)
    with acting(own_database, Login.ADVISER, adviser) as connection:
        connection.execute(
            "insert into private.entry (municipality_code, account_id, body)"
            " values ('0360', 9, %s)",
            [SECRET],
        )
        connection.execute("delete from private.entry")
    written, deleted = lines(own_database, "private")
    assert (written["action"], deleted["action"]) == ("insert", "delete")
    for line in (written, deleted):
        assert (line["row_key"], line["property_key"], line["fields"], line["digest"]) == (
            None,
            None,
            None,
            None,
        )
        assert SECRET not in str(line)


def test_a_bulk_statement_is_told_row_by_row(own_database: Database) -> None:
    """One statement over three cases is three lines, each with what changed in it."""
    worker = worker_of(own_database)
    coordinator = replace(worker, role=ApplicationRole.COORDINATOR)
    with acting(own_database, Login.SOCIAL, coordinator) as connection:
        for number in ("1", "2", "3"):
            connection.execute(
                "insert into cases.case_head (municipality_code, property_key, unit_id, opened_by)"
                " values ('0360', %s, %s, 7)",
                [f"bfe:{number}", worker.unit],
            )
        connection.execute(
            "update cases.case_head set state = 'closed', closed_on = current_date"
            " where property_key <> 'bfe:3'"
        )
    changes = [line for line in lines(own_database, "cases") if line["action"] == "update"]
    assert [line["fields"] for line in changes] == [["closed_on", "state"]] * 2


def test_a_rule_changed_by_hand_is_told_with_its_values(own_database: Database) -> None:
    """Weights are no secret, so their values stand in the line; who changed them does too."""
    as_owner(
        own_database,
        "update work.priority_criterion set source = 'council' where criterion = 'place'",
    )
    (line,) = lines(own_database, "work")
    assert line["detail"] == {"source": "council"}
    assert line["fields"] == ["source"]


def test_an_import_is_not_told_row_by_row(own_database: Database) -> None:
    """Its run is one line; `base` keeps every version."""
    with psycopg.connect(own_database.conninfo(Login.SOCIAL)) as connection:
        connection.execute("set local role atlas_social_importer")
        run = Context(role=ApplicationRole.SOCIAL_IMPORTER, run=1)
        connection.execute("select set_config(%s, %s, true)", [SETTING, run.token(own_database)])
        connection.execute(
            "insert into social.flag (municipality_code, key, property_key, flag_type, unit,"
            " run_id) values ('0360', 'a', 'bfe:1', 'rehousing', 'Børn', 1)"
        )
    assert lines(own_database, "social") == []


def test_nobody_reads_without_being_known(own_database: Database) -> None:
    """A read is told before it is shown, with who reads; without a context it is refused."""
    worker = worker_of(own_database)
    told = (
        "select audit.record_read('read', 'social', 'unit_note', array['k'], array['bfe:1'], null)"
    )
    with acting(own_database, Login.SOCIAL, worker) as connection:
        connection.execute(told)
    (line,) = lines(own_database, "social")
    assert (line["action"], line["row_key"], line["account_id"]) == ("read", "k", 7)
    with psycopg.connect(own_database.conninfo(Login.SOCIAL)) as connection:
        connection.execute("set local role atlas_social_worker")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="nobody is known"):
            connection.execute(told)


@pytest.mark.parametrize("login", list(Login))
@pytest.mark.parametrize(
    "statement",
    (
        "insert into audit.line (login, action, area) values ('x', 'event', 'x')",
        "update audit.line set account_id = 1",
        "delete from audit.line",
        "truncate audit.line",
        "delete from audit.unsealed",
        "delete from audit.chain",
        "select key from audit.secret",
    ),
)
def test_no_login_touches_a_line(database: Database, login: Login, statement: str) -> None:
    """In no role that it can take: lines come through functions alone."""
    with psycopg.connect(database.conninfo(login), autocommit=True) as connection:
        roles = connection.execute(
            "select rolname from pg_roles where pg_has_role(current_user, oid, 'member')"
        ).fetchall()
        for (role,) in roles:
            connection.execute("select set_config('role', %s, false)", [role])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def sealed(database: Database) -> None:
    """Six lines in two seals."""
    worker = worker_of(database)
    for _ in range(2):
        for _ in range(3):
            write_note(database, worker)
        seal_lines(database, SEAL)


def test_a_whole_chain_holds_and_tells_its_tail(own_database: Database) -> None:
    """What is not sealed yet is told, and is not wrong."""
    assert verify(own_database, SEAL).holds
    sealed(own_database)
    write_note(own_database, worker_of(own_database))
    verdict = verify(own_database, SEAL)
    assert verdict.holds
    assert verdict.lines == verdict.sealed >= 6
    assert verdict.waiting >= 1


@pytest.mark.parametrize(
    ("tampering", "fault"),
    (
        ("update audit.line set account_id = 8 where id = 3", Fault.CHANGED),
        ("update audit.line set at = at - interval '1 hour' where id = 3", Fault.CHANGED),
        ("update audit.line set detail = '{\"a\": 1}' where id = 3", Fault.CHANGED),
        ("delete from audit.line where id = 3", Fault.REMOVED),
        (
            (
                "update audit.chain c set line_hash = o.line_hash from audit.chain o"
                " where c.position + o.position = 7 and c.position in (3, 4)"
            ),
            Fault.REORDERED,
        ),
        (
            (
                "delete from audit.line where id = 3;"
                " update audit.chain set line_hash = 'x' where position = 3"
            ),
            Fault.REORDERED,
        ),
        (
            (
                "delete from audit.line where id in (select line_id from audit.chain"
                " where position = 5); delete from audit.chain where position = 5"
            ),
            Fault.CUT,
        ),
        (
            (
                "delete from audit.head where position > 5; delete from audit.chain"
                " where position > 5; delete from audit.line where id > 5;"
                " delete from audit.unsealed"
            ),
            Fault.UNSIGNED,
        ),
        ("update audit.head set signature = 'x'", Fault.FORGED),
        (
            (
                "delete from audit.line; delete from audit.unsealed;"
                " insert into audit.line (login, action, area) values ('x', 'event', 'x');"
                " delete from audit.unsealed"
            ),
            Fault.LOOSE,
        ),
    ),
)
def test_tampering_is_found(own_database: Database, tampering: str, fault: Fault) -> None:
    """Whoever owns the whole database can change it, and cannot hide that it was changed."""
    sealed(own_database)
    as_owner(own_database, tampering)
    assert fault in {one.fault for one in verify(own_database, SEAL).findings}


def test_an_end_that_was_cut_off_cleanly_is_found_from_outside(own_database: Database) -> None:
    """Lines, links and heads back to a former seal: only who knows how far it had come can tell."""
    worker = worker_of(own_database)
    write_note(own_database, worker)
    before = seal_lines(own_database, SEAL).position
    write_note(own_database, worker)
    after = seal_lines(own_database, SEAL)
    as_owner(
        own_database,
        f"delete from audit.head where position > {before};"
        f" delete from audit.line where id in"
        f" (select line_id from audit.chain where position > {before});"
        f" delete from audit.chain where position > {before}",
    )
    assert verify(own_database, SEAL).holds
    found = verify(own_database, SEAL, reached=after).findings
    assert [(one.fault, one.position) for one in found] == [(Fault.CUT, after.position)]


# A line is changed, everything is hashed anew as it should be, and no signature tells of before.
_REWRITE = """
    update audit.line set account_id = 8 where id = 3;
    update audit.chain c set line_hash = sha256(convert_to(audit.canonical(l), 'UTF8'))
    from audit.line l where l.id = c.line_id;
    do $$
    declare one record; link bytea := '';
    begin
      for one in select * from audit.chain order by position loop
        link := sha256(link || one.line_hash);
        update audit.chain set hash = link where position = one.position;
      end loop;
    end $$;
    delete from audit.head
"""


def test_a_chain_that_was_made_anew_is_not_signed(own_database: Database) -> None:
    """Whole as it looks, it is not the one that was signed before."""
    worker = worker_of(own_database)
    for _ in range(4):
        write_note(own_database, worker)
    reached = seal_lines(own_database, SEAL)
    as_owner(own_database, _REWRITE)
    write_note(own_database, worker)
    with pytest.raises(DatabaseError, match="is not what was sealed"):
        seal_lines(own_database, SEAL, reached)
    faults = {one.fault for one in verify(own_database, SEAL, reached=reached).findings}
    assert faults == {Fault.REWRITTEN, Fault.UNSIGNED}


def test_a_signature_that_is_not_ours_takes_no_place(own_database: Database) -> None:
    """Somebody is first to sign a head; ours stands beside it."""
    write_note(own_database, worker_of(own_database))
    end = seal_lines(own_database, SEAL)
    as_owner(
        own_database,
        "update audit.head set signature = 'x'; insert into audit.unsealed select 0 where false",
    )
    assert Fault.FORGED in {one.fault for one in verify(own_database, SEAL).findings}
    assert seal_lines(own_database, SEAL, end) == end
    assert verify(own_database, SEAL).holds


@pytest.mark.parametrize(
    "statement",
    (
        "select audit.chain_lines(10)",
        "select audit.chained(0, 10)",
        "select audit.heads(0, 10)",
        "select audit.link_at(1)",
        "select audit.tail()",
        "select audit.sign_head(1, 'x', 'x')",
    ),
)
def test_the_sealer_is_nobody_without_a_context(own_database: Database, statement: str) -> None:
    """To take the role is not enough."""
    write_note(own_database, worker_of(own_database))
    seal_lines(own_database, SEAL)
    with psycopg.connect(own_database.conninfo(Login.STAFF)) as connection:
        connection.execute("set local role atlas_sealer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_another_key_signs_nothing_of_ours(own_database: Database) -> None:
    """A chain that was made anew with another key is found."""
    sealed(own_database)
    other = Seal(secret=SecretStr("22" * 32))
    assert Fault.FORGED in {one.fault for one in verify(own_database, other).findings}


def test_a_line_that_commits_late_is_sealed_later(own_database: Database) -> None:
    """Its number is lower than that of a sealed line; the chain is in the order of the seals."""
    worker = worker_of(own_database)
    with acting(own_database, Login.SOCIAL, worker) as slow:
        slow.execute(WRITE_NOTE, [worker.unit, "slow"])
        write_note(own_database, worker)
        seal_lines(own_database, SEAL)
    seal_lines(own_database, SEAL)
    verdict = verify(own_database, SEAL)
    assert verdict.holds
    assert verdict.waiting == 0
    assert len(lines(own_database, "social")) == 2
