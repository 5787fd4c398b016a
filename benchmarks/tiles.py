"""Tiles a second, uncached and cached, beside tipg on the same rows in the same run.

    python -m benchmarks.tiles --host FOLDER --name DATABASE --tipg VENV [--peer ACCOUNT]

Ours are read through the map's views as the reader's login. Tipg makes functions of its own when
it starts, so it connects as the account that `--peer` names, and reads the table itself.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.figures import Figure, note
from benchmarks.registry import ask_for_address, named
from benchmarks.serving import OURS, Server, Tile, asked_for, free_port, served_ours, served_tipg
from benchmarks.visitor import signed_in
from db.cluster_files import SUPERUSER
from db.database import Database
from db.logins import Login
from db.reading import bind_for_long
from maps.tiles import DEEPEST

TILES = 1_500
ROUNDS = 3
ROWS = (150, 350)
UNCACHED, CACHED = 3.0, 30.0
THEIRS = (
    "/collections/work.property/tiles/WebMercatorQuad/{z}/{x}/{y}"
    "?geom-column=geom_3857&properties=id,address,suspicion"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_address(parser)
    parser.add_argument("--tipg", type=Path, required=True, help="a venv with tipg and granian")
    parser.add_argument("--peer", default=SUPERUSER)
    asked = parser.parse_args()
    database = named(asked)
    z, tiles = sample(database)
    print(f"{len(tiles):,} tiles of zoom {z}, most of {ROWS[0]} to {ROWS[1]} rows; tiles a second")
    found: dict[str, list[float]] = {"tipg": [], "uncached": [], "cached": []}
    for name, speed in speeds(database, asked.tipg, asked.peer, tiles):
        found[name].append(speed)
    for name, each in found.items():
        told = ", ".join(f"{one:,.0f}" for one in each)
        print(f"{name:<9} {median(each):>8,.0f}  ({told})")
    theirs = median(found["tipg"])
    note(
        Figure(what=f"tiles, {name}", value=median(found[name]) / theirs, unit="x tipg", goal=goal)
        for name, goal in (("uncached", UNCACHED), ("cached", CACHED))
    )


def sample(database: Database) -> tuple[int, list[Tile]]:
    """Tiles of about 250 rows each, of the zoom that has most of them; the same for both."""
    best: tuple[int, list[Tile]] = (0, [])
    with psycopg.connect(database.conninfo(Login.READER)) as reader:
        bind_for_long(reader, database, None)
        for z in range(9, 18):
            rows = reader.execute(
                "select map.pack_bits(number), map.pack_bits(number >> 1)"
                " from (select cell >> %s as number, count(*) as rows from map.property"
                "       where is_standing and cell is not null group by 1) as tile"
                " where rows between %s and %s order by number * 7919 %% 104729 limit %s",
                [2 * (DEEPEST - z), *ROWS, TILES],
            ).fetchall()
            if len(rows) > len(best[1]):
                best = (z, [(z, x, y) for x, y in rows])
    if not best[1]:
        raise SystemExit("The registry is too small: no tile has 150 rows.")
    return best


def speeds(
    database: Database, tipg: Path, peer: str, tiles: list[Tile]
) -> Iterator[tuple[str, float]]:
    """Each in turn, some times over, so that what else the machine does falls on both."""
    theirs = Server(name="tipg", port=free_port(), address=THEIRS)
    with served_tipg(database, tipg, peer, theirs), signed_in(database) as cookie:
        for _ in range(ROUNDS):
            ours = Server(name="ours", port=free_port(), address=OURS, cookie=cookie)
            asyncio.run(asked_for(theirs, tiles[:200]))
            yield "tipg", asyncio.run(asked_for(theirs, tiles))
            with tempfile.TemporaryDirectory() as folder, served_ours(database, folder, ours):
                yield "uncached", asyncio.run(asked_for(ours, tiles))
                yield "cached", asyncio.run(asked_for(ours, tiles * 3))


if __name__ == "__main__":
    main()
