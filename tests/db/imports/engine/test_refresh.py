"""What `work` says of properties, buildings and places, made from what `base` holds."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely

from db.database import Database
from tests.db.imports import register
from tests.db.imports.register import address, building, identity
from tests.db.imports.tables.test_order_and_undo import write_features
from tests.db.imports.taking import rows, take, write_csv

_TIMES = {"registreringFra": "2018-01-01T00:00:00Z", "virkningFra": "2018-01-01T00:00:00Z"}
_COMMON = {"kommunekode": "0326", "status": "7", **_TIMES}


def _properties(database: Database) -> list[dict[str, Any]]:
    return rows(
        database,
        "select key, state, use_code, year_built, building_count, address, postal_code, "
        "postal_name, round(st_x(geom)::numeric, 1)::float as x, vacant_since, ownership_code, "
        "owner_kind, bfe from work.property order by key",
    )


def _chain(folder: Path, bfe: str = "1234567") -> list[Path]:
    ground = {"id_lokalId": identity("ground"), **_COMMON, "bestemtFastEjendom": identity("rel")}
    relation = {"id_lokalId": identity("rel"), **_COMMON, "bfeNummer": bfe,
                "ejendommensEjerforholdskode": "10"}  # fmt: skip
    return [
        register.ois_zip(folder, [ground], "Grund", name="grund"),
        register.ois_zip(folder, [relation], "Ejendomsrelation", name="relation"),
    ]


def test_a_property_stands_where_its_largest_standing_home_stands(
    own_database: Database, tmp_path: Path
) -> None:
    ground = identity("ground")
    versions = [
        building("barn", grund=ground, byg021BygningensAnvendelse="219",
                 byg038SamletBygningsareal="900", byg404Koordinat="POINT (647001.0 6151431.4)"),
        building("gone", grund=ground, status="10", byg038SamletBygningsareal="800",
                 byg404Koordinat="POINT (647002.0 6151431.4)"),
        building("small", grund=ground, byg404Koordinat="POINT (647003.0 6151431.4)"),
        building("large", grund=ground, byg038SamletBygningsareal="200",
                 byg026Opførelsesår="1871", byg404Koordinat="POINT (647004.0 6151431.4)"),
    ]  # fmt: skip
    take(own_database, register.ois_zip(tmp_path, versions), *_chain(tmp_path))
    (found,) = _properties(own_database)
    assert (found["key"], found["bfe"], found["x"]) == ("bfe:1234567", 1234567, 647004.0)
    assert (found["use_code"], found["year_built"], found["building_count"]) == ("120", 1871, 3)
    assert (found["ownership_code"], found["owner_kind"]) == ("10", "private")


@pytest.mark.parametrize(
    ("statuses", "state"),
    (
        (("6", "10"), "standing"),
        (("7",), "standing"),
        (("2", "10"), "planned"),
        (("10", "11"), "gone"),
    ),
)
def test_a_property_stands_as_long_as_one_building_does(
    statuses: tuple[str, ...], state: str, own_database: Database, tmp_path: Path
) -> None:
    versions = [
        building(str(number), grund=identity("ground"), status=status)
        for number, status in enumerate(statuses)
    ]
    take(own_database, register.ois_zip(tmp_path, versions))
    (found,) = _properties(own_database)
    assert found["state"] == state
    assert found["key"] == f"ground:{identity('ground')}"


_RULES = """
insert into work.unknown_value (field, value, valid_from, valid_to, source) values
  ('byg026', '1901', '2000-01-01', current_date, 'its last day'),
  ('byg026', '1902', '2000-01-01', current_date - 1, 'was in force'),
  ('byg026', '1903', current_date + 1, null, 'will be in force');
insert into work.life_cycle
  (status, valid_from, valid_to, state, is_standing, title_da, title_en, source) values
  ('6', current_date + 1, null, 'gone', false, '-', '-', 'will be in force');
