"""What is wrong with single rows of a table or of features, and what becomes of them."""

from pathlib import Path

import pytest
import xlsxwriter

from db.database import Database
from tests.db.imports.tables.test_bad_input import (
    ROW,
    feature_collection,
    point,
    raw,
    shapefile,
    zipped,
)
from tests.db.imports.taking import ended, rejected, rows, take, write_csv


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
