"""Reads every tile of a layer, zoom by zoom, as a client would that misses nothing."""

from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import psycopg

from layers.definition import VisibleLayer
from maps.tiles import places_of, tile_statement

Tile = tuple[int, int, int]
Feature = dict[str, Any]


def tile_bytes(reader: psycopg.Connection[Any], visible: VisibleLayer, tile: Tile) -> bytes:
    """One tile, uncompressed; nothing where it is empty."""
    prepared = tile_statement(visible, tile[0])
    row = reader.execute(prepared.text.encode(), {**prepared.values, **places_of(*tile)}).fetchone()
    assert row is not None
    return bytes(row["tile"] or b"")


def features_of(
    reader: psycopg.Connection[Any], visible: VisibleLayer, tile: Tile
) -> list[Feature]:
    """The decoded features of one tile; its one layer bears the layer's id."""
    content = tile_bytes(reader, visible, tile)
    if not content:
        return []
    decoded = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    assert list(decoded) == [visible.layer.id]
    assert decoded[visible.layer.id]["extent"] == 4096
    features: list[Feature] = decoded[visible.layer.id]["features"]
    return features


def pyramid(
    reader: psycopg.Connection[Any], visible: VisibleLayer, deepest: int
) -> Iterator[tuple[int, dict[Tile, list[Feature]]]]:
    """Each zoom with its tiles that hold anything; below every such tile all four are asked for."""
    asked: list[Tile] = [(0, 0, 0)]
    for z in range(deepest + 1):
        found = {tile: features_of(reader, visible, tile) for tile in asked}
        yield z, {tile: features for tile, features in found.items() if features}
        asked = [
            (z + 1, 2 * x + right, 2 * y + down)
            for (_, x, y), features in found.items()
            if features or z < 3
            for right in (0, 1)
            for down in (0, 1)
        ]


def counted(tiles: dict[Tile, list[Feature]]) -> int:
    """The sum of the counts of a zoom."""
    return sum(one["properties"]["count"] for features in tiles.values() for one in features)
