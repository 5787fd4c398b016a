"""Screening a real registry from end to end."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.errors import AtlasError
from db.reading import prepare
from gis_service.screening.service import screen
from gis_service.web.near_candidates import candidate_filter
from layers.catalogue import LAYERS
from tests.as_reader import as_reader

AS_OF = date(2026, 11, 22)


@pytest.fixture
def owner(own_database: Database) -> Iterator[psycopg.Connection]:
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
def village(own_database: Database, owner: psycopg.Connection) -> Database:
    """Two registries: a Danish village with four properties, and one row of a foreign table."""
    owner.execute(Path(__file__).with_name("village.sql").read_text(encoding="utf-8").encode())
    return own_database


def results(owner: psycopg.Connection) -> dict[str, tuple[object, ...]]:
    rows = owner.execute(
        "select key, suspicion, rules, flags, badges, screened_as_of "
        "from work.property order by key"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def state(owner: psycopg.Connection) -> list[list[tuple[object, ...]]]:
    return [
        owner.execute(f"select *, xmin from work.{table} order by 1, 2").fetchall()
        for table in ("property", "place", "municipality")
    ] + [owner.execute("select * from work.hit order by 1, 4, 5").fetchall()]


def test_a_registry_is_screened(village: Database, owner: psycopg.Connection) -> None:
    steps: list[tuple[int, int]] = []
    result = screen(village, AS_OF, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(5, 5)]
    assert results(owner) == {
        "bfe:1": (70, ["R3", "R4", "R5", "R6", "R10"], ["R13", "R16"], ["R20"], AS_OF),
        "bfe:2": (None, [], ["R16"], [], AS_OF),
        "bfe:3": (None, [], [], [], None),
        "bfe:4": (0, [], ["R16"], ["no_position"], AS_OF),
        "row:T:1": (None, [], [], [], AS_OF),
    }
    assert (result.screened, result.candidates, result.ranked) == (4, 1, 2)
    assert result.without == {"no_building": 1, "only_outbuildings": 1}
    assert result.hits["R16"] == 3
    recorded = owner.execute("select as_of, actor, counts from work.screening_run").fetchall()
    assert recorded == [(AS_OF, "system", result.as_json())]


PRIORITIES = """
select key, condition, priority_condition, priority_place, priority_eligible, priority,
  priority_model from work.property order by key
