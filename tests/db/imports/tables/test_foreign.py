"""Baltimore: real tables from abroad, in a registry of their own."""

import pytest

from db.database import Database
from db.imports.errors import Refused
from tests.db.imports.taking import ended, rows, shared, take

NOTICES = "us_baltimore_vacant_notices_2019.csv"
PARCELS = "us_baltimore_demolition_parcels_2019.gpkg"


def test_notices_are_all_placed_and_measured_in_their_own_zone(own_database: Database) -> None:
    result = take(own_database, shared(NOTICES), registry="baltimore")
    assert (result.forms, ended(result)) == (["property_table"], (16_747, 0, 0, 0, 0))
    assert rows(own_database, "select * from work.registry") == [
        {
            "municipality_code": "BALTIMORE",
            "name": "Baltimore",
            "is_danish": False,
            "local_srid": 32618,
            "is_demo": False,
        }
    ]
    # Two notices of one street: 39.30941765 -76.65104057 and 39.30942276 -76.65089166.
    pair = rows(
        own_database,
        "select a.address, st_x(st_transform(a.geom, 4326)) as lon, "
        "st_y(st_transform(a.geom, 4326)) as lat, "
        "st_distance(st_transform(a.geom, 32618), st_transform(b.geom, 32618)) as local_m, "
        "st_distance(st_transform(a.geom, 4326)::geography, "
        "st_transform(b.geom, 4326)::geography) as true_m, st_distance(a.geom, b.geom) as far_m "
        "from work.property a, work.property b where a.key like '%:0001 003 012512' "
        "and b.key like '%:0001 006 120214'",
    )[0]
    assert pair["address"] == "2041 W NORTH AVE"
    assert (pair["lon"], pair["lat"]) == (
        pytest.approx(-76.65104057, abs=1e-7),
        pytest.approx(39.30941765, abs=1e-7),
    )
    assert pair["local_m"] == pytest.approx(pair["true_m"], rel=1e-3)
    assert pair["far_m"] != pytest.approx(pair["true_m"], rel=0.1)
    again = take(own_database, shared(NOTICES), registry="BALTIMORE")
    assert ended(again) == (0, 0, 16_747, 0, 0)
    assert again.is_unchanged


def test_parcels_keep_the_three_without_geometry(own_database: Database) -> None:
    result = take(own_database, shared(PARCELS), registry="BALTIMORE")
    assert ended(result) == (1_850, 0, 0, 0, 0)
    assert any("3 rækker har ingen position" in note for note in result.notes)
    assert any("ingen nøglekolonne" in note for note in result.notes)
    found = rows(
        own_database,
        "select count(*) n, count(p.geom) placed, bool_and(st_covers(l.geom, p.geom)) inside "
        "from work.property p join base.listed_property l on p.key = "
        "'row:' || l.source_table || ':' || l.row_key",
    )[0]
    assert found == {"n": 1_850, "placed": 1_847, "inside": True}
    assert ended(take(own_database, shared(PARCELS), registry="BALTIMORE")) == (0, 0, 1_850, 0, 0)


def test_without_a_registry_the_notices_are_refused(own_database: Database) -> None:
    with pytest.raises(Refused, match="hvilken kommune") as refusal:
        take(own_database, shared(NOTICES))
    assert "--registry" in refusal.value.next_step
    assert rows(own_database, "select * from base.listed_property") == []


def test_notices_in_a_danish_registry_lie_outside_denmark(own_database: Database) -> None:
    result = take(own_database, shared(NOTICES), registry="860")
    assert ended(result) == (0, 0, 0, 0, 16_747)
    found = rows(own_database, "select distinct reason_code, reason from work.rejected_row")
    assert found == [
        {"reason_code": "outside_denmark", "reason": "Koordinaterne ligger uden for Danmark."}
    ]


def test_codes_that_cannot_be(own_database: Database) -> None:
    for code in ("9999", "BAL TIMORE", "X"):
        with pytest.raises(Refused):
            take(own_database, shared(NOTICES), registry=code)
