"""What columns mean: guessed, shown, corrected, remembered."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.database import Database
from db.imports.errors import Refused
from db.imports.mapping import ColumnMapping, parse_mapping, signature
from db.imports.source import ImportOptions, Target
from db.imports.tables.guess import Sample, guess_columns
from db.imports.tables.opener import extract_free_name
from db.imports.tables.preview import preview_tables
from db.imports.tables.table import Row
from db.imports.tables.values import ValueKind, parse, parse_decimal
from tests.db.imports.taking import ended, rejected, rows, take, write_csv

OPTIONS = ImportOptions(actor="test")


def sample(header: tuple[str, ...], *cells: tuple[str | None, ...]) -> Sample:
    """A table's first rows."""
    return Sample(
        header,
        [
            Row(line=n, values=dict(zip(header, row, strict=True)))
            for n, row in enumerate(cells, start=2)
        ],
    )


@pytest.mark.parametrize(
    ("column", "value", "field"),
    (
        ("BFE-nummer", "5123456", "bfe"),
        ("bfenr", "5123456", "bfe"),
        ("Opførelsesår", "1902", "year_built"),
        ("byg026Opførelsesår", "1902", "year_built"),
        ("byg026Opfoerelsesaar", "1902", "year_built"),
        ("YEAR BUILT", "1902", "year_built"),
        ("Postnr.", "8300", "postal_code"),
        ("enh034Køkkenforhold", "H", "kitchen_code"),
        ("Tom siden", "31-12-2019", "vacant_since"),
        ("Kommunekode", "727", "municipality_code"),
        ("Varmeinstallation", "9", "heating_code"),
        ("living area", "120", "living_area_m2"),
    ),
)
def test_columns_are_known_by_danish_and_english_names(column: str, value: str, field: str) -> None:
    assert guess_columns(Target.LISTED_PROPERTY, sample((column,), (value,))) == {column: field}


def test_a_name_does_not_count_where_the_values_say_otherwise() -> None:
    table = sample(("anvendelse", "byggeår"), ("Parcelhus med garage", "ukendt"))
    assert guess_columns(Target.LISTED_PROPERTY, table) == {}


def test_danish_coordinates_are_known_under_any_name() -> None:
    metres = sample(("a", "b"), ("570213,5", "6219876,25"), ("571000", "6220000"))
    assert guess_columns(Target.LISTED_PROPERTY, metres) == {"a": "x", "b": "y"}
    degrees = sample(("b", "l"), ("56.1567", "10.2108"), ("55.9", "9.75"))
    assert guess_columns(Target.LISTED_PROPERTY, degrees) == {"l": "lon", "b": "lat"}


def test_street_and_number_are_one_address(tmp_path: Path, own_database: Database) -> None:
    path = write_csv(tmp_path / "huse.csv", "Sagsnr;Vejnavn;Husnr", "1;Søndergade;12B")
    take(own_database, path, registry="0727")
    assert rows(own_database, "select address from work.property") == [
        {"address": "Søndergade 12B"}
    ]


def test_a_list_of_cpr_numbers_is_never_a_key() -> None:
    table = sample(("id",), ("010190-1234",), ("020290-1234",))
    assert "row_key" not in guess_columns(Target.LISTED_PROPERTY, table).values()


@given(st.floats(-1e7, 1e7).map(lambda number: round(number, 3)))
@settings(deadline=None)
def test_decimals_with_comma_point_and_groups_are_the_same_number(number: float) -> None:
    english = f"{number:,.3f}"
    danish = english.translate(str.maketrans(",.", ".,"))
    for text in (f"{number:.3f}", f"{number:.3f}".replace(".", ","), english, danish):
        # One group of thousands and nothing else cannot be told from three decimals.
        assert parse_decimal(text) == number


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    (
        (ValueKind.INTEGER, "1.153.615", "1153615"),
        (ValueKind.INTEGER, "4 000", "4000"),
        (ValueKind.INTEGER, "139,0", "139"),
        (ValueKind.YEAR, "1902.0", "1902"),
        (ValueKind.YEAR, "1902-01-01", "1902"),
        (ValueKind.DATE, "2012-01-25T00:00:00Z", "2012-01-25"),
        (ValueKind.DATE, "25.1.2012", "2012-01-25"),
        (ValueKind.DATE, "25/01/2012", "2012-01-25"),
        (ValueKind.DATE, "20120125", "2012-01-25"),
        (ValueKind.MUNICIPALITY, "157", "0157"),
        (ValueKind.UUID, "B11D87A0-4D52-45D6-99F6-E91D40A1D8A1",
         "b11d87a0-4d52-45d6-99f6-e91d40a1d8a1"),
        (ValueKind.CODE, "h", "H"),
    ),
)  # fmt: skip
def test_values_get_one_spelling(kind: ValueKind, text: str, value: str) -> None:
    assert parse(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    (
        (ValueKind.INTEGER, "mange"),
        (ValueKind.INTEGER, "99999999999"),
        (ValueKind.DECIMAL, "nan"),
        (ValueKind.DECIMAL, "1.2.3"),
        (ValueKind.YEAR, "19020"),
        (ValueKind.DATE, "31-02-2019"),
        (ValueKind.DATE, "i går"),
        (ValueKind.CODE, "et langt ord"),
        (ValueKind.BFE, "0"),
        (ValueKind.MUNICIPALITY, "07270"),
        (ValueKind.UUID, "123"),
    ),
)
def test_values_that_are_not_what_they_should_be(kind: ValueKind, text: str) -> None:
    with pytest.raises(ValueError, match="er"):
        parse(kind, text)


