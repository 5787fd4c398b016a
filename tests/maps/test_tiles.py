"""No row is dropped and none is counted twice, at any zoom, filtered or not, after any edit."""

import itertools
import json
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.access import PLANNER_OF_ALL, Role, Viewer
from db.database import Database
from layers.catalogue import CATALOGUE, LAYERS
from layers.definition import Layer, LowZoom, VisibleLayer
from maps.tiles import DEEPEST, EXTENT, SINGLE_ZOOM, morton, places_of
from tests.layers.conftest import Ask
from tests.maps.pyramid import counted, features_of, pyramid

FILTERS: dict[str, tuple[str | None, ...]] = {
    "priority": (None, "priority >= 60 AND grade = 'K3' AND grade_scale = 'K'"),
    "condition": (None, "is_graded = TRUE", "graded_on >= DATE('2026-06-01')"),
    "social": (None,),
    "suspicion": (
        None,
        "suspicion >= 60",
        "rules = 'R3' AND eligible <> 'no'",
        "year_built < 1900",
    ),
    "buildings": (None, "year_built IS NULL OR year_built < 1900", "use_code = '120'"),
    "places": (None, "admitted = 'yes'"),
    "municipalities": (None, "is_approximate = TRUE"),
}
CASES = [(one, text) for one in CATALOGUE for text in FILTERS[one.id]]
DEEP = 14


def seen(layer: Layer, filter_: str | None = None) -> VisibleLayer:
    visible = layer.as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    return visible.with_({}, filter_)


@pytest.mark.parametrize(("layer", "filter_"), CASES, ids=lambda one: getattr(one, "id", one))
def test_the_counts_of_every_zoom_add_up_to_the_placed_rows(
    layer: Layer, filter_: str | None, ask: Ask, reader: psycopg.Connection[Any]
) -> None:
    visible = seen(layer, filter_)
    placed = ask(visible.counts())[0]["placed"]
    assert placed > 0
    sums = {z: counted(tiles) for z, tiles in pyramid(reader, visible, DEEP)}
    assert sums == dict.fromkeys(range(DEEP + 1), placed)


@pytest.mark.parametrize("layer", CATALOGUE, ids=lambda one: one.id)
def test_a_deep_zoom_shows_each_row_once_with_its_values(
    layer: Layer, ask: Ask, reader: psycopg.Connection[Any]
) -> None:
    visible = seen(layer)
    shown = [one.name for one in visible.fields if one.in_tile]
    rows = ask(visible.select(shown).where(layer.anchor.is_not(None)))
    expected = sorted(json.dumps(told(row), sort_keys=True) for row in rows)
    tiles = dict(pyramid(reader, visible, DEEP))[DEEP]
    found = sorted(
        json.dumps(told({**one["properties"], "count": None}), sort_keys=True)
        for features in tiles.values()
        for one in features
        if one["properties"]["count"] == 1
    )
    assert found == expected
    if layer.has_number:
        numbers = {one["id"] for features in tiles.values() for one in features}
        keys = visible.select(()).add_columns(layer.key.label("key"))
        assert numbers == {row["key"] for row in ask(keys.where(layer.anchor.is_not(None)))}


def told(row: dict[str, Any]) -> dict[str, Any]:
    """What a tile can say of a row: a value that is missing is not there."""
    return {name: value for name, value in row.items() if value is not None}


