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
from tests.db.imports.taking import ended, rejected, rows, take, write_csv

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
    with pytest.raises(Refused, match=message) as refusal:
        take(quiet, write(tmp_path), registry="0727")
    assert next_step in refusal.value.next_step
    assert "010190" not in str(refusal.value)
    for table in ("base.listed_property", "work.property", "work.registry", "work.rejected_row"):
        assert rows(quiet, f"select * from {table}") == []
    run = rows(quiet, "select state, message from work.import_run order by id desc limit 1")[0]
    assert run == {"state": "failed", "message": str(refusal.value)}


def test_coordinates_outside_denmark_and_swapped_are_told_apart(
    tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(
        tmp_path / "huse.csv",
        "id;adresse;lon;lat",
        "1;Byvej 1;10,5;56,2",
        "2;Byvej 2;56,2;10,5",
        "3;Byvej 3;-76,6;39,3",
        "4;Byvej 4;;",
        "5;Byvej 5;0;0",
        "6;Byvej 6;10,5;",
        "7;Byvej 7;øst;56,2",
    )
    result = take(own_database, path, registry="0727")
    assert ended(result) == (3, 0, 0, 0, 4)
    assert [(each.line, each.code) for each in rejected(own_database, result)] == [
        (3, "swapped_axes"),
        (4, "outside_denmark"),
        (7, "bad_position"),
        (8, "bad_position"),
    ]
    swapped, *_ = rejected(own_database, result)
    assert "lon/lat byttet om" in swapped.reason
    assert swapped.content == {"id": "2", "adresse": "Byvej 2", "lon": "56,2", "lat": "10,5"}


def test_swapped_metres_are_told(tmp_path: Path, own_database: Database) -> None:
    path = write_csv(
        tmp_path / "huse.csv", "id;adresse;x;y", "1;A 1;6231000;593000", "2;A 2;593000;6231000"
    )
    result = take(own_database, path, registry="0727", crs="EPSG:25832")
    assert ended(result) == (1, 0, 0, 0, 1)
    assert "x/y byttet om" in rejected(own_database, result)[0].reason


def test_invalid_polygons_are_mended_and_reported(tmp_path: Path, own_database: Database) -> None:
    bow = {"type": "Polygon", "coordinates": [[[10, 56], [10.01, 56.01], [10.01, 56], [10, 56.01],
                                               [10, 56]]]}  # fmt: skip
    feature = {"type": "Feature", "properties": {"id": "1", "adresse": "A"}, "geometry": bow}
    path = raw("huse.geojson", feature_collection(feature))(tmp_path)
    result = take(own_database, path, registry="0727")
    assert ended(result) == (1, 0, 0, 0, 0)
    assert any("1 ugyldige flader er rettet" in note for note in result.notes)
    found = rows(
        own_database, "select st_isvalid(geom) v, geometrytype(geom) k from base.listed_property"
    )
    assert found == [{"v": True, "k": "MULTIPOLYGON"}]
    assert rows(own_database, "select geom is not null placed from work.property") == [
        {"placed": True}
    ]


def test_duplicate_ids_keep_the_first(tmp_path: Path, own_database: Database) -> None:
    path = write_csv(tmp_path / "huse.csv", "id;adresse", ROW, "2;Byvej 2", "1;Byvej 3")
    result = take(own_database, path, registry="0727")
    assert ended(result) == (2, 0, 0, 0, 1)
    (double,) = rejected(own_database, result)
    assert (double.line, double.code) == (4, "duplicate_id")
    assert double.content == {"id": "1", "adresse": "Byvej 3"}
    found = rows(own_database, "select address from work.property where key = 'row:huse:1'")
    assert found == [{"address": "Byvej 1"}]


@pytest.mark.parametrize("suffix", (".csv", ".xlsx"))
def test_a_formula_is_text(suffix: str, tmp_path: Path, own_database: Database) -> None:
    formula = '=HYPERLINK("http://example.invalid","x")'
    path = tmp_path / f"huse{suffix}"
    if suffix == ".csv":
        write_csv(
            path, "id,adresse,note", '1,Byvej 1,"=HYPERLINK(""http://example.invalid"",""x"")"'
        )
    else:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["id", "adresse", "note", "sum"])
            sheet.write_row(1, 0, ["1", "Byvej 1", formula])
            sheet.write_formula(1, 3, "=1+1", value=2)
    assert ended(take(own_database, path, registry="0727")) == (1, 0, 0, 0, 0)
    original = rows(own_database, "select original from base.listed_property")[0]["original"]
    assert original["note"] == formula
    if suffix == ".xlsx":
        assert original["sum"] == "2"


def test_rows_of_another_width_are_rejected(tmp_path: Path, own_database: Database) -> None:
    path = write_csv(
        tmp_path / "huse.csv", "id;adresse", ROW, "2", "3;Byvej 3;noget mere", "4;Byvej 4;", ""
    )
    result = take(own_database, path, registry="0727")
    assert ended(result) == (2, 0, 0, 0, 2)
    found = rejected(own_database, result)
    assert [(each.line, each.code) for each in found] == [(3, "bad_row"), (4, "bad_row")]
    assert "1 felter, men overskriften har 2" in found[0].reason


