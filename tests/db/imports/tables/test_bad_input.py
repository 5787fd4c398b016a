"""Bad files: each gets a clear word and a next step, and leaves nothing behind."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
import shapely
import xlsxwriter

from db.database import Database
from db.imports.errors import Refused
from tests.db.imports.taking import rows, take

ROW = "1;Byvej 1"


def raw(name: str, content: bytes) -> Callable[[Path], Path]:
    """A writer of these bytes."""

    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def feature_collection(*features: Mapping[str, object]) -> bytes:
    """GeoJSON as bytes."""
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def point(number: int, lon: float, lat: float) -> dict[str, Any]:
    """A property as a GeoJSON feature."""
    return {
        "type": "Feature",
        "properties": {"id": str(number), "adresse": f"Byvej {number}"},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


def swollen_workbook(folder: Path) -> Path:
    """A spreadsheet whose sheet is packed more than 200 times."""
    path = folder / "huse.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "id")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 20_000_000)
    return path


def truncated(write: Callable[[Path], Path], share: float = 0.6) -> Callable[[Path], Path]:
    """A writer of the first part of a file."""

    def cut(folder: Path) -> Path:
        path = write(folder)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    return cut


def workbook(folder: Path) -> Path:
    """A good spreadsheet."""
    path = folder / "huse.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "adresse"])
        sheet.write_row(1, 0, ["1", "Byvej 1"])
    return path


def geopackage(folder: Path) -> Path:
    """A good GeoPackage."""
    frame = geopandas.GeoDataFrame(
        {"id": ["1"], "adresse": ["Byvej 1"]}, geometry=[shapely.Point(10.5, 56.2)], crs=4326
    )
    pyogrio.write_dataframe(frame, folder / "huse.gpkg")
    return folder / "huse.gpkg"


def shapefile(folder: Path, *, without: str | None = None) -> Path:
    """A good zipped Shapefile, or one without a part."""
    frame = geopandas.GeoDataFrame(
        {"id": ["1"], "adresse": ["Byvej 1"]},
        geometry=[shapely.Point(593_000, 6_231_000)],
        crs="EPSG:25832",
    )
    made = folder / "shp"
    made.mkdir()
    pyogrio.write_dataframe(frame, made / "huse.shp")
    with zipfile.ZipFile(folder / "huse.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in made.iterdir():
            if part.suffix != without:
                archive.write(part, part.name)
    return folder / "huse.zip"


def swollen_shapefile(folder: Path) -> Path:
    """A zipped Shapefile whose table is packed more than 200 times."""
    path = shapefile(folder)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("andet.dbf", b" " * 20_000_000)
    return path


def other_file(name: str) -> bytes:
    """What GDAL would take for the name of another file of this machine."""
    return (
        '<OGRVRTDataSource><!-- "type":"Topology" --><OGRVRTLayer name="a"><SrcDataSource>'
        f"{name}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def zipped(member: str, content: bytes) -> Callable[[Path], Path]:
    """A writer of a zip with this one member."""

    def write(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "huse.zip", "w") as archive:
            archive.writestr(member, content)
        return folder / "huse.zip"

    return write


NUMBER = feature_collection(point(1, 10.5, 56.2)).replace(b"Byvej 1", b"NUMBER")
REFUSED: Mapping[str, tuple[Callable[[Path], Path], str, str]] = {
    "truncated-xlsx": (truncated(workbook), "afkortet", "Excel"),
    "truncated-gpkg": (truncated(geopackage, 0.3), "afkortet", "QGIS"),
    "truncated-shapefile": (truncated(shapefile), "afkortet", "igen"),
    "truncated-geojson": (
        raw("huse.geojson", feature_collection(point(1, 10.5, 56.2))[:-30]),
        "afkortet",
        "igen",
    ),
    "utf-16": (
        raw("huse.csv", "id;adresse\r\n1;Ærøvej 1\r\n".encode("utf-16")),
        "tegnsæt",
        "UTF-8",
    ),
    "dos-letters": (
        raw("huse.csv", "id;adresse\r\n1;Blåbærvej\r\n".encode("cp850")),
        "tegnsæt",
        "UTF-8",
    ),
    "mixed-encodings": (
        raw("huse.csv", "id;adresse\n1;Åvej\n".encode() + "2;Øvej\n".encode("latin-1")),
        "første tvivl er i linje 3",
        "UTF-8",
    ),
    "letters-encoded-twice": (
        raw("huse.csv", "id;adresse\n1;Ærøvej\n".encode().decode("cp1252").encode()),
        "ødelagt",
        "UTF-8",
    ),
    "long-line": (
        raw("huse.csv", b"id;adresse\n1;" + b"x" * 1_000_100 + b"\n"),
        "1 MB",
        "linjeskift",
    ),
    "long-cell": (
        raw("huse.csv", b'id;adresse\n1;"' + b"x\n" * 600_000 + b'"\n'),
        "kan ikke læses",
        "anførsel",
    ),
    "open-quote": (
        raw("huse.csv", b'id;adresse\n1;"Byvej 1\n' + b"2;Byvej 2\n" * 120_000),
        "kan ikke læses",
        "anførsel",
    ),
    "missing-column": (
        raw("huse.csv", b"farve;antal\nblaa;3\n"),
        "mangler en kolonne",
        "--mapping",
    ),
    "no-heading": (raw("huse.csv", b";;\n1;2;3\n"), "overskrift", "første række"),
    "two-columns-alike": (raw("huse.csv", b"id;adresse;adresse\n1;a;b\n"), "flere gange", "navn"),
    "cpr-number-in-the-heading": (
        raw("huse.csv", b"1;Byvej 1;010190-1234\n2;Byvej 2;x\n"),
        "CPR-nummer",
        "kolonnenavne",
    ),
    "empty-workbook": (raw("huse.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600), "gamle format", "xlsx"),
    "swollen-xlsx": (swollen_workbook, "fylder for meget", "CSV"),
    "swollen-shapefile": (swollen_shapefile, "over 200 gange", "GeoPackage"),
    "other-file-as-topojson": (
        raw("huse.json", other_file("/etc/hostname")),
        "ikke en form",
        "Kendte former",
    ),
    "other-file-as-shapefile": (
        zipped("huse.shp", other_file("/etc/hostname")),
        "ikke er en Shapefile",
        "GeoPackage",
    ),
    "number-without-end": (
        raw("huse.geojson", NUMBER.replace(b'"NUMBER"', b"9" * 6_000)),
        "intet register",
        "igen",
    ),
    "nested-without-bottom": (
        raw("huse.geojson", NUMBER.replace(b'"NUMBER"', b"[" * 60_000 + b"]" * 60_000)),
        "intet register",
        "igen",
    ),
    "part-of-a-shapefile": (raw("huse.shp", b"\0\0\x27\x0a" + b"\0" * 96), "kun en del", "zip"),
    "unknown-crs": (
        raw(
            "huse.geojson",
            feature_collection(point(1, 10.5, 56.2)).replace(
                b'"features"',
                b'"crs": {"type": "name", "properties": {"name": "EPSG:9"}}, "features"',
            ),
        ),
        "kendes ikke",
        "--crs",
    ),
    "no-crs": (
        raw("huse.csv", b"id;adresse;x;y\n1;Byvej 1;1234;5678\n"),
        "koordinatsystem",
        "--crs",
    ),
    "lines": (
        raw(
            "veje.geojson",
            feature_collection(
                {
                    "type": "Feature",
                    "properties": {"id": "1", "adresse": "vej"},
                    "geometry": {"type": "LineString", "coordinates": [[10, 56], [10.1, 56]]},
                }
            ),
        ),
        "ingen lag",
        "punkter eller flader",
    ),
}


@pytest.fixture(scope="module")
def quiet(database: Database) -> Database:
    """The module's registry, in which nothing may appear."""
    return database


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_next_step_and_nothing_left(
    name: str, tmp_path: Path, quiet: Database
) -> None:
    write, message, next_step = REFUSED[name]
    file = write(tmp_path)
    with pytest.raises(Refused, match=message) as refusal:
        take(quiet, file, registry="0727")
    assert next_step in refusal.value.next_step
    assert "010190" not in str(refusal.value)
    for table in ("base.listed_property", "work.property", "work.registry", "work.rejected_row"):
        assert rows(quiet, f"select * from {table}") == []
    run = rows(quiet, "select state, message from work.import_run order by id desc limit 1")[0]
    # A file may be named for those it is about, and nobody knows what this one holds.
    told = str(refusal.value).replace(str(file), "…").replace(file.name, "…")
    assert run["state"] == "failed"
    assert run["message"] in {told, str(refusal.value)}