@pytest.mark.parametrize(
    "layer", [one for one in CATALOGUE if one.low_zoom is LowZoom.CELLS], ids=lambda one: one.id
)
@pytest.mark.parametrize("z", (0, 5, 9, SINGLE_ZOOM - 1))
def test_cells_count_each_class_as_the_legend_does(
    layer: Layer, z: int, ask: Ask, reader: psycopg.Connection[Any]
) -> None:
    visible = seen(layer)
    style = layer.style
    key = style.class_of(visible.expression(style.field))
    rows = ask(
        visible.select([style.field]).add_columns(key.label("key")).where(layer.anchor.is_not(None))
    )
    tiles = dict(pyramid(reader, visible, z))[z]
    cells = [one for features in tiles.values() for one in features]
    for one in style.all_classes:
        in_cells = sum(cell["properties"].get(f"count_{one.key}", 0) for cell in cells)
        assert in_cells == sum(row["key"] == one.key for row in rows), one.key
    pick = max if style.ramp == "max" else min
    known = [row[style.field] for row in rows if row[style.field] is not None]
    assert pick(
        cell["properties"]["worst"] for cell in cells if "worst" in cell["properties"]
    ) == pick(known)
    assert len(cells) <= 64 * len(tiles)
    if style.filled_by is not None:
        filled = [one["properties"][style.filled_by] for one in cells]
        assert any(filled)
        # A single row looks as it does alone; deep enough most cells are of one row.
        assert z < SINGLE_ZOOM - 1 or not all(filled)
    assert all(0 <= axis <= EXTENT for cell in cells for axis in cell["geometry"]["coordinates"])


def test_insert_update_and_delete_are_counted(
    filled: Database, ask: Ask, reader: psycopg.Connection[Any]
) -> None:
    visible = seen(LAYERS["suspicion"])
    assert filled.owner is not None

    def sums() -> set[int]:
        return {
            counted(tiles) for z, tiles in pyramid(reader, visible, 13) if z in {0, 6, 11, 12, 13}
        }

    before = ask(visible.counts())[0]["placed"]
    with psycopg.connect(filled.owner, autocommit=True) as owner:
        owner.execute(
            "insert into work.property (municipality_code, key, source, state, geom) select '0851',"
            " 'new:' || n, 'test', 'standing',"
            " st_transform(st_setsrid(st_point(11.25, 56), 4326), 25832)"
            " from generate_series(1, 3) as n"
        )
        assert sums() == {before + 3}
        owner.execute(
            "update work.property set geom = st_setsrid(st_point(700000, 6200000), 25832)"
            " where key = 'new:1'"
        )
        owner.execute("update work.property set geom = null where key = 'new:2'")
        assert sums() == {before + 2}
        owner.execute("update work.property set state = 'gone' where key = 'new:3'")
        assert sums() == {before + 1}
        owner.execute("delete from work.property where key like 'new:%'")
    assert sums() == {before}


def test_a_viewer_of_one_municipality_gets_tiles_of_that_one(
    ask: Ask, reader: psycopg.Connection[Any]
) -> None:
    viewer = Viewer(role=Role.PLANNER, registries=frozenset({"0851"}))
    visible = LAYERS["suspicion"].as_seen_by(viewer)
    assert visible is not None
    mine = ask(visible.counts())[0]["placed"]
    assert 0 < mine < ask(seen(LAYERS["suspicion"]).counts())[0]["placed"]
    assert {counted(tiles) for _, tiles in pyramid(reader, visible, 12)} == {mine}


def test_a_shape_too_small_to_be_drawn_is_a_point(reader: psycopg.Connection[Any]) -> None:
    visible = seen(LAYERS["places"])
    features = features_of(reader, visible, (4, 8, 4))
    kinds = {one["geometry"]["type"] for one in features if one["properties"]["count"] == 1}
    assert "Point" in kinds
    assert kinds & {"Polygon", "MultiPolygon"}


@given(z=st.integers(0, DEEPEST), data=st.data())
def test_a_tile_holds_the_anchors_of_its_four_quarters(z: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, 2**z - 1))
    y = data.draw(st.integers(0, 2**z - 1))
    whole = places_of(z, x, y)
    if z == DEEPEST:
        assert whole["first"] == whole["last"] == morton(x, y)
        return
    quarters = [
        places_of(z + 1, 2 * x + right, 2 * y + down) for down in (0, 1) for right in (0, 1)
    ]
    assert quarters[0]["first"] == whole["first"]
    assert quarters[-1]["last"] == whole["last"]
    for one, following in itertools.pairwise(quarters):
        assert following["first"] == one["last"] + 1
