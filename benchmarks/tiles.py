"""Tiles of a million properties: beside tipg in the same run, and low zooms beside the whole tile.

    python benchmarks/tiles.py HOST PORT DATABASE --tipg /path/to/a/venv/with/tipg

HOST is a socket's folder or a name; the reader's login must get in without a password, and `--peer`
names the account that tipg connects as (it makes functions of its own when it starts).
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import psycopg

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.logins import Login
from db.reading import Prepared, prepare
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from maps.tiles import BUFFER, DEEPEST, _features, places_of, tile_statement

CONNECTIONS = 8
TILES = 1_500
ROUNDS = 3
FILTERS = (None, "suspicion >= 60", "year_built < 1900 AND use_group = 'dwelling'")
ADDRESS = "/api/layers/suspicion/tiles/{z}/{x}/{y}.mvt"
Tile = tuple[int, int, int]
LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A tile server to be asked: its name, port, and the address of a tile."""

    name: str
    port: int
    address: str

    def path(self, tile: Tile) -> str:
        """The address of one tile."""
        z, x, y = tile
        return self.address.format(z=z, x=x, y=y)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("database")
    parser.add_argument("--tipg", type=Path, help="a virtual environment with tipg and granian")
    parser.add_argument("--peer", default="postgres")
    asked = parser.parse_args()
    database = Database(host=asked.host, port=asked.port, name=asked.database)
    with psycopg.connect(database.conninfo(Login.READER), autocommit=True) as reader:
        reader.execute("set jit = off")
        rows = reader.execute("select count(*) from map.property where is_standing").fetchone()
        print(f"{rows[0] if rows else 0:,} standing properties; {os.cpu_count()} cores")
        low_zooms(reader)
        tiles = sample(reader)
    if asked.tipg is not None:
        beside_tipg(database, asked.tipg, asked.peer, tiles)


def low_zooms(reader: psycopg.Connection[Any]) -> None:
    """Milliseconds and bytes of the fullest tile of each zoom, in cells and with every row."""
    print(f"\nzoom  {'filter':<45}  cells ms  bytes   whole ms     bytes")
    for filter_ in FILTERS:
        visible = seen(filter_)
        whole = prepare(_features(visible))
        for z in range(5, 10):
            tile = fullest(reader, z)
            cells_ms, cells = timed(reader, tile_statement(visible, z), tile, 5)
            whole_ms, every = timed(reader, whole, tile, 1)
            print(
                f"{z:>4}  {filter_ or 'none':<45} {cells_ms:>9.1f} {len(cells):>6}"
                f" {whole_ms:>10.1f} {len(every):>9}"
            )


def seen(filter_: str | None) -> VisibleLayer:
    visible = LAYERS["suspicion"].as_seen_by(PLANNER_OF_ALL)
    if visible is None:
        raise RuntimeError("the planner sees nothing")
    return visible.with_({}, filter_)


def fullest(reader: psycopg.Connection[Any], z: int) -> Tile:
    row = reader.execute(
        "select map.pack_bits(number), map.pack_bits(number >> 1)"
        " from (select cell >> %s as number from map.property where cell is not null"
        "       group by 1 order by count(*) desc limit 1) as tile",
        [2 * (DEEPEST - z)],
    ).fetchone()
    if row is None:
        raise RuntimeError("the registry has no property with a position")
    return z, row[0], row[1]


def timed(
    reader: psycopg.Connection[Any], statement: Prepared, tile: Tile, times: int
) -> tuple[float, bytes]:
    """The median of some runs, in milliseconds, and what came."""
    taken = []
    content = b""
    for _ in range(times):
        begun = time.perf_counter()
        values = {**statement.values, **places_of(*tile)}
        row = reader.execute(statement.text.encode(), values).fetchone()
        taken.append((time.perf_counter() - begun) * 1000)
        content = bytes(row[0]) if row and row[0] else b""
    return median(taken), content


def sample(reader: psycopg.Connection[Any]) -> list[Tile]:
    """Tiles of about 250 rows each, the same for both servers."""
    for z in range(12, 18):
        rows = reader.execute(
            "select map.pack_bits(number), map.pack_bits(number >> 1)"
            " from (select cell >> %s as number, count(*) as rows from map.property"
            "       where is_standing and cell is not null group by 1) as tile"
            " where rows between 150 and 350 order by number * 7919 %% 104729 limit %s",
            [2 * (DEEPEST - z), TILES],
        ).fetchall()
        if len(rows) >= TILES // 2 or z == 17:
            print(
                f"\n{len(rows)} tiles of zoom {z}, 150 to 350 rows each; {CONNECTIONS} connections"
            )
            return [(z, x, y) for x, y in rows]
    return []


