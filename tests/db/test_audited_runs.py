"""Imports, undos and screenings: one line each, without which they do not commit."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.audited_run import AuditedRun, sign
from db.database import Database
from db.imports.engine import run_import
from db.imports.source import ImportOptions
from db.imports.undo import undo_import
from db.logins import ApplicationRole, Login
from db.person import COMMAND_LINE, Person
from db.recording import Event
from gis_service.screening.service import screen
from tests.db.imports.taking import write_csv
from tests.db.test_audit import as_owner, lines

PIA = Person(account=7, municipality="0727", role=ApplicationRole.PLANNER, session="s")
CHANGE = "update work.property set suspicion = 5"


def houses(folder: Path) -> Path:
    """A table of a dozen houses."""
    rows = [f"{n};{1000 + n};Byvej {n};8300;10,300{n:02};56,0001" for n in range(1, 13)]
    return write_csv(folder / "huse.csv", "id;bfe;adresse;postnr;lon;lat", *rows)


def flag_file(folder: Path) -> Path:
    """A table of flags at some of these houses."""
    head = "BFE-nummer;Type;Ansvarlig enhed;Næste opfølgning"
    rows = [f"{bfe};Genhusning;Team Nord;2031-01-02" for bfe in range(1001, 1008)]
    return write_csv(folder / "m.csv", head, *rows)


def taken(database: Database, file: Path, person: Person = PIA) -> int:
    """The number of the import of a file, for somebody."""
    options = ImportOptions(actor="Pia", registry="0727", person=person)
    number = run_import(database, [file], options).run
    assert number is not None
    return number


def all_lines(database: Database) -> list[dict[str, Any]]:
    """Every line there is."""
    with psycopg.connect(database.as_owner()) as owner:
        found = owner.execute("select to_jsonb(l) from audit.line l order by id").fetchall()
    return [line for (line,) in found]


def test_an_import_an_undo_and_a_screening_are_a_line_each(
    own_database: Database, tmp_path: Path
) -> None:
    """With who, which files by their hash, and how many rows; nothing of what is in them."""
    file = houses(tmp_path)
    number = taken(own_database, file)
    screen(own_database, date(2026, 11, 1), person=PIA)
    undo_import(own_database, number, "Pia", PIA)
    told = all_lines(own_database)
    assert [line["area"] for line in told] == ["imported", "screened", "import_undone"]
    assert {(line["account_id"], line["role"]) for line in told} == {(7, "atlas_planner")}
    assert {line["municipality_code"] for line in told} == {"0727"}
    imported, screened, undone = told
    assert imported["run_id"] == undone["run_id"] == number
    assert imported["detail"]["hashes"] == [sha256(file.read_bytes()).hexdigest()]
    assert (imported["detail"]["rows"], imported["detail"]["new"]) == (12, 12)
    assert "0727" in imported["detail"]["registries"]
    assert screened["detail"]["screened"] == 12
    assert "Byvej" not in str(told)
    assert "huse" not in str(told)


def test_a_dry_run_and_a_refused_import_leave_no_line(
    own_database: Database, tmp_path: Path
) -> None:
    """Nothing was changed."""
    options = ImportOptions(actor="Pia", registry="0727", dry_run=True, person=PIA)
    run_import(own_database, [houses(tmp_path)], options)
    assert all_lines(own_database) == []


def test_at_the_command_line_nobody_is_named(own_database: Database, tmp_path: Path) -> None:
    """Whoever has the machine has no account; the only municipality there is sees it."""
    as_owner(
        own_database,
        "insert into work.registry values ('0727', 'Odder', true, 25832, false)",
    )
    taken(own_database, houses(tmp_path), COMMAND_LINE)
    (line,) = lines(own_database, "imported")
    assert (line["account_id"], line["purpose"]) == (None, "command line")


@pytest.fixture
def beside(own_database: Database) -> Database:
    """A registry with two municipalities."""
    rows = "('0727', 'Odder', true, 25832, false), ('0360', 'Lolland', true, 25832, false)"
    as_owner(own_database, f"insert into work.registry values {rows}")
    return own_database


def test_what_the_command_line_does_to_one_municipality_stands_in_its_log(
    beside: Database, tmp_path: Path
) -> None:
    """Though nobody's account does it, and other municipalities are there."""
    taken(beside, houses(tmp_path), COMMAND_LINE)
    screen(beside, date(2026, 11, 1), ["0727"])
    flags = taken(beside, flag_file(tmp_path), COMMAND_LINE)
    again = taken(beside, flag_file(tmp_path), COMMAND_LINE)
    for number in (again, flags):
        undo_import(beside, number, "root")
    told = [line for line in all_lines(beside) if line["action"] == "event"]
    kinds = ["imported", "screened", *["imported"] * 2, *["import_undone"] * 2]
    assert [line["area"] for line in told] == kinds
    # The second time the flags were there already: then the run left nothing to take back.
    whose = [line["municipality_code"] for line in told]
    assert whose == ["0727", "0727", "0727", "0727", None, "0727"]
    assert {line["account_id"] for line in told} == {None}