def test_values_that_do_not_fit_reject_their_row(tmp_path: Path, own_database: Database) -> None:
    good = [f"{n};Byvej {n};1900;0727" for n in range(2, 12)]
    path = write_csv(
        tmp_path / "huse.csv",
        "id;adresse;byggeår;kommunekode",
        *good,
        "12;Byvej 12;nyt;0727",
        "13;Byvej 13;1900;0998",
    )
    result = take(own_database, path)
    assert ended(result) == (10, 0, 0, 0, 2)
    assert [(each.line, each.code, each.column) for each in rejected(own_database, result)] == [
        (12, "bad_value", "byggeår"),
        (13, "unknown_municipality", None),
    ]


def test_a_shapefile_without_reference_system_in_danish_metres(
    tmp_path: Path, own_database: Database
) -> None:
    path = shapefile(tmp_path, without=".prj")
    assert ended(take(own_database, path, registry="0727")) == (1, 0, 0, 0, 0)
    found = rows(own_database, "select st_x(geom) x, st_y(geom) y from work.property")
    assert found == [{"x": 593_000, "y": 6_231_000}]


def test_heights_are_dropped_and_curves_straightened(
    tmp_path: Path, own_database: Database
) -> None:
    path = write_csv(
        tmp_path / "huse.csv",
        "id|adresse|wkt".replace("|", ";"),
        "1;A;POINT Z (593000 6231000 12)",
        "2;B;POLYGON ((593000 6231000, 593010 6231000, 593010 6231010, 593000 6231000))",
        "3;C;noget andet",
    )
    result = take(own_database, path, registry="0727")
    assert ended(result) == (2, 0, 0, 0, 1)
    found = rows(own_database, "select st_ndims(geom) n from base.listed_property")
    assert [row["n"] for row in found] == [2, 2]


def test_boundaries_without_area_or_name_are_rejected(
    tmp_path: Path, own_database: Database
) -> None:
    square = {"type": "Polygon", "coordinates": [[[10, 56], [10.1, 56], [10.1, 56.1], [10, 56]]]}

    def area(code: str, name: str | None, geometry: object) -> dict[str, object]:
        return {
            "type": "Feature",
            "properties": {"kommunekode": code, "navn": name},
            "geometry": geometry,
        }

    path = raw(
        "kommuner.geojson",
        feature_collection(
            area("0727", "Odder", square),
            area("0746", None, square),
            area("0741", "Samsø", None),
            area("0751", "Aarhus", {"type": "Point", "coordinates": [10, 56]}),
            area("0727", "Odder igen", square),
        ),
    )(tmp_path)
    result = take(own_database, path)
    assert ended(result) == (1, 0, 0, 0, 4)
    assert [(each.line, each.code) for each in rejected(own_database, result)] == [
        (2, "no_name"),
        (3, "no_geometry"),
        (4, "no_area"),
        (5, "duplicate_id"),
    ]


def test_a_cpr_number_in_a_coordinate_that_is_not_used_is_rejected(
    own_database: Database, tmp_path: Path
) -> None:
    features = [point(number, 10.5, 56.2) for number in range(1, 11)]
    for feature in features:
        feature["properties"] |= {"x": "593000", "y": "6231000"}
    features[3]["properties"]["x"] = "010190-1234"
    (tmp_path / "huse.geojson").write_bytes(feature_collection(*features))
    result = take(own_database, tmp_path / "huse.geojson", registry="0751")
    (row,) = rejected(own_database, result)
    assert (row.line, row.code, row.column, row.content) == (4, "cpr", "x", None)


def test_a_cpr_number_as_the_name_of_a_late_column_is_never_told(
    own_database: Database, tmp_path: Path
) -> None:
    features = [point(number, 10.5, 56.2) for number in range(1, 1_003)]
    features[-1]["properties"]["010190-1234"] = "x"
    (tmp_path / "huse.geojson").write_bytes(feature_collection(*features))
    result = take(own_database, tmp_path / "huse.geojson", registry="0751")
    (row,) = rejected(own_database, result)
    assert (row.line, row.code, row.column, row.content) == (1002, "cpr", None, None)
    assert "010190" not in row.reason


def test_properties_that_are_no_object_are_none(own_database: Database, tmp_path: Path) -> None:
    odd = {"type": "Feature", "properties": [1, 2], "geometry": None}
    (tmp_path / "huse.geojson").write_bytes(feature_collection(point(1, 10.5, 56.2), odd))
    assert sum(ended(take(own_database, tmp_path / "huse.geojson", registry="0751"))) == 2


def test_a_member_with_a_name_too_long_for_a_file_is_read(
    own_database: Database, tmp_path: Path
) -> None:
    file = zipped("h" * 300 + ".csv", b"id;adresse\n1;Byvej 1\n")(tmp_path)
    assert ended(take(own_database, file, registry="0751")) == (1, 0, 0, 0, 0)