def beside_tipg(database: Database, tipg: Path, peer: str, tiles: list[Tile]) -> None:
    theirs = Server(
        name="tipg",
        port=8870,
        address="/collections/work.property/tiles/WebMercatorQuad/{z}/{x}/{y}"
        "?geom-column=geom_3857&properties=id,address,suspicion",
    )
    figures: dict[str, list[float]] = {"tipg": [], "ours, uncached": [], "ours, cached": []}
    with served_tipg(database, tipg, peer, theirs):
        for number in range(1, ROUNDS + 1):
            # A port of its own: the workers of the round before may still be leaving theirs.
            ours = Server(name="ours", port=8870 + number, address=ADDRESS)
            asyncio.run(asked_for(theirs, tiles[:200]))
            figures["tipg"].append(asyncio.run(asked_for(theirs, tiles)))
            with tempfile.TemporaryDirectory() as folder, served_ours(database, folder, ours):
                figures["ours, uncached"].append(asyncio.run(asked_for(ours, tiles)))
                figures["ours, cached"].append(asyncio.run(asked_for(ours, tiles * 3)))
    for name, found in figures.items():
        told = ", ".join(f"{one:,.0f}" for one in found)
        times = median(found) / median(figures["tipg"])
        print(f"{name:<16} {median(found):>8,.0f} tiles/s  ({told})  {times:.1f} x tipg")


async def asked_for(server: Server, tiles: list[Tile]) -> float:
    """Tiles a second over some connections that stay open."""
    waiting = list(reversed(tiles))
    begun = time.perf_counter()
    await asyncio.gather(*(_asking(server, waiting) for _ in range(CONNECTIONS)))
    return len(tiles) / (time.perf_counter() - begun)


async def _asking(server: Server, waiting: list[Tile]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    while waiting:
        path = server.path(waiting.pop())
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            "Accept-Encoding: gzip\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if status not in {200, 204}:
            raise RuntimeError(f"{server.name} answered {status} to {path}")
        lengths = [
            line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        ]
        if lengths:
            await reader.readexactly(int(lengths[0].split(b":")[1]))
    writer.close()


@contextmanager
def served_ours(database: Database, folder: str, server: Server) -> Iterator[None]:
    told = {
        "BENCHMARK_DATABASE": f"{database.host},{database.port},{database.name}",
        "BENCHMARK_FOLDER": folder,
    }
    program = [sys.executable, "-m", "granian", "benchmarks.tile_app:app", "--factory"]
    with _served(program, server, told):
        yield


@contextmanager
def served_tipg(database: Database, tipg: Path, peer: str, server: Server) -> Iterator[None]:
    told = {
        "DATABASE_URL": f"postgresql://{peer}@{quote(database.host, safe='')}/{database.name}",
        "TIPG_TILE_BUFFER": str(BUFFER),
        "TIPG_DB_SCHEMAS": '["work"]',
        "TIPG_DB_TABLES": '["work.property"]',
        "TIPG_DB_DATETIME_EXTENT": "false",
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "DB_MAX_CONN_SIZE": "4",
    }
    program = [str(tipg / "bin" / "python"), "-m", "granian", "tipg.main:app"]
    with _served(program, server, told):
        yield


@contextmanager
def _served(program: Sequence[str], server: Server, told: dict[str, str]) -> Iterator[None]:
    """One worker, until the block ends."""
    options = ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(server.port), "--no-ws"]
    with subprocess.Popen(
        [*program, *options],
        env={**os.environ, **told, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            _wait(server, running)
            yield
        finally:
            running.terminate()


def _wait(server: Server, running: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if running.poll() is not None:
            raise RuntimeError(f"{server.name} did not start")
        try:
            asyncio.run(asked_for(server, [(0, 0, 0)] if server.name == "ours" else [(20, 0, 0)]))
        except (OSError, asyncio.IncompleteReadError, RuntimeError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{server.name} does not answer")


if __name__ == "__main__":
    main()
