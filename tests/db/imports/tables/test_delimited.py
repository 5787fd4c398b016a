"""Whatever a spreadsheet writes as CSV is read back cell by cell."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db.imports.tables.delimited import read_delimited

# Every letter of ISO-8859-1, with what CSV must quote; unseen control signs left out.
_CELLS = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0xA0, max_codepoint=0xFF),
        st.sampled_from("æøåÆØÅ;,\t\"'\n"),
    ),
    max_size=20,
)
_TABLES = st.lists(st.tuples(_CELLS, _CELLS, _CELLS), max_size=8)


@given(rows=_TABLES, separator=st.sampled_from(";,\t"), encoding=st.sampled_from(
    ("utf-8", "utf-8-sig", "iso-8859-1")))  # fmt: skip
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_come_back_as_they_were(
    rows: list[tuple[str, str, str]], separator: str, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(("id", "Ærø", "note"))
        writer.writerows(rows)
    # Letters such as Â¡ are the bytes of one letter in UTF-8: nobody can tell such a line.
    lines = path.read_bytes().splitlines()
    assume(encoding != "iso-8859-1" or not any(_could_be_utf8(line) for line in lines))
    table = read_delimited(path, "table")
    assert table.header == ("id", "Ærø", "note")
    read = [tuple(row.values.values()) for row in table.rows()]
    # A line of empty cells is what spreadsheets leave below a table, and no row.
    wanted = [tuple(cell.strip() or None for cell in row) for row in rows]
    assert read == [row for row in wanted if any(row)]


def _could_be_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not line.isascii()


def test_lines_are_counted_where_rows_begin(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('id;note\n1;"to\nlinjer"\n\n2;en\n', encoding="utf-8")
    assert [row.line for row in read_delimited(path, "table").rows()] == [2, 5]


@pytest.mark.parametrize("dash", ("\u2013", "\u201d", "\u20ac"))
def test_windows_signs_are_read(dash: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f"id;note\r\n1;Ærø {dash} x\r\n".encode("cp1252"))
    (row,) = read_delimited(path, "table").rows()
    assert row.values["note"] == f"Ærø {dash} x"
