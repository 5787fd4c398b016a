"""As the reader, on tables worth an index, tiles and boxes are served by one."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import ClauseElement

from db.access import PLANNER_OF_ALL, Role, Viewer
from db.database import Database
from db.reading import Prepared, prepare
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from layers.words import Language
from maps.listing import Listing, Mark, Order
from maps.tiles import places_of, tile_statement
from tests.as_reader import as_reader

# Where the rows are, as parts of the world's width and height.
COLUMN, ROW = 8.5 / 360 + 0.5, 0.3055

MANY = """
insert into work.registry (municipality_code, name, is_danish, local_srid)
values ('0851', 'Aalborg', true, 25832);
insert into work.property (municipality_code, key, source, state, suspicion, condition, priority,
  address, geom)
select '0851', 'many:' || n, 'test', 'standing', n % 101, n % 101, n % 97, 'Vej ' || n,
  st_setsrid(st_point(460000 + n::bigint * 7919 % 300000,
                      6080000 + n::bigint * 104729 % 300000), 25832)
from generate_series(1, 40000) as n;
insert into work.building (municipality_code, key, property_id, source, state, year_built, address,
  point)
select municipality_code, 'bbr:' || id, id, source, state, 1900, address, geom from work.property;
analyze work.property;
analyze work.building;
"""


@pytest.fixture(scope="module")
def many(database: Database) -> Database:
    """A registry of forty thousand rows."""
    assert database.owner is not None
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute(MANY.encode())
        # Not in a transaction: an index alone answers only where every row is known to be visible.
        for table in ("property", "building"):
            owner.execute(f"vacuum work.{table}".encode())
    return database


@pytest.fixture(
    scope="module", params=(None, frozenset({"0851"})), ids=("of all", "of a municipality")
)
def reader(request: pytest.FixtureRequest, many: Database) -> Iterator[psycopg.Connection[Any]]:
    """The reader of all municipalities, or of one: the database's wall stands in each plan."""
    viewer = Viewer(role=Role.PLANNER, registries=request.param)
    with psycopg.connect(as_reader(many, viewer), autocommit=True) as connection:
        yield connection


def seen(layer: str, filter_: str | None = None) -> VisibleLayer:
    visible = LAYERS[layer].as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    return visible.with_({}, filter_)


def plan(
    reader: psycopg.Connection[Any], prepared: Prepared, values: dict[str, Any]
) -> list[dict[str, Any]]:
    """Every node of the statement's plan."""
    text = f"explain (format json) {prepared.text}".encode()
    told = reader.execute(text, {**prepared.values, **values}).fetchone()
    found: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            found.append(node)
            for one in node.values():
                walk(one)

    walk(json.loads(json.dumps(told)))
    return found


def scans(reader: psycopg.Connection[Any], prepared: Prepared, values: dict[str, Any]) -> set[str]:
    """How each table is read: the index, or the bare table."""
    nodes = plan(reader, prepared, values)
    indexes = {one["Index Name"] for one in nodes if "Index Name" in one}
    bare = {one["Relation Name"] for one in nodes if one.get("Node Type") == "Seq Scan"}
    return indexes | {f"bare {name}" for name in bare}


@pytest.mark.parametrize("layer", ("suspicion", "priority", "condition", "buildings"))
@pytest.mark.parametrize(
    ("z", "index"), ((8, "cell"), (11, "cell"), (13, "geom_3857"), (16, "geom_3857"))
)
def test_a_tile_is_served_by_the_index_of_its_zoom(
    reader: psycopg.Connection[Any], layer: str, z: int, index: str
) -> None:
    visible = seen(layer)
    values = places_of(z, int(COLUMN * 2**z), int(ROW * 2**z))
    found = scans(reader, tile_statement(visible, z), values)
    table = visible.layer.table_name
    assert f"{table}_{index}" in found
    assert f"bare {table}" not in found


