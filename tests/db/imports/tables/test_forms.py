"""One small table in every form that municipalities send ends as the same rows."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas
import pyogrio
import pytest
import shapely
import xlsxwriter

from db.database import Database
from tests.db.imports.taking import ended, rows, take, write_csv

HEADER = ("Sagsnr", "Adresse", "Opført år", "Boligareal", "Længdegrad", "Breddegrad")
ROWS = (
    ("S-1", "Søndergade 1, Ærøby", "1902", "139", "10.5000", "56.2500"),
    ("S-2", "Åvej 2", "1850", "94", "10.5100", "56.2600"),
    ("S-3", "Østervej 3; mellem", "", "", "10.5200", "56.2700"),
)
WANTED = [
    {"row_key": key, "address": address, "year": year or None, "area": area or None,
     "lon": pytest.approx(float(lon), abs=1e-7), "lat": pytest.approx(float(lat), abs=1e-7)}
    for key, address, year, area, lon, lat in ROWS
]  # fmt: skip
TAKEN = (
    "select row_key, attributes ->> 'address' address, attributes ->> 'year_built' as year, "
    "attributes ->> 'living_area_m2' area, st_x(st_transform(geom, 4326)) lon, "
    "st_y(st_transform(geom, 4326)) lat from base.listed_property order by row_key"
)


def csv_with(
    separator: str, *, comma: bool, encoding: str, suffix: str = ".csv"
) -> Callable[[Path], Path]:
    """A writer of the table as text."""

    def cell(text: str) -> str:
        plain = text.replace(".", ",") if comma and text[:2] in {"10", "56"} else text
        return f'"{plain}"' if separator in plain else plain

    def write(folder: Path) -> Path:
        lines = (separator.join(map(cell, row)) for row in (HEADER, *ROWS))
        return write_csv(folder / f"huse{suffix}", *lines, encoding=encoding)

    return write


def xlsx(folder: Path) -> Path:
    """The table as a spreadsheet with numbers as numbers, and an empty line above the heading."""
    path = folder / "huse.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Huse")
        for number, row in enumerate((HEADER, *ROWS), start=2):
            for column, text in enumerate(row):
                if number > 2 and column >= 2 and text:
                    sheet.write_number(number, column, float(text))
                else:
                    sheet.write_string(number, column, text)
    return path


def features(crs: str) -> geopandas.GeoDataFrame:
    """The table as points."""
    columns = {name: [row[i] or None for row in ROWS] for i, name in enumerate(HEADER[:4])}
    points = [shapely.Point(float(row[4]), float(row[5])) for row in ROWS]
    return geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").to_crs(crs)


def feature_file(name: str, crs: str) -> Callable[[Path], Path]:
    """A writer of the table as points in a reference system."""

    def write(folder: Path) -> Path:
        pyogrio.write_dataframe(features(crs), folder / name)
        return folder / name

    return write


def shapefile(crs: str) -> Callable[[Path], Path]:
    """A writer of the table as a zipped Shapefile, in a folder inside the zip."""

    def write(folder: Path) -> Path:
        made = folder / "shp"
        made.mkdir()
        frame = features(crs).rename(columns={"Opført år": "byggeaar"})
        pyogrio.write_dataframe(frame, made / "huse.shp", encoding="UTF-8")
        with zipfile.ZipFile(folder / "huse.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for part in made.iterdir():
                archive.write(part, f"udtræk/{part.name}")
        return folder / "huse.zip"

    return write


def zipped_csv(folder: Path) -> Path:
    """The table as text in a zip."""
    path = csv_with(";", comma=True, encoding="utf-8")(folder)
    with zipfile.ZipFile(folder / "huse.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "huse.csv")
    return folder / "huse.zip"


FORMS = {
    "utf8-comma-point": csv_with(",", comma=False, encoding="utf-8"),
    "utf8-semicolon-comma": csv_with(";", comma=True, encoding="utf-8"),
    "bom-semicolon": csv_with(";", comma=True, encoding="utf-8-sig"),
    "latin1-semicolon": csv_with(";", comma=True, encoding="iso-8859-1"),
    "latin1-tab": csv_with("\t", comma=True, encoding="iso-8859-1", suffix=".txt"),
    "xlsx": xlsx,
    "zipped-csv": zipped_csv,
    "geopackage-25832": feature_file("huse.gpkg", "EPSG:25832"),
    "geopackage-32633": feature_file("huse.gpkg", "EPSG:32633"),
    "geojson": feature_file("huse.geojson", "EPSG:4326"),
    "shapefile-25832": shapefile("EPSG:25832"),
    "shapefile-3857": shapefile("EPSG:3857"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_ends_as_the_same_rows(
    form: str, tmp_path: Path, own_database: Database
) -> None:
    path = FORMS[form](tmp_path)
    result = take(own_database, path, registry="0727")
    assert (result.forms, ended(result)) == (["property_table"], (3, 0, 0, 0, 0))
    assert rows(own_database, TAKEN) == WANTED
    again = take(own_database, path, registry="0727")
    assert ended(again) == (0, 0, 3, 0, 0)


def test_all_columns_are_kept_as_read(tmp_path: Path, own_database: Database) -> None:
    path = write_csv(
        tmp_path / "huse.csv", "Id;Adresse;Tilstand;Note", "1;Byvej 1;meget dårlig;tag væk"
    )
    take(own_database, path, registry="0727")
    assert rows(own_database, "select original from base.listed_property") == [
        {
            "original": {
                "Id": "1",
                "Adresse": "Byvej 1",
                "Tilstand": "meget dårlig",
                "Note": "tag væk",
            }
        }
    ]


def test_a_later_extract_changes_its_rows_and_adds_others(
    tmp_path: Path, own_database: Database
) -> None:
    first = write_csv(tmp_path / "huse_2025.csv", "Id;Adresse;Byggeår", "1;Byvej 1;1900", "2;B 2;")
    second = write_csv(tmp_path / "huse_2026.csv", "Id;Adresse;Byggeår", "1;Byvej 1;1901", "3;C;")
    take(own_database, first, registry="0727")
    assert ended(take(own_database, second, registry="0727")) == (1, 1, 0, 0, 0)
    found = rows(own_database, "select key, year_built from work.property order by key")
    assert [(row["key"], row["year_built"]) for row in found] == [
        ("row:huse:1", 1901),
        ("row:huse:2", None),
        ("row:huse:3", None),
    ]


def test_rows_without_a_key_column_are_known_by_their_content(
    tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(tmp_path / "huse.csv", "Adresse;Note", "Byvej 1;a", "Byvej 1;a", "Byvej 2;b")
    assert ended(take(own_database, path, registry="0727")) == (3, 0, 0, 0, 0)
    again = take(own_database, path, registry="0727")
    assert ended(again) == (0, 0, 3, 0, 0)
    assert any("ingen nøglekolonne" in note for note in again.notes)


def test_rows_find_their_municipality_by_its_boundaries(
    tmp_path: Path, own_database: Database
) -> None:
    square = shapely.box(10.4, 56.2, 10.6, 56.3)
    areas = geopandas.GeoDataFrame(
        {"kommunekode": ["0727"], "navn": ["Odder"]}, geometry=[square], crs="EPSG:4326"
    )
    pyogrio.write_dataframe(areas, tmp_path / "kommuner.gpkg")
    table = write_csv(
        tmp_path / "huse.csv", "Id;Adresse;lon;lat", "1;Byvej 1;10.5;56.25", "2;Langt væk;9;55"
    )
    result = take(own_database, table, tmp_path / "kommuner.gpkg")
    assert ended(result) == (2, 0, 0, 0, 1)
    found = rows(own_database, "select municipality_code, row_key from base.listed_property")
    assert found == [{"municipality_code": "0727", "row_key": "1"}]
    reasons = rows(own_database, "select line, reason_code from work.rejected_row")
    assert reasons == [{"line": 3, "reason_code": "outside_municipalities"}]


def test_older_extracts_do_not_overrule_newer_ones(tmp_path: Path, own_database: Database) -> None:
    new = write_csv(tmp_path / "huse_2026.csv", "Id;Adresse", "1;Nyvej 1")
    old = write_csv(tmp_path / "huse_2025.csv", "Id;Adresse", "1;Gammelvej 1")
    take(own_database, new, registry="0727", extract_date=date(2026, 1, 1))
    result = take(own_database, old, registry="0727", extract_date=date(2025, 1, 1))
    assert ended(result) == (0, 0, 0, 1, 0)
    assert rows(own_database, "select address from work.property") == [{"address": "Nyvej 1"}]


def test_a_dry_run_counts_and_leaves_nothing(tmp_path: Path, own_database: Database) -> None:
    path = write_csv(tmp_path / "huse.csv", "Id;Adresse", "1;Byvej 1", "1;Byvej 1")
    result = take(own_database, path, registry="0727", dry_run=True)
    assert ended(result) == (1, 0, 0, 0, 1)
    assert any("»Id« som row_key, »Adresse« som address" in note for note in result.notes)
    for table in ("base.listed_property", "work.property", "work.registry", "work.column_mapping"):
        assert rows(own_database, f"select * from {table}") == []
