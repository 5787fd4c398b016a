"""What was imported can be read: runs, files, and the rows that were not taken."""

import csv

import psycopg
import pytest

from db.database import Database
from db.imports import history
from db.imports.engine import ImportResult
from db.logins import Login
from tests.db.imports import register
from tests.db.imports.register import building
from tests.db.imports.taking import take


@pytest.fixture(scope="module")
def imported(database: Database, tmp_path_factory: pytest.TempPathFactory) -> list[ImportResult]:
    folder = tmp_path_factory.mktemp("files")
    versions = [
        building(),
        *(building(f"far{number}", byg404Koordinat="POINT (1 2)") for number in range(3)),
        building("noted", byg500Notatlinjer="Ejer 010180-1234 oplyser"),
        building("sums", byg404Koordinat="POINT (1 2)", byg500Notatlinjer="=1+1"),
    ]
    return [
        take(database, register.ois_zip(folder, versions, name="a")),
        take(database, register.ois_zip(folder, [building("b")], name="b")),
    ]


def test_runs_are_listed_newest_first_in_pages(
    database: Database, imported: list[ImportResult]
) -> None:
    first, second = imported
    assert [run.id for run in history.runs(database)] == [second.run, first.run]
    assert [run.id for run in history.runs(database, limit=1)] == [second.run]
    assert [run.id for run in history.runs(database, before=second.run)] == [first.run]
    newest = history.runs(database)[0]
    assert newest.files == ["b.XML.zip: b.XML"]
    assert newest.state == "committed"
    assert newest.progress == pytest.approx(1)


def test_a_run_with_its_files(database: Database, imported: list[ImportResult]) -> None:
    number = imported[0].run
    assert number is not None
    run = history.run(database, number)
    assert run is not None
    assert run.counts == imported[0].counts.as_dict()
    (file,) = history.files_of(database, number)
    assert file.form == "ois_xml"
    assert len(file.content_hash) == 64
    assert file.counts["rejected"] == 5
    assert history.run(database, 999) is None


def test_rejected_rows_in_pages(database: Database, imported: list[ImportResult]) -> None:
    number = imported[0].run
    assert number is not None
    first = history.rejected(database, number, has_content=True, limit=2)
    rest = history.rejected(database, number, has_content=True, after=first[-1].id)
    assert [row.line for row in (*first, *rest)] == [2, 3, 4, 5, 6]
    assert first[0].content is not None
    assert first[0].content["byg404koordinat"] == "POINT (1 2)"


def test_rejected_rows_as_csv(database: Database, imported: list[ImportResult]) -> None:
    number = imported[0].run
    assert number is not None
    heading = ("file", "line", "column", "reason_code", "reason", "content")
    text = "".join(
        history.rejected_csv(database, number, heading=heading, delimiter=";", has_content=True)
    )
    found = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert tuple(found[0]) == heading
    assert len(found) == 5
    assert [row["reason_code"] for row in found].count("cpr") == 1
    guarded = next(row for row in found if row["reason_code"] == "cpr")
    assert guarded["content"] == ""
    assert (guarded["line"], guarded["column"]) == ("5", "byg500notatlinjer")
    assert "010180" not in text


def test_rejected_rows_run_no_formula(database: Database, imported: list[ImportResult]) -> None:
    number = imported[0].run
    assert number is not None
    # A full-width sign begins a formula in some spreadsheets too.
    for reason, cell in (("\uff1d1+1", "'\uff1d1+1"), (" =1+1", "' =1+1"), ("-5", "-5")):
        with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
            connection.execute(
                "update work.rejected_row set reason = %s where run_id = %s and line = 2",
                (reason, number),
            )
        text = "".join(
            history.rejected_csv(
                database, number, heading="abcdef", delimiter=";", has_content=True
            )
        )
        assert next(csv.DictReader(text.splitlines(), delimiter=";"))["e"] == cell