"""


def priorities(owner: psycopg.Connection) -> dict[str, tuple[object, ...]]:
    return {row[0]: row[1:] for row in owner.execute(PRIORITIES).fetchall()}


def test_a_registry_is_ranked_in_the_same_update(
    village: Database, owner: psycopg.Connection
) -> None:
    owner.execute("update work.property set place_distance_m = 900 where key = 'bfe:4'")
    screen(village, AS_OF)
    assert priorities(owner) == {
        "bfe:1": (70, 35, 20, 30, 85, "grundmodel-1"),
        "bfe:2": (None, None, 20, 30, None, "grundmodel-1"),
        "bfe:3": (None, None, None, None, None, None),
        "bfe:4": (0, 0, 10, 30, 40, "grundmodel-1"),
        "row:T:1": (None, None, None, None, None, "grundmodel-1"),
    }


def test_a_grade_takes_the_place_of_suspicion(village: Database, owner: psycopg.Connection) -> None:
    screen(village, AS_OF)
    owner.execute(
        "update work.property set grade_scale = 'K', grade = case key when 'bfe:1' then 'K0'"
        " else 'UN' end, graded_on = '2026-05-01' where key in ('bfe:1', 'bfe:4')"
    )
    assert screen(village, AS_OF).changed == 2
    ranked = priorities(owner)
    assert ranked["bfe:1"] == (10, 5, 20, 30, 55, "grundmodel-1")
    assert ranked["bfe:4"] == (None, None, None, 30, None, "grundmodel-1")
    assert results(owner)["bfe:1"][0] == 70
    owner.execute("update work.property set grade_scale = null, grade = null, graded_on = null")
    assert screen(village, AS_OF).changed == 2
    assert priorities(owner)["bfe:1"][-2] == 85


def test_a_model_that_changes_counts_from_its_day(
    village: Database, owner: psycopg.Connection
) -> None:
    owner.execute(
        """insert into work.priority_criterion
           select model, criterion, '2027-01-01', valid_to,
                  case criterion when 'condition' then 80 when 'place' then 20 else 0 end,
                  title_da, title_en, description_da, description_en, source
           from work.priority_criterion"""
    )
    screen(village, AS_OF)
    assert priorities(owner)["bfe:1"][1:5] == (35, 20, 30, 85)
    screen(village, date(2027, 1, 1))
    assert priorities(owner)["bfe:1"][1:5] == (56, 20, 0, 76)


def test_hits_are_counted_on_the_property(village: Database, owner: psycopg.Connection) -> None:
    counted = (
        "select p.key, p.hit_count, (select count(*) from work.hit h where h.property_id = p.id) "
        "from work.property p order by key"
    )
    screen(village, AS_OF)
    before = {key: (noted, found) for key, noted, found in owner.execute(counted)}
    assert all(noted == found for noted, found in before.values())
    assert before["bfe:1"][0] > before["bfe:4"][0] > 0 == before["bfe:3"][0]
    owner.execute("update work.building set state = 'gone'")
    screen(village, AS_OF)
    after = {key: (noted, found) for key, noted, found in owner.execute(counted)}
    assert all(noted == found for noted, found in after.values())
    assert after["bfe:1"][0] < before["bfe:1"][0]


def test_every_hit_has_its_field_value_and_day(
    village: Database, owner: psycopg.Connection
) -> None:
    screen(village, AS_OF)
    hits = owner.execute(
        """select h.rule, h.field, h.code, h.fact_date, h.weight, h.scores, b.key, u.key
           from work.hit h join work.property p on p.id = h.property_id
           left join work.building b on b.id = h.building_id
           left join work.unit u on u.id = h.unit_id
           where p.key = 'bfe:1' order by length(h.rule), h.rule, h.field"""
    ).fetchall()
    revised, extract = date(2012, 5, 1), date(2026, 4, 18)
    assert hits == [
        ("R3", "enh045", "3", extract, 20, True, "b1", "u1"),
        ("R4", "unregistered_since", "2021-01-01", date(2021, 1, 1), 25, True, "b1", "u1"),
        ("R5", "byg026", "1919", revised, 5, True, "b1", None),
        ("R6", "byg027", "0", revised, 5, True, "b1", None),
        ("R10", "byg056", "9", revised, 15, True, "b1", None),
        ("R13", "byg033", "3", revised, 0, False, "b1", None),
        ("R16", "population", "312", date(2026, 1, 1), 0, False, None, None),
        ("R20", "byg094", "2012-05-01", revised, 0, False, "b1", None),
    ]


def test_screening_twice_writes_nothing(village: Database, owner: psycopg.Connection) -> None:
    first = screen(village, AS_OF)
    before = state(owner)
    versions = owner.execute("select * from map.version order by 1, 2").fetchall()
    again = screen(village, AS_OF)
    assert (first.changed, again.changed) == (4, 0)
    assert state(owner) == before
    assert owner.execute("select * from map.version order by 1, 2").fetchall() == versions


def test_another_day_writes_only_what_it_changes(
    village: Database, owner: psycopg.Connection
) -> None:
    screen(village, AS_OF)
    before = state(owner)
    versions = owner.execute(
        "select * from map.version where source <> 'screened_registry' order by 1, 2"
    ).fetchall()
    next_day = AS_OF + timedelta(days=1)
    assert screen(village, next_day).changed == 0
    assert state(owner) == before
    assert (
        owner.execute(
            "select * from map.version where source <> 'screened_registry' order by 1, 2"
        ).fetchall()
        == versions
    )
    days = owner.execute("select key, screened_as_of from map.property order by key").fetchall()
    assert dict(days) == {
        "bfe:1": next_day,
        "bfe:2": next_day,
        "bfe:3": None,
        "bfe:4": next_day,
        "row:T:1": next_day,
    }
    screen(village, AS_OF, registries=["ELSEWHERE"])
    assert ("row:T:1", AS_OF) in owner.execute(
        "select key, screened_as_of from map.property where screened_as_of = %s", [AS_OF]
    ).fetchall()


def test_only_what_changed_is_written(village: Database, owner: psycopg.Connection) -> None:
    screen(village, AS_OF)
    before: dict[str, str] = dict(
        owner.execute("select key, xmin::text from work.property").fetchall()
    )
    owner.execute("update work.building set heating_code = '3' where key = 'b4'")
    assert screen(village, AS_OF).changed == 1
    after: dict[str, str] = dict(
        owner.execute("select key, xmin::text from work.property").fetchall()
    )
    assert {key for key in after if after[key] != before[key]} == {"bfe:4"}
    assert results(owner)["bfe:4"][0] == 15


def test_the_versions_of_tiles_do_not_pile_up(village: Database, owner: psycopg.Connection) -> None:
    for _ in range(3):
        owner.execute("update work.building set year_built = coalesce(year_built, 1900) - 1")
        screen(village, AS_OF)
    deltas = owner.execute("select count(*), count(distinct (source, cell)) from work.change")
    (row,) = deltas.fetchall()
    assert row[0] == row[1] > 0


def test_a_hit_that_went_away_is_gone(village: Database, owner: psycopg.Connection) -> None:
    screen(village, AS_OF)
    owner.execute("update work.property set state = 'gone' where key = 'bfe:1'")
    screen(village, AS_OF)
    assert results(owner)["bfe:1"] == (None, [], [], [], None)
    hits = owner.execute(
        "select count(*) from work.hit h join work.property p on p.id = h.property_id "
        "where p.key = 'bfe:1'"
    ).fetchone()
    assert hits == (0,)


def test_places_and_municipalities_count_candidates(
    village: Database, owner: psycopg.Connection
) -> None:
    screen(village, AS_OF)
    assert owner.execute("select candidate_count from work.place").fetchall() == [(1,)]
    assert owner.execute("select candidate_count from work.municipality").fetchall() == [(1,)]
    # Graded as badly as a candidate is suspected; a good grade does not unsay the registers.
    owner.execute(
        "update work.property set grade_scale = 'K', grade = case key when 'bfe:1' then 'IB'"
        " else 'K3' end, graded_on = '2026-05-01' where key in ('bfe:1', 'bfe:2')"
    )
    assert screen(village, AS_OF).candidates == 2
    assert owner.execute("select candidate_count from work.place").fetchall() == [(2,)]
    assert owner.execute("select candidate_count from work.municipality").fetchall() == [(2,)]
    like_the_way = LAYERS["condition"].as_seen_by(PLANNER_OF_ALL)
    assert like_the_way is not None
    narrowed = prepare(like_the_way.with_({}, candidate_filter("", 20)).select(("id",)))
    assert len(owner.execute(narrowed.text.encode(), dict(narrowed.values)).fetchall()) == 2


def test_one_registry_can_be_screened_alone(village: Database, owner: psycopg.Connection) -> None:
    result = screen(village, AS_OF, registries=["ELSEWHERE"])
    assert (result.screened, result.without) == (1, {"no_building": 1})
    assert results(owner)["bfe:1"] == (None, [], [], [], None)


def test_the_day_decides(village: Database, owner: psycopg.Connection) -> None:
    screen(village, date(2021, 6, 1))  # nobody registered for five months, revised nine years ago
    suspicion, rules, _, badges, as_of = results(owner)["bfe:1"]
    assert (suspicion, rules, badges, as_of) == (
        45,
        ["R3", "R5", "R6", "R10"],
        [],
        date(2021, 6, 1),
    )


def test_a_rule_that_changes_counts_from_its_day(
    village: Database, owner: psycopg.Connection
) -> None:
    owner.execute(
        """insert into work.screening_rule
           select rule, '2027-01-01', valid_to, kind, 9, '2010', codes, use_codes, title_da,
                  title_en, description_da, description_en, source
           from work.screening_rule where rule = 'R5'"""
    )
    screen(village, AS_OF)
    assert results(owner)["bfe:4"][:2] == (0, [])
    screen(village, date(2027, 1, 1))
    assert results(owner)["bfe:4"][:2] == (9, ["R5"])


def test_small_batches_give_the_same(
    village: Database, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen(village, AS_OF)
    before = results(owner), owner.execute("select * from work.hit order by 1, 4, 5").fetchall()
    owner.execute("delete from work.hit; update work.property set suspicion = null, rules = '{}'")
    monkeypatch.setattr("gis_service.screening.service.BATCH_SIZE", 1)
    screen(village, AS_OF)
    after = results(owner), owner.execute("select * from work.hit order by 1, 4, 5").fetchall()
    assert after == before


def test_a_day_without_rules_is_told(village: Database) -> None:
    with pytest.raises(AtlasError, match="No screening rule is in force"):
        screen(village, date(1990, 1, 1))


def test_the_reader_sees_the_result(village: Database) -> None:
    screen(village, AS_OF)
    with psycopg.connect(as_reader(village)) as reader:
        assert reader.execute(
            "select suspicion from map.property where bfe is null and key = 'bfe:1'"
        ).fetchone() == (70,)