@pytest.mark.parametrize(
    ("name", "plain"),
    (
        ("Tomme huse 2026", "tomme_huse"),
        ("tomme_huse_2026-01-31 (2)", "tomme_huse"),
        ("Tomme huse - Kopi", "tomme_huse"),
        ("2026", "2026"),
        ("us_baltimore_vacant_notices_2019", "us_baltimore_vacant_notices"),
    ),
)
def test_extracts_of_one_table_share_its_name(name: str, plain: str) -> None:
    assert extract_free_name(name) == plain


def test_the_signature_is_the_heading_in_any_order_and_spelling() -> None:
    first = signature(Target.PLACE, ("Navn", "Øst"))
    assert first == signature(Target.PLACE, ("OEST", "navn"))
    assert first != signature(Target.PLACE, ("Navn",))
    assert first != signature(Target.LISTED_PROPERTY, ("Navn", "Øst"))


def test_a_mapping_survives_its_json() -> None:
    content = {"columns": {"A": "address", "B": None}, "registry": "0727", "scale": "K0-K3"}
    assert parse_mapping(content).as_json() == content


def test_a_correction_takes_the_field_from_the_column_that_was_guessed() -> None:
    guessed = ColumnMapping(columns={"adresse": "address", "id": "row_key"})
    given_by_person = ColumnMapping(columns={"beliggenhed": "address"})
    assert given_by_person.over(guessed).columns == {
        "beliggenhed": "address",
        "adresse": None,
        "id": "row_key",
    }


@pytest.mark.parametrize(
    ("content", "message"),
    (
        ({"columns": {"Findes ikke": "address"}}, "findes ikke i filen"),
        ({"columns": {"Sted": "adresse"}}, "er ikke et felt"),
        ({"kolonner": {}}, "ukendte oplysninger"),
        ({"columns": ["Sted"]}, "ikke en liste"),
        ({"target": "bbr_building"}, "ikke noget, en tabel kan være"),
    ),
)
def test_a_mapping_that_cannot_be_is_refused(
    content: dict[str, object], message: str, tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(tmp_path / "huse.csv", "Id;Sted", "1;Byvej 1")
    with pytest.raises(Refused, match=message):
        take(own_database, path, registry="0727", mapping=content)


def test_a_corrected_mapping_is_used_shown_and_remembered(
    tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(
        tmp_path / "huse.csv", "Ref;Hvor ligger den;Bygget", "1;Byvej 1;1902", "2;B 2;"
    )
    with pytest.raises(Refused, match="mangler en kolonne med adresse"):
        take(own_database, path, registry="0727")
    columns = {"Ref": "row_key", "Hvor ligger den": "address", "Bygget": "year_built"}
    take(own_database, path, registry="0727", mapping={"columns": columns})
    wanted = [
        {"key": "row:huse:1", "address": "Byvej 1", "year_built": 1902},
        {"key": "row:huse:2", "address": "B 2", "year_built": None},
    ]
    query = "select key, address, year_built from work.property order by key"
    assert rows(own_database, query) == wanted

    later = write_csv(tmp_path / "huse_2.csv", "BYGGET;REF;HVOR LIGGER DEN", "1903;1;Byvej 1")
    shown = preview_tables(own_database, [later], OPTIONS)[0]
    assert {each.column: (each.field, each.origin) for each in shown.columns} == {
        "BYGGET": ("year_built", "remembered"),
        "REF": ("row_key", "remembered"),
        "HVOR LIGGER DEN": ("address", "remembered"),
    }
    assert ended(take(own_database, later, registry="0727")) == (0, 1, 0, 0, 0)
    assert rows(own_database, query)[0]["year_built"] == 1903


def test_the_preview_shows_guesses_with_examples_and_never_a_cpr_number(
    tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(
        tmp_path / "huse.csv", "Id;Adresse;Note", "1;Byvej 1;010190-1234", "2;Byvej 2;ingen"
    )
    (shown,) = preview_tables(own_database, [path], OPTIONS)
    assert shown.target is Target.LISTED_PROPERTY
    assert [(each.column, each.field, each.origin, each.examples) for each in shown.columns] == [
        ("Id", "row_key", "guessed", ("2",)),
        ("Adresse", "address", "guessed", ("Byvej 2",)),
        ("Note", None, "unused", ("ingen",)),
    ]
    assert "010190" not in repr(shown)
    assert {field.name for field in shown.fields} >= {"address", "bfe", "vacant_since"}


def test_the_guard_tells_line_and_column_and_keeps_nothing(
    tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(
        tmp_path / "huse.csv",
        "Id;Adresse;Note;Byggeår",
        "1;Byvej 1;ejer 010190-1234;1900",
        "2;c/o 010190-1234;;1900",
        "3;Byvej 3;;010190-1234",
        "4;Byvej 4;010190-1234",
        "5;Byvej 5;ring 40 50 60 70;1900",
        "6;Byvej 6;5c3d2b1a-0101-1901-1234-010190123456;1900",
    )
    result = take(own_database, path, registry="0727")
    assert ended(result) == (2, 0, 0, 0, 4)
    found = rejected(own_database, result)
    assert [(each.line, each.code, each.column, each.content) for each in found] == [
        (2, "cpr", "Note", None),
        (3, "cpr", "Adresse", None),
        (4, "cpr", "Byggeår", None),
        (5, "bad_row", None, None),
    ]
    for table in ("work.rejected_row", "work.import_run", "work.import_file", "work.property",
                  "base.listed_property", "base.replaced"):  # fmt: skip
        assert "010190-1234" not in repr(rows(own_database, f"select * from {table}"))
    assert "010190-1234" not in repr(result.as_dict())
    assert "010190-1234" not in repr(result.files[0].sample)
