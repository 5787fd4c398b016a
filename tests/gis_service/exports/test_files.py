"""Each format opened by another program, and compared with the rows."""

import html
import sqlite3
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from db.database import Database
from db.reading import prepare as compiled
from layers.words import Language
from maps.exports.formats import FORMATS
from tests.as_reader import as_reader
from tests.gis_service.exports.conftest import LEAVING, Write, few, visible
from tests.gis_service.exports.reading import (
    gpkg_info,
    parquet_told,
    read_csv,
    read_geojson,
    read_gpkg,
    read_page,
    read_parquet,
    read_xlsx,
)

KEYS = [row.key for row in FORMATS]


def rows_of(
    registry: Database, layer: str = "suspicion", filter_: str | None = "bfe < 200000"
) -> list[dict[str, Any]]:
    """The rows, straight from the registry, by key."""
    seen = visible(layer, filter_)
    statement = compiled(seen.select().order_by(seen.layer.key))
    with psycopg.connect(as_reader(registry), row_factory=dict_row) as connection:
        return connection.execute(statement.text.encode(), statement.values).fetchall()


@pytest.mark.parametrize("layer", LEAVING)
@pytest.mark.parametrize("format_", KEYS)
@pytest.mark.parametrize("language", Language)
def test_every_layer_is_exported_whole_and_with_the_same_bytes(
    registry: Database, write: Write, layer: str, format_: str, language: Language
) -> None:
    filter_ = few(layer)
    first = write(format_, filter_, layer=layer, language=language)
    again = write(format_, filter_, layer=layer, language=language)
    assert first.digest == again.digest
    count = len(rows_of(registry, layer, filter_))
    assert count == first.export.matched > 0
    match format_:
        case "csv":
            delimiter = ";" if language is Language.DA else ","
            assert len(read_csv(first.path, delimiter)[1]) == count
        case "xlsx":
            assert len(read_xlsx(first.path)) == count + 1
        case "geojson":
            collection = read_geojson(first.path)
            assert len(collection["features"]) == count == collection["numberMatched"]
        case "html":
            assert len(read_page(first.path)) == count
        case "parquet":
            assert len(read_parquet(first.path)) == count
        case _:
            assert len(read_gpkg(first.path, layer)) == count


def test_csv_holds_every_value(registry: Database, write: Write) -> None:
    written = write("csv", sort="id")
    titles, rows = read_csv(written.path)
    names = list(visible("suspicion").by_name)
    assert titles[: len(names)] == [field.title.da for field in visible("suspicion").fields]
    for row, expected in zip(rows, rows_of(registry), strict=True):
        cells = dict(zip(names, row, strict=False))
        assert cells["id"] == str(expected["id"])
        assert cells["address"].removeprefix("'") == expected["address"]
        assert cells["rules"] == "R5, R6"
        assert cells["in_place"] == "ja"
        assert (
            cells["eligible"]
            == {"yes": "Ja", "no": "Nej", "unknown": "Uvist"}[expected["eligible"]]
        )
        assert cells["source_date"] == "2020-04-18"
        assert cells["living_area_m2"] == ""


def test_csv_is_what_danish_excel_opens(write: Write) -> None:
    content = write("csv", "bfe = 100001").path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    _, (row,) = read_csv(write("csv", "bfe = 100001").path)
    longitude, latitude, x, y, told = row[-5:]
    assert (x, y, told[:14]) == ("556000,00", "6322000,00", "Fingeraftryk a")
    assert float(longitude.replace(",", ".")) == pytest.approx(9.93, abs=0.01)
    assert float(latitude.replace(",", ".")) == pytest.approx(57.04, abs=0.01)


