"""Municipality boundaries, places and footprints of Denmark, from the files that exist."""

import pytest

from db.database import Database
from db.imports.errors import Refused
from tests.db.imports.taking import ended, keys, rows, shared, take

BOUNDARIES = (
    "dk_kommuner_dagi500k.gpkg",
    "dk_kommuner_simpel_384kb.geojson",
    "dk_kommuner_simpel_108kb.topojson",
)


def test_boundaries_in_three_forms_agree_on_99_rows(own_database: Database) -> None:
    areas = {}
    for name in BOUNDARIES:
        result = take(own_database, shared(name))
        assert (result.forms, result.counts.rows, result.counts.rejected) == (["boundary"], 99, 0)
        found = rows(
            own_database,
            "select municipality_code, name, st_area(geom) / 1e6 as km2, st_isvalid(geom) as valid "
            "from base.municipality order by 1",
        )
        assert all(row["valid"] for row in found)
        areas[name] = {row["municipality_code"]: (row["name"], row["km2"]) for row in found}
    exact = areas[BOUNDARIES[0]]
    assert len(exact) == 99
    assert exact["0411"][0] == "Christiansø"
    assert sum(km2 for _, km2 in exact.values()) == pytest.approx(42_950, rel=0.01)
    for simple in (areas[name] for name in BOUNDARIES[1:]):
        assert {code: name for code, (name, _) in simple.items()} == {
            code: name for code, (name, _) in exact.items()
        }
        assert sum(km2 for _, km2 in simple.values()) == pytest.approx(42_950, rel=0.02)


def test_boundaries_register_danish_registries(own_database: Database) -> None:
    take(own_database, shared(BOUNDARIES[2]))
    found = rows(own_database, "select * from work.registry")
    assert len(found) == 99
    assert {(row["is_danish"], row["local_srid"]) for row in found} == {(True, 25832)}
    names = {row["municipality_code"]: row["name"] for row in found}
    assert names["0860"] == "Hjørring"


def test_same_boundaries_again_change_nothing(own_database: Database) -> None:
    take(own_database, shared(BOUNDARIES[1]))
    again = take(own_database, shared(BOUNDARIES[1]))
    assert ended(again) == (0, 0, 99, 0, 0)
    assert again.is_unchanged


def test_towns_of_geonames_become_places(own_database: Database) -> None:
    result = take(own_database, shared("dk_byer_geonames_cities500.csv"))
    assert (result.forms, ended(result)) == (["place_table"], (505, 0, 0, 0, 0))
    found = rows(
        own_database,
        "select name, population, municipality_code, st_x(st_transform(geom, 4326)) as lon, "
        "st_y(st_transform(geom, 4326)) as lat from work.place where place_key = '2624652'",
    )
    assert found == [
        {
            "name": "Århus",
            "population": 285273,
            "municipality_code": "0751",
            "lon": pytest.approx(10.21076, abs=1e-6),
            "lat": pytest.approx(56.15674, abs=1e-6),
        }
    ]
    small = rows(
        own_database, "select count(*) n from base.place where population between 200 and 3999"
    )
    assert keys(small, "n") == [303]


def test_geodanmark_outlines_are_flat_valid_and_linked(own_database: Database) -> None:
    result = take(own_database, shared("dk_geodanmark_bygninger_2471.gpkg"))
    assert (result.forms, ended(result)) == (["footprint"], (2471, 0, 0, 0, 0))
    found = rows(
        own_database,
        "select count(*) n, count(bbr_id) linked, bool_and(st_isvalid(geom)) valid, "
        "max(st_ndims(geom)) dimensions, min(st_area(geom)) smallest from base.footprint",
    )[0]
    assert (found["n"], found["valid"], found["dimensions"]) == (2471, True, 2)
    assert found["linked"] >= 1007
    assert found["smallest"] > 0


@pytest.mark.parametrize(
    ("name", "count"), (("dk_osm_sindal_2017.gpkg", 237), ("dk_osm_tunoe_2023.gpkg", 496))
)
def test_openstreetmap_outlines_are_taken_and_its_other_layers_named(
    own_database: Database, name: str, count: int
) -> None:
    result = take(own_database, shared(name))
    assert (result.forms, ended(result)) == (["footprint"], (count, 0, 0, 0, 0))
    assert any("veje" in note and "adresser" in note for note in result.notes)
    found = rows(own_database, "select footprint_key from base.footprint")
    assert all(row["footprint_key"].startswith(("osm_id:", "osm_way_id:")) for row in found)


def test_outlines_without_a_code_stand_in_the_municipality_around_them(
    own_database: Database,
) -> None:
    take(own_database, shared(BOUNDARIES[0]), shared("dk_osm_sindal_2017.gpkg"))
    found = rows(own_database, "select distinct municipality_code from work.building")
    assert keys(found, "municipality_code") == ["0860"]


def test_a_coastline_is_refused_with_a_next_step(own_database: Database) -> None:
    with pytest.raises(Refused, match="ingen lag med ejendomme") as refusal:
        take(own_database, shared("dk_kystlinje_osm2017.gpkg"))
    assert "punkter eller flader" in refusal.value.next_step