def test_what_it_does_to_all_stands_in_the_log_of_none(beside: Database) -> None:
    """Whom it was done to is no one municipality."""
    screen(beside, date(2026, 11, 1))
    (line,) = lines(beside, "screened")
    assert line["municipality_code"] is None


def test_who_does_it_names_the_municipality_where_she_has_one(
    beside: Database,
) -> None:
    """What was screened for her stands in her log."""
    screen(beside, date(2026, 11, 1), ["0360"], person=PIA)
    (line,) = lines(beside, "screened")
    assert line["municipality_code"] == "0727"


def test_flags_leave_that_there_was_a_file(own_database: Database, tmp_path: Path) -> None:
    """No name, hash, sample or count."""
    taken(own_database, houses(tmp_path))
    number = taken(own_database, flag_file(tmp_path))
    undo_import(own_database, number, "Pia", PIA)
    told = all_lines(own_database)[1:]
    assert [line["area"] for line in told] == ["imported", "import_undone"]
    assert [line["detail"] for line in told] == [{"confidential": True}] * 2


@pytest.fixture
def village(own_database: Database, tmp_path: Path) -> Database:
    """A dozen houses."""
    taken(own_database, houses(tmp_path))
    return own_database


@pytest.mark.parametrize("login", (Login.WRITER, Login.IMPORTER))
def test_a_run_that_does_not_say_what_it_did_is_undone(village: Database, login: Login) -> None:
    """The database refuses to commit it."""
    connection = psycopg.connect(village.conninfo(login))
    run = AuditedRun(connection=connection, database=village, login=login, person=PIA)
    run.begin()
    connection.execute(CHANGE.encode())
    with pytest.raises(psycopg.errors.CheckViolation, match="does not say"):
        connection.commit()
    connection.close()
    with psycopg.connect(village.as_owner()) as owner:
        changed = owner.execute("select from work.property where suspicion = 5").fetchall()
    assert changed == []


def test_a_run_vouches_for_its_own_transaction_alone(village: Database) -> None:
    """What the connection does next is told row by row."""
    with psycopg.connect(village.conninfo(Login.WRITER)) as connection:
        run = AuditedRun(connection=connection, database=village, login=Login.WRITER, person=PIA)
        run.begin()
        connection.execute(CHANGE.encode())
        run.end(Event.SCREENED, 1, {})
        connection.commit()
        assert lines(village, "work") == []
        connection.execute(CHANGE.replace("5", "6").encode())
    assert len(lines(village, "work")) == 12


def test_after_its_line_a_run_is_silent_no_more(village: Database) -> None:
    """Nor is a second one begun in its transaction."""
    with psycopg.connect(village.conninfo(Login.WRITER)) as connection:
        run = AuditedRun(connection=connection, database=village, login=Login.WRITER, person=PIA)
        run.begin()
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), connection.transaction():
            run.begin()
        connection.execute(CHANGE.encode())
        run.end(Event.SCREENED, 1, {})
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), connection.transaction():
            run.begin()
        connection.execute(CHANGE.replace("5", "6").encode())
    assert len(lines(village, "screened")) == 1
    assert len(lines(village, "work")) == 12


def test_a_token_of_a_run_is_no_run(village: Database) -> None:
    """It lets the list of runs be written, and nothing else."""
    with psycopg.connect(village.conninfo(Login.IMPORTER)) as connection:
        sign(connection, village, PIA.context(Login.IMPORTER, run=1))
        connection.execute(CHANGE.encode())
        connection.execute("update work.import_run set progress = 0.5")
    assert {line["table_name"] for line in lines(village, "work")} == {"property"}


def test_a_mark_of_another_time_silences_nobody(village: Database) -> None:
    """A restored database counts its transactions anew."""
    with psycopg.connect(village.as_owner()) as owner:
        owner.execute(
            "insert into audit.run_transaction (xid, begun_at, line_id) select"
            " (n::text)::xid8, now() - interval '1 day', 1 from generate_series("
            " pg_current_xact_id()::text::bigint, pg_current_xact_id()::text::bigint + 50) n"
        )
    with psycopg.connect(village.conninfo(Login.WRITER)) as connection:
        connection.execute(CHANGE.encode())
    assert len(lines(village, "work")) == 12
    # And it keeps nobody from a run of his own.
    screen(village, date(2026, 11, 1), person=PIA)
    assert len(lines(village, "screened")) == 1


@pytest.mark.parametrize("what", ("", "signed_in", None))
def test_a_run_is_one_of_three_things(village: Database, what: str | None) -> None:
    """It cannot be told as something else."""
    with psycopg.connect(village.conninfo(Login.WRITER)) as connection:
        AuditedRun(connection=connection, database=village, login=Login.WRITER, person=PIA).begin()
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            connection.execute("select audit.end_run(%s, '{}')", [what])


def test_a_person_without_a_run_begins_none(village: Database) -> None:
    """Saving a list does not open the way for anything else."""
    with psycopg.connect(village.conninfo(Login.WRITER)) as connection:
        sign(connection, village, PIA.context(Login.WRITER))
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="nobody vouches"):
            connection.execute("select audit.begin_run()")