def test_xlsx_holds_numbers_dates_and_text_as_such(write: Write) -> None:
    titles, row = read_xlsx(write("xlsx", "bfe = 100001").path)
    cells = dict(zip(titles, row, strict=True))
    assert cells["BFE-nummer"] == 100001
    assert cells["Kommunekode"] == "0851"
    assert str(cells["Kildens dato"]) == "2020-04-18"
    assert cells["X (EPSG:25832)"] == pytest.approx(556000)
    assert cells["Adresse"] == "Bygaden 1, 9000 Aalborg"


def test_geojson_holds_every_value_in_lon_lat(registry: Database, write: Write) -> None:
    collection = read_geojson(write("geojson", sort="id").path)
    for feature, expected in zip(collection["features"], rows_of(registry), strict=True):
        assert feature["id"] == expected["id"]
        for name in ("address", "bfe", "rules", "in_place", "suspicion", "eligible", "year_built"):
            assert feature["properties"][name] == expected[name]
        if feature["geometry"] is not None:
            longitude, latitude = feature["geometry"]["coordinates"]
            assert 8 < longitude < 11
            assert 56 < latitude < 58


def test_gpkg_holds_every_value_in_the_grid(registry: Database, write: Write) -> None:
    path = write("gpkg", sort="id").path
    info = gpkg_info(path)
    assert info["crs"] == "EPSG:25832"
    assert info["layer_name"] == "suspicion"
    assert info["geometry_type"] == "Point"
    for feature, expected in zip(read_gpkg(path, "suspicion"), rows_of(registry), strict=True):
        told = feature["properties"]
        for name in ("id", "address", "bfe", "suspicion", "eligible", "year_built"):
            assert told[name] == expected[name]
        assert told["rules"] == "R5, R6"
        assert told["vacant_since"] is None
        assert told["source_date"].replace("/", "-") == "2020-04-18"


def test_gpkg_tells_the_titles_of_its_columns(write: Write) -> None:
    with closing(sqlite3.connect(write("gpkg").path)) as file:
        titles = dict(file.execute("select column_name, title from gpkg_data_columns"))
        (checked,) = file.execute("pragma integrity_check").fetchone()
    assert titles["year_built"] == "Opført"
    assert checked == "ok"


@pytest.mark.parametrize("format_", KEYS)
def test_rows_without_position_are_in_every_format(write: Write, format_: str) -> None:
    written = write(format_, "bfe IN (100006, 100007)")
    assert (written.export.matched, written.export.unplaced) == (1, 1)
    match format_:
        case "csv":
            assert read_csv(written.path)[1][0][-5:-1] == [""] * 4
        case "xlsx":
            assert read_xlsx(written.path)[1][-4:] == [""] * 4
        case "geojson":
            assert read_geojson(written.path)["features"][0]["geometry"] is None
        case "html":
            ((_, _, shape, texts),) = read_page(written.path)
            assert shape is None
            assert "Ærøgade 5, 7900 Ørding" in texts
        case "parquet":
            (read,) = read_parquet(written.path).itertuples()
            assert read.geometry is None
            assert read.address == "Ærøgade 5, 7900 Ørding"
        case _:
            (feature,) = read_gpkg(written.path, "suspicion")
            assert feature["geometry"] is None
            assert feature["properties"]["address"] == "Ærøgade 5, 7900 Ørding"


@pytest.mark.parametrize("format_", KEYS)
def test_an_empty_list_is_a_whole_file_that_tells_its_filter(write: Write, format_: str) -> None:
    written = write(format_, "bfe = -1")
    assert written.export.matched == 0
    match format_:
        case "csv":
            titles, rows = read_csv(written.path)
            assert (rows, "bfe" in titles[-1]) == ([], True)
        case "xlsx":
            assert len(read_xlsx(written.path)) == 1
        case "geojson":
            assert read_geojson(written.path)["features"] == []
        case "html":
            assert read_page(written.path) == []
        case "parquet":
            assert read_parquet(written.path).empty
            assert "bfe = -1" in parquet_told(written.path)["filter"]
        case _:
            assert read_gpkg(written.path, "suspicion") == []
            assert gpkg_info(written.path)["features"] == 0


