"""The development extract arrives at exactly the buildings that a correct importer must reach."""

import csv
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from db.database import Database
from db.imports.engine import ImportResult
from db.imports.source import normal_key
from db.logins import Login
from tests.db.imports.taking import take

_FROM_RELATION = {"bfeNummer", "ejendomsnummer", "ejendomstype", "ejendommensEjerforholdskode"}
_FROM_KEY = {"id_lokalId", "registreringFra", "virkningFra"}
_COMPARED_APART = {"adresse", "lon", "lat"}


@pytest.fixture(scope="module")
def result(database: Database, data: Path) -> ImportResult:
    """The seven tables and the addresses, as one import."""
    files = sorted((data / "dev_bbr_grbbr_xml").glob("*.zip"))
    return take(database, *files, data / "fixtures" / "dar_adresse_dev.ndjson")


@pytest.fixture(scope="module")
def expected(data: Path) -> list[dict[str, str]]:
    """What a correct importer arrives at."""
    with (data / "dev_bbr_bygning_4kommuner.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def arrived(database: Database, result: ImportResult) -> dict[str, dict[str, Any]]:
    """The current buildings with their newest version and their property relation."""
    assert result.run is not None
    query = """
        select b.bbr_id::text as id, b.address, b.state, b.use_code, b.bfe, b.municipality_code,
               st_x(st_transform(b.point, 4326)) as lon, st_y(st_transform(b.point, 4326)) as lat,
               v.attributes, relation.attributes as relation, v.id_lokal_id::text as key,
               to_char(v.registration_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
                 as registration, v.effect_from, v.effect_to
        from work.building b
        join lateral (select * from base.bbr_building v where v.id_lokal_id = b.bbr_id
                      order by registration_from desc, effect_from desc limit 1) v on true
        join lateral (select * from base.bbr_ground g
                      where g.id_lokal_id::text = v.attributes ->> 'grund'
                      order by registration_from desc, effect_from desc limit 1) ground on true
        join lateral (select * from base.bbr_property_relation r
                      where r.id_lokal_id::text = ground.attributes ->> 'bestemtfastejendom'
                      order by registration_from desc, effect_from desc limit 1) relation on true
        where b.source = 'BBR'"""
    with psycopg.connect(database.conninfo(Login.IMPORTER), row_factory=dict_row) as connection:
        return {row["id"]: row for row in connection.execute(query)}


def test_it_is_exactly_the_buildings(
    arrived: dict[str, dict[str, Any]], expected: list[dict[str, str]]
) -> None:
    assert set(arrived) == {row["id_lokalId"] for row in expected}
    assert len(arrived) == 1268
    assert sum(row["lon"] is not None for row in arrived.values()) == 1114
    assert sum(row["state"] == "standing" for row in arrived.values()) == 1063


def test_every_column_is_as_it_must_be(
    arrived: dict[str, dict[str, Any]], expected: list[dict[str, str]]
) -> None:
    wrong = [
        (row["id_lokalId"], column, found, wanted)
        for row in expected
        for column, wanted in row.items()
        if column not in _COMPARED_APART
        and (found := _value(arrived[row["id_lokalId"]], column)) != _moment(column, wanted)
    ]
    assert wrong == []


def _value(row: dict[str, Any], column: str) -> str:
    if column in _FROM_KEY:
        key = {
            "id_lokalId": row["key"],
            "registreringFra": row["registration"],
            "virkningFra": row["effect_from"].strftime("%Y-%m-%dT%H:%M:%S.%f"),
        }
        return str(key[column])
    facts = row["relation"] if column in _FROM_RELATION else row["attributes"]
    return str(facts.get(normal_key(column), ""))


def _moment(column: str, wanted: str) -> str:
    """Times of the key are compared as moments: the text of a moment may end in zeros."""
    if column not in _FROM_KEY or column == "id_lokalId":
        return wanted
    whole, _, fraction = wanted.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<6}"


def test_the_current_values_are_those_of_the_newest_version(
    arrived: dict[str, dict[str, Any]], expected: list[dict[str, str]]
) -> None:
    for row in expected:
        found = arrived[row["id_lokalId"]]
        assert found["municipality_code"] == row["kommunekode"]
        assert (found["use_code"] or "") == row["byg021BygningensAnvendelse"]
        assert str(found["bfe"]) == row["bfeNummer"]


def test_positions_agree_to_a_millionth_of_a_degree(
    arrived: dict[str, dict[str, Any]], expected: list[dict[str, str]]
) -> None:
    for row in expected:
        found = arrived[row["id_lokalId"]]
        if row["lon"]:
            assert found["lon"] == pytest.approx(float(row["lon"]), abs=1e-6)
            assert found["lat"] == pytest.approx(float(row["lat"]), abs=1e-6)
        else:
            assert found["lon"] is None


def test_each_has_an_address_of_its_house_number(
    database: Database, arrived: dict[str, dict[str, Any]]
) -> None:
    query = (
        "select attributes ->> 'husnummer', attributes ->> 'adressebetegnelse' "
        "from base.dar_address"
    )
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        known = set(connection.execute(query.encode()))
    assert all(
        (row["attributes"]["husnummer"], row["address"]) in known for row in arrived.values()
    )


def test_every_row_is_accounted_for_and_nothing_is_refused(
    database: Database, result: ImportResult
) -> None:
    tables = {name: counts.as_dict() for name, counts in result.tables.items()}
    assert {name: counts["rows"] for name, counts in tables.items()} == {
        "bbr_building": 8541,
        "bbr_unit": 3828,
        "bbr_entrance": 1771,
        "bbr_property_relation": 1105,
        "bbr_storey": 975,
        "bbr_ground": 717,
        "bbr_ground_parcel": 457,
        "dar_address": 476,
    }
    assert result.counts.rejected == 0
    assert tables["bbr_building"]["new"] == 1268
    assert tables["dar_address"]["new"] == 475
    assert tables["dar_address"]["superseded"] == 1
    for name, counts in tables.items():
        ended = sum(number for key, number in counts.items() if key != "rows")
        assert ended == counts["rows"], name
        assert _kept(database, name) == counts["rows"]


def _kept(database: Database, table: str) -> int:
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        row = connection.execute(f"select count(*) from base.{table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_every_unit_reaches_its_building_through_its_entrance(
    database: Database, result: ImportResult
) -> None:
    assert result.run is not None
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        row = connection.execute("select count(*), count(building_id) from work.unit").fetchone()
    assert row == (617, 617)
