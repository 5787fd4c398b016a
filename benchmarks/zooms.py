"""The fullest tile of each zoom as the map gets it, beside the same tile with every row in it.

python -m benchmarks.zooms --host FOLDER --name DATABASE
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import mapbox_vector_tile
import psycopg
from sqlalchemy import func, select

from benchmarks.figures import Figure, note
from benchmarks.registry import ask_for_address, named
from db.access import PLANNER_OF_ALL
from db.logins import Login
from db.reading import Prepared, bind_for_long, prepare
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from maps.tiles import DEEPEST, SINGLE_ZOOM, places_of, statement_of, tile_statement

ZOOMS = range(5, 15)
LOW = range(5, 10)
FILTERS = (None, "suspicion >= 60", "year_built < 1900 AND use_group = 'dwelling'")
TIMES = 3
MOST_KB, LEAST_TIMES = 250.0, 15.0
Tile = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One tile in both forms: milliseconds and bytes; how many rows it should and does tell."""

    z: int
    filter: str | None
    ms: float
    size: int
    whole_ms: float
    whole_size: int
    rows: int
    told: int

    @property
    def times(self) -> float:
        """How much faster than the whole tile."""
        return self.whole_ms / self.ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_address(parser)
    asked = parser.parse_args()
    database = named(asked)
    with psycopg.connect(database.conninfo(Login.READER), autocommit=True) as reader:
        bind_for_long(reader, database, PLANNER_OF_ALL.registries)
        reader.execute("set jit = off")
        print(f"zoom  {'filter':<45}        ms      bytes   whole ms whole bytes   times   rows")
        measured = []
        for one in all_zooms(reader):
            print(
                f"{one.z:>4}  {one.filter or 'none':<45} {one.ms:>9.1f} {one.size:>10,}"
                f" {one.whole_ms:>10.1f} {one.whole_size:>11,} {one.times:>7.1f}"
                f" {one.told:>9,} of {one.rows:,}",
                flush=True,
            )
            measured.append(one)
    note(summed(measured))


def summed(measured: list[Measured]) -> Iterator[Figure]:
    """The worst of the low zooms: complete, small, and faster than the whole tile."""
    low = [one for one in measured if one.z in LOW]
    yield Figure(
        what="zooms 5-9, rows that a tile tells of",
        value=100 * min(one.told / max(one.rows, 1) for one in low),
        unit="%",
        goal=100,
    )
    yield Figure(
        what="zooms 5-9, largest tile",
        value=max(one.size for one in low) / 1000,
        unit="kB",
        goal=MOST_KB,
        is_ceiling=True,
    )
    every_row = {one.z: one.whole_ms for one in low if one.filter is None}
    for z in LOW:
        yield Figure(
            what=f"zoom {z} filtered, the slower filter, beside the whole tile of every row",
            value=min(every_row[z] / one.ms for one in low if one.z == z and one.filter),
            unit="x that tile",
            goal=LEAST_TIMES,
        )
    yield Figure(
        what="zooms 5-9 filtered, the worst, beside the whole tile of the filtered rows",
        value=min(one.times for one in low if one.filter),
        unit="x that tile",
    )
    yield Figure(
        what="zooms 10-14, largest tile",
        value=max(one.size for one in measured if one.z not in LOW) / 1000,
        unit="kB",
    )


def all_zooms(reader: psycopg.Connection[Any]) -> Iterator[Measured]:
    """Every zoom with every filter; from zoom 12 on the tile is whole already."""
    tiles = [fullest(reader, z) for z in ZOOMS]
    for filter_ in FILTERS:
        visible = seen(filter_)
        for tile in tiles:
            z, _, _ = tile
            ms, content = timed(reader, tile_statement(visible, z), tile)
            whole_ms, whole = ms, content
            if z < SINGLE_ZOOM:
                whole_ms, whole = timed(reader, statement_of(visible, is_low=False), tile)
            yield Measured(
                z=z,
                filter=filter_,
                ms=ms,
                size=len(content),
                whole_ms=whole_ms,
                whole_size=len(whole),
                rows=rows_in(reader, visible, tile),
                told=told_by(content),
            )


def seen(filter_: str | None) -> VisibleLayer:
    visible = LAYERS["suspicion"].as_seen_by(PLANNER_OF_ALL)
    if visible is None:
        raise SystemExit("the planner does not see the layer")
    return visible.with_({}, filter_)


def fullest(reader: psycopg.Connection[Any], z: int) -> Tile:
    row = reader.execute(
        "select map.pack_bits(number), map.pack_bits(number >> 1)"
        " from (select cell >> %s as number from map.property where cell is not null"
        "       group by 1 order by count(*) desc limit 1) as tile",
        [2 * (DEEPEST - z)],
    ).fetchone()
    if row is None:
        raise SystemExit("The registry has no property with a position.")
    return z, row[0], row[1]


def rows_in(reader: psycopg.Connection[Any], visible: VisibleLayer, tile: Tile) -> int:
    """The rows whose anchor lies in the tile."""
    places = places_of(*tile)
    counting = prepare(
        select(func.count())
        .select_from(visible.layer.table)
        .where(visible.where, visible.layer.anchor.between(places["first"], places["last"]))
    )
    row = reader.execute(counting.text.encode(), counting.values).fetchone()
    return int(row[0]) if row else 0


def told_by(content: bytes) -> int:
    """The rows that the features of a tile stand for."""
    layers = mapbox_vector_tile.decode(content).values()
    return sum(feature["properties"]["count"] for layer in layers for feature in layer["features"])


def timed(reader: psycopg.Connection[Any], statement: Prepared, tile: Tile) -> tuple[float, bytes]:
    """The median of some runs after one that warms up, in milliseconds, and what came."""
    taken = []
    content = b""
    values = {**statement.values, **places_of(*tile)}
    for _ in range(1 + TIMES):
        begun = time.perf_counter()
        row = reader.execute(statement.text.encode(), values).fetchone()
        taken.append((time.perf_counter() - begun) * 1000)
        content = bytes(row[0]) if row and row[0] else b""
    return median(taken[1:]), content


if __name__ == "__main__":
    main()