"""


def test_rules_hold_from_their_first_day_to_their_last(
    own_database: Database, tmp_path: Path
) -> None:
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as connection:
        connection.execute(_RULES.encode())
    years = ("1901", "1902", "1903")
    versions = [building(year, byg026Opførelsesår=year) for year in years]
    take(own_database, register.ois_zip(tmp_path, versions))
    found = rows(own_database, "select bbr_id::text as id, year_built, state from work.building")
    known = {identity(year): None if year == "1901" else int(year) for year in years}
    assert {row["id"]: row["year_built"] for row in found} == known
    assert {row["state"] for row in found} == {"standing"}


def test_a_building_without_ground_is_a_property_of_its_own(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, register.ois_zip(tmp_path, [building(), building("b")]))
    assert {row["key"] for row in _properties(own_database)} == {
        f"building:{identity('house')}",
        f"building:{identity('b')}",
    }


def test_the_address_is_the_one_without_floor_and_door(
    own_database: Database, tmp_path: Path
) -> None:
    one, flats = identity("Landevejen 1"), identity("Landevejen 3")
    addresses = [
        address("1", one, "Landevejen 1, Gierslev, 4270 Høng"),
        address("1-1", one, "Landevejen 1, 1., Gierslev, 4270 Høng", etagebetegnelse="1"),
        address("1-0", one, "Vej 1, 4270 Høng", status="4"),
        address("3", flats, "Landevejen 3, st. tv, 4270 Høng",
                etagebetegnelse="st", dørbetegnelse="tv"),
    ]  # fmt: skip
    versions = [building("a", husnummer=one), building("b", husnummer=flats.upper())]
    # Addresses first: the buildings come to them, whatever the order.
    take(own_database, register.dar(tmp_path, addresses))
    take(own_database, register.ois_zip(tmp_path, versions))
    found = {row["address"] for row in _properties(own_database)}
    assert found == {"Landevejen 1, Gierslev, 4270 Høng", "Landevejen 3, 4270 Høng"}
    assert {row["postal_name"] for row in _properties(own_database)} == {"Høng"}
    take(
        own_database,
        register.dar(tmp_path, [{**addresses[0], "registreringfra": "2022-01-01T00:00:00Z",
                                 "adressebetegnelse": "Landevejen 1A, 4270 Høng"}], "ny.ndjson"),
    )  # fmt: skip
    assert "Landevejen 1A, 4270 Høng" in {row["address"] for row in _properties(own_database)}


def test_a_table_row_with_a_known_bfe_adds_to_the_register_s_property(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "tomme.csv",
        "BFE;adresse;tom siden;kommunekode",
        "1234567;Landevejen 1;2019-03-01;0326",
        "7654321;Landevejen 9;2020-03-01;0326",
    )
    take(own_database, table)
    take(
        own_database,
        register.ois_zip(tmp_path, [building(grund=identity("ground"))]),
        *_chain(tmp_path),
    )
    found = {row["bfe"]: row for row in _properties(own_database)}
    assert set(found) == {1234567, 7654321}
    assert found[1234567]["key"] == "bfe:1234567"
    assert found[1234567]["vacant_since"].isoformat() == "2019-03-01"
    assert found[1234567]["building_count"] == 1
    assert found[7654321]["key"].startswith("row:")


def test_every_footprint_of_a_building_is_drawn(own_database: Database, tmp_path: Path) -> None:
    wings = [shapely.box(x, 55.5, x + 0.0002, 55.5001) for x in (11.3, 11.3001, 11.31)]
    outlines = write_features(
        tmp_path / "bygninger.gpkg",
        id_lokalid=["1", "2", "3"],
        bbruuid=[identity("house")] * 3,
        geometry=wings,
    )
    take(own_database, register.ois_zip(tmp_path, [building()]), outlines)
    (found,) = rows(
        own_database,
        "select key, st_numgeometries(footprint) parts, st_isvalid(footprint) valid, "
        "round((st_area(footprint) / (select sum(st_area(geom)) from base.footprint))::numeric, 2)"
        "::float as share from work.building",
    )
    assert found["key"] == f"bbr:{identity('house')}"
    # Two of them overlap by half, and make one part.
    assert (found["parts"], found["valid"], found["share"]) == (2, True, 0.83)


def test_a_tile_is_thrown_away_only_where_something_changed(
    own_database: Database, tmp_path: Path
) -> None:
    far = "POINT (547105.13 6251431.4)"
    take(own_database, register.ois_zip(tmp_path, [building(), building("b", byg404Koordinat=far)]))
    before = rows(own_database, "select source, cell, version from map.version order by 1, 2")
    newer = building("b", byg404Koordinat=far, byg026Opførelsesår="1950")
    take(own_database, register.ois_zip(tmp_path, [newer], name="b"))
    after = rows(own_database, "select source, cell, version from map.version order by 1, 2")
    moved = {(row["source"], row["cell"]) for row in after if row not in before}
    assert len(moved) == 2
    assert {source for source, _ in moved} == {"property", "building"}
    assert len({cell for _, cell in moved}) == 1