@pytest.mark.parametrize("format_", KEYS)
def test_every_file_tells_date_source_filter_and_count(write: Write, format_: str) -> None:
    written = write(format_, "suspicion >= 12 AND bfe < 200000")
    matched = written.export.matched
    match format_:
        case "csv":
            told = read_csv(written.path)[0][-1]
        case "xlsx":
            told = " ".join(str(cell) for row in read_xlsx(written.path, 1) for cell in row)
        case "geojson":
            collection = read_geojson(written.path)
            assert collection["data_as_of"] == "2020-04-18"
            assert collection["sources"] == ["BBR 18-04-2020"]
            assert "suspicion >= 12" in collection["filter"]
            told = collection["about"]
        case "html":
            told = html.unescape(written.path.read_text(encoding="utf-8"))
        case "parquet":
            told = parquet_told(written.path)["about"]
        case _:
            metadata = gpkg_info(written.path)["layer_metadata"]
            assert metadata["Data pr."] == "18-04-2020"
            told = metadata["DESCRIPTION"]
    for part in ("18-04-2020", "BBR", "suspicion >= 12", f"{matched} af 20.", "year=2024", "Tove"):
        assert part in told


def test_formulas_are_text(write: Write) -> None:
    _, (row,) = read_csv(write("csv", "bfe = 100008").path)
    assert "'=HYPERLINK(1) 6" in row
    titles, cells = read_xlsx(write("xlsx", "bfe = 100008").path)
    assert dict(zip(titles, cells, strict=True))["Adresse"] == "=HYPERLINK(1) 6"


def test_english_tables_have_english_titles_and_decimal_points(write: Write) -> None:
    path = write("csv", "bfe = 100001", language=Language.EN).path
    titles, (row,) = read_csv(path, ",")
    assert "Data as of: 2020-04-18" in titles[-1]
    assert row[-2] == "6322000.00"


def test_a_foreign_registry_is_written_in_its_own_grid(write: Write) -> None:
    written = write("gpkg", "municipality_code = 'BALTIMORE'")
    info = gpkg_info(written.path)
    assert info["crs"] == "EPSG:32618"
    west, south, east, north = info["total_bounds"]
    assert 340_000 < west < east < 375_000
    assert 4_330_000 < south < north < 4_370_000


def test_registries_of_different_grids_are_written_in_degrees(write: Write) -> None:
    written = write("gpkg", "municipality_code = 'BALTIMORE' OR bfe = 100001")
    assert gpkg_info(written.path)["crs"] == "EPSG:4326"


def test_lists_are_sorted_as_asked_and_danes_put_aa_last(write: Write) -> None:
    collection = read_geojson(write("geojson", sort="address").path)
    addresses = [feature["properties"]["address"] for feature in collection["features"]]
    assert addresses[-1].startswith("Åsevej")
    assert addresses.index("Bygaden 1, 9000 Aalborg") < addresses.index("Ærøgade 5, 7900 Ørding")


USES = {"100001": "110", "100002": "120", "100003": "321"}
_SET_USE = "update work.property set use_code = %s where bfe = %s"


@pytest.mark.parametrize(
    ("language", "expected"),
    ((Language.DA, [100003, 100002, 100001]), (Language.EN, [100002, 100001, 100003])),
)
def test_rows_are_sorted_by_the_words_that_are_shown(
    registry: Database, write: Write, language: Language, expected: list[int]
) -> None:
    assert registry.owner is not None
    with psycopg.connect(registry.owner, autocommit=True) as connection:
        for bfe, code in USES.items():
            connection.execute(_SET_USE, (code, bfe))
        path = write("geojson", "bfe < 100004", language=language, sort="use").path
        connection.execute("update work.property set use_code = '120' where bfe < 100004")
    rows = read_geojson(path)["features"]
    assert [row["properties"]["bfe"] for row in rows] == expected
