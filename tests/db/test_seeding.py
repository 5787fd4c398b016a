"""The product's own rules and code lists."""

import csv
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.seeding import TABLES, seed

POOL_COLUMNS = ("valid_from", "valid_to", "key", "comparison", "value", "unit", "status", "source")


@pytest.fixture
def owner(own_database: Database) -> str:
    assert own_database.owner is not None
    return own_database.owner


def rows(owner: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(owner) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_pool_s_rules_equal_the_known_facts_row_by_row(owner: str, data: Path) -> None:
    with (data / "pulje_regler.csv").open(encoding="utf-8", newline="") as file:
        expected = [tuple(row[name] for name in POOL_COLUMNS) for row in csv.DictReader(file)]
    stored = rows(
        owner,
        """select valid_from::text, coalesce(valid_to::text, ''), key, coalesce(comparison, ''),
                  coalesce(value, ''), unit, status, coalesce(source, '')
           from work.dated_rule where topic = 'pool'""",
    )
    assert len(expected) == 27
    assert sorted(stored) == sorted(expected)


def test_a_fresh_registry_is_seeded_and_seeding_again_writes_nothing(owner: str) -> None:
    for table in TABLES:
        assert rows(owner, f"select 1 from work.{table} limit 1")
    versions = rows(owner, "select * from map.version order by 1, 2")
    assert seed(owner) == 0
    assert rows(owner, "select * from map.version order by 1, 2") == versions


def test_seeding_mends_the_product_s_rows_and_keeps_the_others(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute("update work.code_title set title_da = '?' where list = 'use'")
        connection.execute(
            "insert into work.unknown_value values ('byg026', '1111', '2000-01-01', null, 'here')"
        )
        changed = connection.execute("select count(*) from work.code_title where title_da = '?'")
        count = (changed.fetchone() or (0,))[0]
    assert seed(owner) == count
    assert rows(owner, "select 1 from work.code_title where title_da = '?'") == []
    assert rows(owner, "select 1 from work.unknown_value where source = 'here'") == [(1,)]


def test_there_are_98_municipalities_and_one_state_area(owner: str) -> None:
    assert rows(
        owner,
        "select is_municipality, count(*) from work.municipality_name group by 1 order by 1",
    ) == [(False, 1), (True, 98)]


def test_only_built_and_valid_stand(owner: str) -> None:
    assert rows(
        owner, "select status from work.life_cycle where is_standing or state = 'standing'"
    ) == [("6",), ("7",)]


def test_every_use_has_a_group_and_every_group_a_title(owner: str) -> None:
    assert (
        rows(owner, "select code from work.code_title where list = 'use' and group_name is null")
        == []
    )
    groups = rows(owner, "select distinct group_name from work.code_title where list = 'use'")
    titles = rows(owner, "select code from work.code_title where list = 'use_group'")
    assert sorted(groups) == sorted(titles)
    assert rows(
        owner,
        "select min(code), max(code) from work.code_title where group_name = 'outbuilding'",
    ) == [("910", "960")]


def test_an_empty_value_is_an_unknown_one(owner: str) -> None:
    assert rows(
        owner, "select field from work.unknown_value where value = '' and field = 'byg026'"
    ) == [("byg026",)]