@pytest.mark.parametrize(
    ("layer", "filter_"),
    (
        ("suspicion", "suspicion >= 60"),
        ("priority", "year_built < 1900 AND use_group = 'dwelling'"),
        ("condition", "use_code IN ('110', '120') AND is_graded = FALSE"),
        ("buildings", "year_built < 1900 AND use_group = 'dwelling'"),
    ),
)
def test_a_low_zoom_is_answered_by_its_index_alone(
    reader: psycopg.Connection[Any], layer: str, filter_: str
) -> None:
    visible = seen(layer, filter_)
    values = places_of(8, int(COLUMN * 2**8), int(ROW * 2**8))
    with reader.transaction():
        # Whether it is the cheapest way hangs on how much is known to be visible; that it is one
        # hangs on the index holding every column that is asked for.
        reader.execute("set local enable_bitmapscan = off")
        reader.execute("set local enable_seqscan = off")
        nodes = plan(reader, tile_statement(visible, 8), values)
    index = f"{visible.layer.table_name}_cell"
    assert {one["Node Type"] for one in nodes if one.get("Index Name") == index} == {
        "Index Only Scan"
    }


@pytest.mark.parametrize("z", (8, 11, 13, 16))
def test_a_filtered_tile_is_served_by_an_index(reader: psycopg.Connection[Any], z: int) -> None:
    values = places_of(z, int(COLUMN * 2**z), int(ROW * 2**z))
    found = scans(reader, tile_statement(seen("suspicion", "suspicion >= 80"), z), values)
    assert "bare property" not in found


@pytest.mark.parametrize(
    "filter_",
    (
        "S_INTERSECTS(geometry, BBOX(8.5, 55.0, 8.6, 55.1))",
        "S_WITHIN(geometry, POLYGON((8.5 55.0, 8.6 55.0, 8.6 55.1, 8.5 55.0)))",
    ),
)
def test_a_box_in_a_filter_is_served_by_the_index(
    reader: psycopg.Connection[Any], filter_: str
) -> None:
    statement: ClauseElement = seen("suspicion", filter_).select(["id"])
    found = scans(reader, prepare(statement), {})
    assert "property_geom_3857" in found
    assert "bare property" not in found


def test_the_list_by_suspicion_is_served_by_its_index(reader: psycopg.Connection[Any]) -> None:
    visible = seen("suspicion")
    key = visible.layer.key
    value = visible.expression("suspicion")
    statement = visible.select(["id"]).order_by(value.desc().nulls_last(), key).limit(100)
    assert "property_suspicion" in scans(reader, prepare(statement), {})


@pytest.mark.parametrize(
    ("layer", "sort", "index"),
    (
        ("suspicion", None, "property_suspicion"),
        ("priority", None, "property_priority"),
        ("condition", None, "property_condition"),
        ("suspicion", "address", "property_address"),
        ("buildings", None, "building_address"),
    ),
)
def test_a_page_of_a_list_is_served_by_the_index_of_its_order(
    reader: psycopg.Connection[Any], layer: str, sort: str | None, index: str
) -> None:
    visible = seen(layer)
    listing = Listing(visible=visible, order=Order.read(sort, visible), language=Language.DA)
    for after in (None, Mark(value="Vej 2" if "address" in index else 50, key=1)):
        page = next(listing.pages(50, after))
        found = scans(reader, prepare(page), {})
        assert index in found
        assert f"bare {visible.layer.table_name}" not in found


def test_a_viewer_of_some_municipalities_is_served_by_an_index_too(
    reader: psycopg.Connection[Any],
) -> None:
    viewer = Viewer(role=Role.PLANNER, registries=frozenset({"0851"}))
    visible = LAYERS["suspicion"].as_seen_by(viewer)
    assert visible is not None
    values = places_of(13, int(COLUMN * 2**13), int(ROW * 2**13))
    assert "property_geom_3857" in scans(reader, tile_statement(visible, 13), values)


def test_the_wall_leaves_a_large_count_to_several_processes(
    reader: psycopg.Connection[Any],
) -> None:
    """What asks for the context is asked once, by the process that leads the others."""
    with reader.transaction():
        reader.execute("set local parallel_setup_cost = 0")
        reader.execute("set local parallel_tuple_cost = 0")
        reader.execute("set local min_parallel_table_scan_size = 0")
        reader.execute("set local min_parallel_index_scan_size = 0")
        nodes = plan(reader, prepare(seen("suspicion").counts()), {})
        told = reader.execute("select count(*) from map.property").fetchone()
    assert "Gather" in {one["Node Type"] for one in nodes if "Node Type" in one}
    assert told == (40_000,)
