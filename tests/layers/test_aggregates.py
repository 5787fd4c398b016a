"""A layer of bands is looked at, never asked: what can be asked can be asked until it points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.access import PLANNER_OF_ALL
from layers.catalogue import CATALOGUE, LAYERS
from layers.cql2 import LONGEST
from layers.definition import Layer, VisibleLayer
from layers.errors import BadFilter, BadParameter
from layers.fields import FieldKind
from maps.listing import Order
from tests.gis_service.screening.seeds import seed_rows
from tests.layers.conftest import Ask

AGGREGATES = [one for one in CATALOGUE if one.is_aggregate]
aggregates = pytest.mark.parametrize("layer", AGGREGATES, ids=lambda one: one.id)


def seen(layer: Layer) -> VisibleLayer:
    visible = layer.as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    return visible


def test_social_bands_are_such_a_layer() -> None:
    assert LAYERS["social"] in AGGREGATES


@aggregates
def test_no_field_of_it_can_be_asked_about(layer: Layer) -> None:
    for name in (*seen(layer).by_name, "geometry", "id"):
        with pytest.raises(BadFilter) as refused:
            seen(layer).with_({}, f"{name} IS NULL")
        assert "cannot be filtered" in refused.value.message
        assert refused.value.next_step


@aggregates
@given(filter_=st.text(min_size=1, max_size=LONGEST))
def test_nothing_that_is_written_as_a_filter_is_taken(layer: Layer, filter_: str) -> None:
    with pytest.raises(BadFilter):
        seen(layer).with_({}, filter_)


@aggregates
def test_its_classes_are_neither_counted_nor_put_in_order(layer: Layer) -> None:
    with pytest.raises(ValueError, match="not counted"):
        seen(layer).class_counts()
    for text in (layer.style.field, f"-{layer.style.field}"):
        with pytest.raises(BadParameter):
            Order.read(text, seen(layer))


def test_the_classes_are_the_bands_that_the_dated_rows_make() -> None:
    rows = [row for row in seed_rows("dated_rule") if row["topic"] == "social_band"]
    bands = [row["key"] for row in sorted(rows, key=lambda row: int(str(row["value"])))]
    assert [one.value for one in LAYERS["social"].style.classes] == bands


@aggregates
def test_it_tells_nothing_but_name_municipality_and_band(layer: Layer) -> None:
    assert set(seen(layer).by_name) == {"name", "municipality_code", "municipality_name", "band"}
    assert {one.name for one in layer.fields if one.in_tile} == {"name", "band"}
    assert all(one.kind is FieldKind.TEXT for one in layer.fields)


def test_a_place_without_a_band_is_hidden(ask: Ask) -> None:
    bands = {row["name"]: row["band"] for row in ask(seen(LAYERS["social"]).select())}
    assert set(bands.values()) == {"5-9", "10-19", "20+", "hidden"}
    assert bands["Åse"] == "10-19"
    assert bands["Ørding"] == "hidden"


def test_a_change_of_a_band_changes_the_tiles() -> None:
    assert seen(LAYERS["social"]).tables == {"place", "social_band"}
