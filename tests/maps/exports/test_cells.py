"""A cell never runs, and plain values stay as they are."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from db.spreadsheet import would_run
from layers.words import Language
from maps.exports import delimited, geojson, geopackage, workbook
from maps.exports.batches import Batch, Batches
from maps.exports.export import Column, Export
from maps.exports.sheet import MOST_CHARACTERS

NOWHERE: Mapping[str, Any] = dict.fromkeys(("_lon", "_lat", "_x", "_y"))


def export(*columns: Column, matched: int = 1) -> Export:
    """An export of a few columns."""
    return Export(
        layer="suspicion",
        title="Mistanke",
        language=Language.DA,
        columns=columns,
        geometry_type="Point",
        srid=25832,
        data_as_of=date(2020, 4, 18),
        sources=("BBR",),
        filter="address = 'a\nb'",
        matched=matched,
        placed=0,
        total=matched,
        is_demo=False,
    )


def column(kind: str, **more: Any) -> Column:
    """A column of a kind."""
    return Column(name="v", title="Værdi", description="En værdi.", kind=kind, **more)


def batches(*rows: Mapping[str, Any]) -> Batches:
    """Rows of the one column, as a writer takes them."""
    names = rows[0] if rows else ()
    return Batches(("v",), [{name: [row[name] for row in rows] for name in names}] if rows else [])


def csv_cell(kind: str, value: Any, **more: Any) -> str:
    """What a value looks like in CSV."""
    content = b"".join(
        delimited.write(export(column(kind, **more)), batches({"v": value, **NOWHERE}))
    )
    _, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return row[0]


@pytest.mark.parametrize(
    "text",
    (
        "=1+1",
        "+cmd",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        "+45 12 34 56 78",
    ),
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert would_run(text)
    assert csv_cell("text", text) == f"'{text}"


@pytest.mark.parametrize("text", ("-5", "+5,2", "-12.50", "Ærøvej 1", "a=b", "3-5", "", "'"))
def test_numbers_and_plain_text_are_left_alone(text: str) -> None:
    assert csv_cell("text", text) == text


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    (
        ("integer", -5, "-5"),
        ("number", 2.5, "2,5"),
        ("number", Decimal("-0.125"), "-0,125"),
        ("number", Decimal("1E+3"), "1000"),
        ("boolean", True, "ja"),
        ("boolean", False, "nej"),
        ("date", date(2026, 11, 22), "2026-11-22"),
        ("text_list", ["R1", "R20"], "R1, R20"),
        ("text_list", ["=1", "R2"], "'=1, R2"),
        ("text", None, ""),
        ("text", 'a;b "c"\nd', 'a;b "c"\nd'),
        ("text", "a,b", "a,b"),
    ),
)
def test_values_by_kind(kind: str, value: Any, cell: str) -> None:
    assert csv_cell(kind, value) == cell


def test_values_with_titles_are_told_by_them() -> None:
    assert csv_cell("text", "yes", titles={"yes": "Ja"}) == "Ja"
    assert csv_cell("text", "other", titles={"yes": "Ja"}) == "other"


@given(text=st.text())
def test_no_cell_of_csv_runs_and_every_text_comes_back(text: str) -> None:
    cell = csv_cell("text", text)
    assert not would_run(cell)
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_the_told_line_is_one_line() -> None:
    content = b"".join(delimited.write(export(column("text"), matched=0), batches()))
    assert content.count(b"\r\n") == 1
    assert content.count(b"\n") == 1


@pytest.mark.parametrize(
    "text", ("\x00\x01\x1f", "a\nb", "=1", "https://example.org", "æøå", "x" * 40_000, "_x0041_")
)
def test_xlsx_takes_any_text(tmp_path: Path, text: str) -> None:
    cell = xlsx_cell(tmp_path, "text", text)
    if len(text) <= MOST_CHARACTERS and text.isprintable():
        assert cell == text
    elif len(text) > MOST_CHARACTERS:
        assert len(str(cell)) == MOST_CHARACTERS
        assert str(cell).endswith("…")


def xlsx_cell(tmp_path: Path, kind: str, value: Any, **more: Any) -> Any:
    """What a value of the one column is read as."""
    path = tmp_path / "cell.xlsx"
    rows = batches({"v": value, **NOWHERE})
    path.write_bytes(b"".join(workbook.write(export(column(kind, **more)), rows)))
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1][0]


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    (
        ("integer", -5, -5),
        ("number", 2.5, 2.5),
        ("number", Decimal("-0.125"), -0.125),
        ("boolean", True, "ja"),
        ("date", date(2026, 11, 22), date(2026, 11, 22)),
        ("date", date(1900, 3, 1), date(1900, 3, 1)),
        ("date", date(1899, 12, 30), "1899-12-30"),
        ("text_list", ["R1", "R20"], "R1, R20"),
        ("text", " <b>&amp; ", " <b>&amp; "),
        ("text", "0253", "0253"),
    ),
)
def test_values_of_a_sheet_by_kind(tmp_path: Path, kind: str, value: Any, cell: Any) -> None:
    assert xlsx_cell(tmp_path, kind, value) == cell


def test_rows_of_a_sheet_are_numbered_through_all_batches(tmp_path: Path) -> None:
    parts = [{"v": [1, None]} | dict.fromkeys(NOWHERE, [None] * 2)] * 3
    path = tmp_path / "sheet.xlsx"
    content = workbook.write(export(column("integer"), matched=6), Batches(("v",), parts))
    path.write_bytes(b"".join(content))
    with ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall('<row r="([0-9]+)"', sheet) == [str(line) for line in range(1, 8)]
    assert re.findall('<c r="(A[0-9]+)"><v>1', sheet) == ["A2", "A4", "A6"]
    assert '<dimension ref="A1:E7"/>' in sheet


def test_what_ends_the_rows_ends_a_geopackage_as_itself() -> None:
    def rows() -> Iterator[Batch]:
        yield {"v": ["a"], "_geometry": [None]}
        raise LookupError("the database went away")

    with pytest.raises(LookupError, match="went away"):
        next(geopackage.write(export(column("text")), Batches(("v",), rows())))


def test_geojson_takes_decimals_and_dates() -> None:
    row = {"_key": 1, "_geometry": None, "v": Decimal("2.5")}
    content = b"".join(geojson.write(export(column("number")), batches(row)))
    assert b'"properties":{"v":2.5}' in content
