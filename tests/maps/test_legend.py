"""The legend counts what the map shows, in the colours of the map."""

import asyncio
from typing import Any

import pytest

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.reading import Reader
from db.versions import Versions
from layers.catalogue import CATALOGUE, LAYERS
from layers.definition import Layer
from layers.words import Language
from maps.counting import Counts
from maps.legend import legend_of
from tests.layers.conftest import Ask


def legend(database: Database, layer: Layer, filter_: str | None) -> dict[str, Any]:
    visible = layer.as_seen_by(PLANNER_OF_ALL)
    assert visible is not None

    async def asked() -> dict[str, Any]:
        async with Reader(database) as reader:
            counts = Counts(reader=reader, versions=Versions(database, reader))
            return await legend_of(visible.with_({}, filter_), counts, Language.DA)

    return asyncio.run(asked())


@pytest.mark.parametrize("layer", CATALOGUE, ids=lambda one: one.id)
def test_a_legend_counts_every_row_in_one_class(layer: Layer, filled: Database, ask: Ask) -> None:
    visible = layer.as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    told = legend(filled, layer, None)
    counts = ask(visible.counts())[0]
    if layer.is_aggregate:
        assert {one["count"] for one in told["classes"]} == {None}
    else:
        assert sum(one["count"] for one in told["classes"]) == counts["total"]
    assert told["total"] == counts["total"]
    assert told["matched"] == told["placed"] + told["unplaced"] == told["total"]
    assert [one["color"] for one in told["classes"]] == [
        one.color for one in layer.style.all_classes
    ]
    assert {one["filled"] for one in told["classes"]} == {layer.style.is_filled}
    assert {one["filled"] for one in told["marks"]} == (
        set() if layer.style.filled_by is None else {True, False}
    )


def test_a_filter_changes_what_is_matched_and_not_the_total(filled: Database) -> None:
    layer = LAYERS["suspicion"]
    whole, some = legend(filled, layer, None), legend(filled, layer, "suspicion >= 60")
    assert some["total"] == whole["total"]
    assert 0 < some["matched"] < some["total"]
    by_key = {one["key"]: one["count"] for one in some["classes"]}
    assert by_key["none"] == by_key["0"] == by_key["40_59"] == 0
    assert by_key["60_79"] + by_key["80_100"] == some["matched"]
