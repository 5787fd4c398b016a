"""Tables and areas in any order end as the same state, and each import can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import geopandas
import pyogrio
import pytest
import shapely

from db.cluster import Cluster
from db.database import Database
from db.imports.errors import UndoRefused
from db.imports.undo import undo_import
from tests.conftest import fresh_database
from tests.db.imports.state import exact_state, state
from tests.db.imports.taking import ended, rows, take, write_csv

_BBR_ID = "0a3f509a-828f-4b32-a044-0003ba298018"


def write_features(path: Path, **columns: Sequence[object]) -> Path:
    """Features in degrees."""
    pyogrio.write_dataframe(geopandas.GeoDataFrame(columns, crs="EPSG:4326"), path)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Boundaries, towns, outlines without a municipality, and houses that name theirs."""
    folder = tmp_path_factory.mktemp("files")
    return [
        write_features(
            folder / "kommuner.geojson",
            kommunekode=["0727", "0746"],
            navn=["Odder", "Skanderborg"],
            geometry=[shapely.box(10.2, 55.9, 10.4, 56.1), shapely.box(9.9, 55.9, 10.2, 56.1)],
        ),
        write_csv(
            folder / "byer.csv",
            "id;navn;indbyggertal;lon;lat",
            "1;Ærøby;900;10,30;56,00",
            "2;Åse;3.999;10,00;56,00",
        ),
        write_features(
            folder / "bygninger.gpkg",
            id_lokalid=["11", "12", "13"],
            bbruuid=[_BBR_ID, None, None],
            geometry=[shapely.box(x, 56, x + 0.0001, 56.0001) for x in (10.3, 10.0, 11.5)],
        ),
        write_csv(
            folder / "huse.csv",
            "id;kommunekode;adresse;byggeår;lon;lat",
            "a;727;Byvej 1;1900;10,301;56,001",
            "b;0746;Byvej 2;1850;10,001;56,001",
            "c;0746;Byvej 3;;;",
        ),
    ]


def one_by_one(cluster: Cluster, files: Sequence[Path]) -> Mapping[str, list[str]]:
    """What files come to, each in a run of its own."""
    with fresh_database(cluster) as database:
        for file in files:
            take(database, file)
        return state(database)


def test_any_order_and_one_run_end_as_the_same_state(cluster: Cluster, files: list[Path]) -> None:
    with fresh_database(cluster) as database:
        result = take(database, *files)
        assert ended(result) == (10, 0, 0, 0, 0)
        assert set(result.tables) == {"municipality", "place", "footprint", "listed_property"}
        together = state(database)
        linked = rows(
            database,
            "select p.address, l.name from work.property p left join work.place l "
            "on l.id = p.place_id order by 1",
        )
    assert [tuple(row.values()) for row in linked] == [
        ("Byvej 1", "Ærøby"),
        ("Byvej 2", "Åse"),
        ("Byvej 3", None),
    ]
    for order in list(permutations(files))[1::5]:
        assert one_by_one(cluster, order) == together
    with fresh_database(cluster) as database:
        take(database, *reversed(files))
        assert state(database) == together


def test_a_dated_row_gives_way_to_a_dated_one_alone(cluster: Cluster, tmp_path: Path) -> None:
    def houses(name: str, year: int) -> Path:
        lines = ("id;kommunekode;adresse;byggeår", f"a;0746;Byvej 1;{year}")
        (tmp_path / name).mkdir()
        return write_csv(tmp_path / name / "huse.csv", *lines)

    old, new, undated, last = (
        (houses("old", 1901), date(2020, 1, 1)),
        (houses("new", 1902), date(2021, 1, 1)),
        (houses("undated", 1903), None),
        (houses("last", 1904), None),
    )
    for order in permutations((old, new, undated)):
        with fresh_database(cluster) as database:
            for file, day in order:
                take(database, file, extract_date=day)
            found = rows(database, "select year_built from work.property")
            assert found == [{"year_built": 1902}]
    with fresh_database(cluster) as database:
        for file, day in (undated, last):
            take(database, file, extract_date=day)
        assert rows(database, "select year_built from work.property") == [{"year_built": 1904}]


def test_each_import_is_taken_back_exactly(own_database: Database, files: list[Path]) -> None:
    before = []
    for file in files:
        before.append(exact_state(own_database))
        take(own_database, file)
    for number in range(len(files), 0, -1):
        undo_import(own_database, number, "test")
        assert exact_state(own_database) == before[number - 1]


def test_changed_rows_come_back_as_they_were(
    own_database: Database, files: list[Path], tmp_path: Path
) -> None:
    take(own_database, *files)
    before = exact_state(own_database)
    changed = write_csv(
        tmp_path / "huse_2.csv",
        "id;kommunekode;adresse;byggeår;lon;lat",
        "a;727;Byvej 1A;1901;10,302;56,002",
        "d;727;Byvej 4;;;",
    )
    moved = write_features(
        tmp_path / "kommuner.geojson",
        kommunekode=["0727"],
        navn=["Odder Kommune"],
        geometry=[shapely.box(10.2, 55.8, 10.4, 56.1)],
    )
    result = take(own_database, changed, moved)
    assert ended(result) == (1, 2, 0, 0, 0)
    assert result.run is not None
    with pytest.raises(UndoRefused):
        undo_import(own_database, result.run - 1, "test")
    undo_import(own_database, result.run, "test")
    assert exact_state(own_database) == before


def test_a_foreign_registry_goes_with_its_rows(own_database: Database, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "houses.csv", "id,address,lat,lon", "1,Main St 1,39.3,-76.6")
    before = exact_state(own_database)
    result = take(own_database, path, registry="BALTIMORE")
    assert rows(own_database, "select local_srid from work.registry") == [{"local_srid": 32618}]
    assert result.run is not None
    undo_import(own_database, result.run, "test")
    assert exact_state(own_database) == before
