"""The map wall alone: with the statement's own condition taken away, the database shows no more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import mercantile
import orjson
import psycopg
import pytest

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.queries import choices
from db.queries.search import found
from db.queries.words import words_of
from db.reading import Reader
from db.versions import Versions
from gis_service.catalogue.items import page_of
from gis_service.catalogue.service import counted
from gis_service.exports.service import prepare
from gis_service.nearby.service import Here, nearest_features
from gis_service.registry.card import card_of
from layers.catalogue import CATALOGUE
from layers.closed import may_leave
from layers.definition import Layer, VisibleLayer
from layers.words import Language
from maps.cache import TileCache
from maps.counting import Counts
from maps.exports.formats import format_of
from maps.legend import legend_of
from maps.listing import Listing, Order
from maps.serving import TileSource
from tests.border import LAT, LON, NORTH, SOUTH, fill, viewer_of

ZOOMS = (0, 9, 12, 17)
Seen = Callable[[Layer], VisibleLayer]
Story = Callable[[Reader, Counts, TileSource], Awaitable[Any]]
layers = pytest.mark.parametrize("layer", CATALOGUE, ids=lambda one: one.id)


@pytest.fixture(scope="module")
def border(database: Database) -> Database:
    """Both sides of the border."""
    fill(database)
    return database


@pytest.fixture(params=("with the statement's wall", "without it"))
def seen(request: pytest.FixtureRequest) -> Seen:
    """A layer as one of the north sees it, compiled for her or for everybody."""

    def as_seen(layer: Layer) -> VisibleLayer:
        visible = layer.as_seen_by(viewer_of(NORTH))
        assert visible is not None
        return replace(visible, rows=None) if request.param == "without it" else visible

    return as_seen


@pytest.fixture
def asked(border: Database, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Story], Any]:
    """What is answered over one connection and caches that the south has used just before."""

    def answered(story: Story) -> Any:
        async def told() -> Any:
            async with Reader(border, size=1) as reader:
                versions = Versions(border, reader)
                await versions.refresh()
                counts = Counts(reader=reader, versions=versions)
                cache = TileCache(tmp_path_factory.mktemp("tiles"))
                tiles = TileSource(reader=reader, versions=versions, cache=cache)
                for layer in CATALOGUE:
                    other = layer.as_seen_by(viewer_of(SOUTH))
                    assert other is not None
                    south = replace(other, rows=None)
                    assert (await counts.rows(south))["total"] == 1
                    for z in ZOOMS:
                        await tile_of(tiles, south, z)
                return await story(reader.seen_by(viewer_of(NORTH)), counts, tiles)

        return asyncio.run(told())

    return answered


async def tile_of(tiles: TileSource, visible: VisibleLayer, z: int) -> bytes:
    """The tile of the border."""
    here = mercantile.tile(LON, LAT, z)
    key = await tiles.key(visible, z, here.x, here.y)
    return (await tiles.tile(visible, z, here.x, here.y, key)).plain()


def number_of(border: Database, code: str) -> int:
    """The number of the house of a municipality."""
    assert border.owner is not None
    with psycopg.connect(border.owner) as owner:
        row = owner.execute(
            "select id from work.property where municipality_code = %s", [code]
        ).fetchone()
    assert row is not None
    return int(row[0])


@layers
def test_tiles_count_one_side(asked: Callable[[Story], Any], seen: Seen, layer: Layer) -> None:
    """At every zoom, and never from what the other side was given."""
    visible = seen(layer)

    async def story(_reader: Reader, _counts: Counts, tiles: TileSource) -> list[bytes]:
        return [await tile_of(tiles, visible, z) for z in ZOOMS]

    tiles: list[bytes] = asked(story)
    assert any(tiles)
    assert not [tile for tile in tiles if SOUTH.encode() in tile]
    own = layer.as_seen_by(viewer_of(NORTH))
    assert own is not None

    async def alone(_reader: Reader, _counts: Counts, tiles: TileSource) -> list[bytes]:
        return [await tile_of(tiles, own, z) for z in ZOOMS]

    assert tiles == asked(alone)


@layers
def test_counts_lists_and_what_is_near_are_of_one_side(
    asked: Callable[[Story], Any], seen: Seen, layer: Layer
) -> None:
    visible = seen(layer)

    async def story(reader: Reader, counts: Counts, _tiles: TileSource) -> list[Any]:
        listing = Listing(visible=visible, order=Order.read(None, visible), language=Language.DA)
        boxed = replace(listing, box=(LON - 1, LAT - 1, LON + 1, LAT + 1))
        here = Here(lon=LON, lat=LAT)
        return [
            await counted(visible, reader, counts),
            await legend_of(visible, counts, Language.DA),
            *[await page_of(one, reader, counts, limit=10, after=None) for one in (listing, boxed)],
            await nearest_features(reader, visible, here, limit=10, language=Language.DA),
        ]

    totals, legend, *pages = asked(story)
    assert (totals["total"], legend["total"]) == (1, 1)
    assert [len(page["features"]) for page in pages] == [1, 1, 1]
    assert SOUTH not in properties(pages)


def properties(pages: list[dict[str, Any]]) -> str:
    """What rows say; their numbers and positions may hold any digits."""
    return str([feature["properties"] for page in pages for feature in page["features"]])


@pytest.mark.parametrize("layer", [one for one in CATALOGUE if may_leave(one)], ids=lambda o: o.id)
def test_files_hold_one_side(border: Database, seen: Seen, layer: Layer) -> None:
    ready = prepare(border, seen(layer), format_of("geojson"), language=Language.DA)
    try:
        content = orjson.loads(b"".join(ready.chunks))
    finally:
        ready.close()
    assert (ready.export.total, ready.export.matched) == (1, 1)
    assert SOUTH not in properties([content])


@pytest.mark.parametrize(
    "words", ("Grænsevej 1", "grænseby", "kommune", "9999", f"kommune {SOUTH}")
)
def test_search_finds_one_side(asked: Callable[[Story], Any], words: str) -> None:
    """The statement is that of one who sees all; who reads is of the north."""

    async def story(reader: Reader, _counts: Counts, _tiles: TileSource) -> list[dict[str, Any]]:
        return await reader.rows(found(words_of(words), PLANNER_OF_ALL, 20))

    finds = asked(story)
    assert {find["code"] for find in finds} <= {NORTH}
    assert bool(finds) == (SOUTH not in words)


def test_the_card_of_the_other_side_is_not_there(
    border: Database, asked: Callable[[Story], Any]
) -> None:
    async def story(reader: Reader, _counts: Counts, _tiles: TileSource) -> list[Any]:
        return [
            await card_of(reader, PLANNER_OF_ALL, number_of(border, code), language=Language.DA)
            for code in (NORTH, SOUTH)
        ]

    own, other = asked(story)
    assert other is None
    assert own is not None
    assert own["nearby"] == []
    assert SOUTH not in str([one["inspector"] for one in own["inspections"]])


def test_what_filters_offer_and_where_the_map_opens_is_of_one_side(
    asked: Callable[[Story], Any],
) -> None:
    async def story(reader: Reader, _counts: Counts, _tiles: TileSource) -> list[Any]:
        return [
            await reader.rows(choices.registries(PLANNER_OF_ALL)),
            await reader.rows(choices.place_names(PLANNER_OF_ALL)),
            await reader.rows(choices.property_cells(viewer_of("0773"))),
            await reader.rows(choices.property_cells(viewer_of(NORTH))),
        ]

    registries, places, nowhere, cells = asked(story)
    assert [row["code"] for row in registries] == [NORTH]
    assert len(places) == 1
    assert nowhere == []
    assert len(cells) == 1
