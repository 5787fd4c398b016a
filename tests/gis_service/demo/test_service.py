"""The demo registry in its own database."""

from collections import Counter
from datetime import date

import psycopg
import pytest
from psycopg.rows import dict_row

from db.access import PLANNER_OF_ALL
from db.cluster import Cluster
from db.database import Database
from db.installation import Installation, Registry
from db.logins import Login
from db.reading import prepare
from gis_service.demo.recipe import REGISTER_DATE, Size
from gis_service.demo.service import fill_demo, make_demo, remove_demo
from gis_service.screening.service import screen
from layers.catalogue import LAYERS
from tests.as_reader import as_reader


@pytest.fixture(scope="module")
def demo(database: Database) -> Database:
    steps: list[tuple[str, int, int]] = []
    result = fill_demo(database, Size.SMALL, 1, lambda *step: steps.append(step))
    assert [title for title, *_ in steps] == ["Filling", "Screening"]
    assert result.screening.screened == result.properties
    return database


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(as_reader(database)) as reader:
        return reader.execute(query.encode()).fetchall()


def test_every_registry_is_marked_as_demo(demo: Database) -> None:
    assert rows(demo, "select is_demo, is_danish, count(*) from map.registry group by 1, 2") == [
        (True, True, 98)
    ]
    assert rows(demo, "select distinct source from map.property") == [("demo",)]


def test_municipalities_are_approximate_and_their_homes_are_from_population(demo: Database) -> None:
    assert rows(
        demo,
        "select distinct is_approximate, homes_basis, homes = round(population / 2.1) "
        "from map.municipality where population is not null",
    ) == [(True, "population", True)]


def test_the_bars_say_of_the_pool_what_the_lists_say(demo: Database) -> None:
    """Screening computes eligibility on columns, and layers compute it in SQL: one answer."""
    for day in (date(2015, 6, 1), date(2018, 12, 31), date(2019, 1, 1), date(2026, 11, 22)):
        screen(demo, day)
        visible = LAYERS["priority"].as_seen_by(PLANNER_OF_ALL)
        assert visible is not None
        asked = visible.with_({"year": str(day.year)}, None)
        with psycopg.connect(as_reader(demo), row_factory=dict_row) as reader:
            prepared = prepare(asked.select(["eligible", "priority_eligible"]))
            found = reader.execute(prepared.text.encode(), prepared.values).fetchall()
        pairs = Counter((row["eligible"], row["priority_eligible"]) for row in found)
        assert pairs.keys() <= {("yes", 30), ("no", 0), ("unknown", None)}
        assert {"yes", "no"} <= {answer for answer, _ in pairs}


def test_bars_of_the_demo_sum_to_its_priorities(demo: Database) -> None:
    screen(demo, REGISTER_DATE)
    odd = (
        "select count(*) from map.property where priority is distinct from case when condition"
        " is not null then priority_condition + coalesce(priority_place, 0)"
        " + coalesce(priority_eligible, 0) end"
    )
    assert rows(demo, odd) == [(0,)]
    graded = (
        "select is_graded, count(priority) > 0, count(distinct priority) > 5 from map.property"
        " where is_standing group by 1 order by 1"
    )
    assert rows(demo, graded) == [(False, True, True), (True, True, True)]


def test_the_columns_that_demo_fills_are_those_the_importer_would_compute(demo: Database) -> None:
    assert rows(
        demo,
        """select count(*) from map.property p where in_place is distinct from (
             select st_distance(l.geom, p.geom) <= l.reach_m from map.place l
             where l.id = p.place_id)""",
    ) == [(0,)]
    assert rows(
        demo,
        """select count(*) from map.place l where property_count <>
             (select count(*) from map.property p where p.place_id = l.id)""",
    ) == [(0,)]
    assert rows(
        demo,
        """select count(*) from map.property p where building_count <>
             (select count(*) from map.building b where b.property_id = p.id)""",
    ) == [(0,)]


def test_suspicion_spreads_over_all_classes(demo: Database) -> None:
    classes = rows(
        demo, "select width_bucket(suspicion, array[0, 1, 20, 40, 60, 80]) from map.property"
    )
    assert {number for (number,) in classes} == {1, 2, 3, 4, 5, 6}


def test_each_property_tells_the_newest_of_its_grades(demo: Database) -> None:
    assert rows(
        demo,
        """select count(*) > 200, bool_and(exists (
             select from map.inspection i where i.property_id = p.id
               and (i.scale, i.grade, i.part, i.inspected_on)
                 = (p.grade_scale, p.grade, p.grade_part, p.graded_on)))
           from map.property p where is_graded""",
    ) == [(True, True)]
    assert rows(
        demo,
        """select count(*) from map.property p where graded_on is distinct from (
             select max(inspected_on) from map.inspection i where i.property_id = p.id)""",
    ) == [(0,)]


def test_grades_are_grades_of_their_scales(demo: Database) -> None:
    assert rows(
        demo,
        """select count(*) from map.inspection i where scale <> 'EGEN' and not exists (
             select from map.grade g where g.scale = i.scale and g.grade = i.grade)""",
    ) == [(0,)]


def test_of_its_flags_only_bands_can_be_read(demo: Database) -> None:
    bands = rows(demo, "select band, count(*) >= 2 from map.social_band group by band order by 1")
    assert bands == [("10-19", True), ("20+", True), ("5-9", True)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(demo, "select from social.flag")


def test_screening_the_demo_again_changes_nothing(demo: Database) -> None:
    assert screen(demo, REGISTER_DATE).changed == 0


def test_its_indexes_and_constraints_are_those_of_any_registry(
    demo: Database, own_database: Database
) -> None:
    query = """select indexdef from pg_indexes where schemaname = 'work' union all
               select conrelid::regclass || conname || pg_get_constraintdef(oid) from pg_constraint
               where connamespace = 'work'::regnamespace order by 1"""
    assert rows(demo, query) == rows(own_database, query)
    tables = "select tablename from pg_tables where schemaname = 'work' order by 1"
    assert rows(demo, tables) == rows(own_database, tables)


def test_more_rows_can_be_added_afterwards(demo: Database) -> None:
    with psycopg.connect(demo.conninfo(Login.IMPORTER)) as importer:
        row = importer.execute(
            """insert into work.property (municipality_code, key, source, state)
               values ('0580', 'bfe:1', 'test', 'standing')
               returning id > (select max(id) from work.property)"""
        ).fetchone()
        importer.rollback()
    assert row == (True,)


def test_the_data_have_a_date(demo: Database) -> None:
    assert rows(demo, "select form, extract_date from map.source") == [("demo", REGISTER_DATE)]


def test_a_demo_is_made_beside_the_real_registry_and_removed(
    cluster: Cluster,
) -> None:
    installation = Installation(data=cluster.data, cluster=cluster, external=None)
    before = installation.active()
    try:
        make_demo(installation, Size.SMALL, 2)
        assert installation.active() is Registry.DEMO
        assert rows(installation.database(), "select count(*) > 2000 from map.property") == [
            (True,)
        ]
    finally:
        remove_demo(installation)
    assert before is installation.active() is Registry.REAL
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        rows(installation.database(Registry.DEMO), "select 1")
