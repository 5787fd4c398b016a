"""Servers beside each other: ours and tipg, one worker each, asked over open connections."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from db.database import Database
from gis_service.signin.settings import SignInSettings
from maps.tiles import BUFFER

CONNECTIONS = 8
COOKIE = SignInSettings().cookie
# Where nothing is, so that the answer is quick.
NOWHERE = (20, 0, 0)
OURS = "/api/layers/suspicion/tiles/{z}/{x}/{y}.mvt"
Tile = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server to be asked: its name, port, and the address of a tile.

    Attributes:
        cookie: The session that it is asked in; nothing where it knows nobody.
    """

    name: str
    port: int
    address: str
    cookie: str = ""

    @property
    def site(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def path(self, tile: Tile) -> str:
        """The address of one tile."""
        z, x, y = tile
        return self.address.format(z=z, x=x, y=y)


def free_port() -> int:
    """A port that nobody listens on: a worker that a broken run left must not answer for ours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def asked_for(server: Server, tiles: Sequence[Tile]) -> float:
    """Tiles a second over some connections that stay open."""
    waiting = list(reversed(tiles))
    begun = time.perf_counter()
    await asyncio.gather(*(_asking(server, waiting) for _ in range(CONNECTIONS)))
    return len(tiles) / (time.perf_counter() - begun)


async def _asking(server: Server, waiting: list[Tile]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    session = f"Cookie: {COOKIE}={server.cookie}\r\n" if server.cookie else ""
    while waiting:
        path = server.path(waiting.pop())
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"{session}Accept-Encoding: gzip\r\n\r\n".encode()
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
    """Our service over the registry, its tile cache in a folder of its own."""
    told = {
        "BENCHMARK_DATABASE": f"{database.host},{database.port},{database.name}",
        "BENCHMARK_FOLDER": folder,
    }
    program = [sys.executable, "-m", "granian", "benchmarks.tile_app:app", "--factory"]
    with _served(program, server, told):
        yield


@contextmanager
def served_tipg(database: Database, tipg: Path, peer: str, server: Server) -> Iterator[None]:
    """Tipg over the table behind our view, as an account that may make its functions."""
    told = {
        "DATABASE_URL": f"postgresql://{peer}@{quote(database.host, safe='')}:{database.port}"
        f"/{database.name}",
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
            asyncio.run(asked_for(server, [NOWHERE]))
        except (OSError, asyncio.IncompleteReadError, RuntimeError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{server.name} does not answer")
