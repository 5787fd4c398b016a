"""The tile cache: bytes compressed once, kept under a name that says all that they show."""

import asyncio
import contextlib
import gzip
import os
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

MEMORY_BYTES = 64 * 2**20
DISK_BYTES = 512 * 2**20
# Small tiles do not get smaller.
LEAST_COMPRESSED = 200
LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTile:
    """A tile as it is sent.

    Attributes:
        content: Compressed where `is_gzip`; nothing where the tile is empty.
    """

    content: bytes
    is_gzip: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there to be drawn."""
        return not self.content

    @classmethod
    def of(cls, tile: bytes) -> "StoredTile":
        """Compress a tile, unless it is too small to gain."""
        if len(tile) < LEAST_COMPRESSED:
            return cls(content=tile, is_gzip=False)
        return cls(content=gzip.compress(tile, LEVEL, mtime=0), is_gzip=True)

    def plain(self) -> bytes:
        """The tile for a reader who does not take gzip."""
        return gzip.decompress(self.content) if self.is_gzip else self.content


def key_of(*parts: object) -> str:
    """One name for everything that decides what a tile shows; also its ETag."""
    digest = blake2b(digest_size=16)
    for part in parts:
        text = str(part).encode()
        digest.update(len(text).to_bytes(4, "big"))
        digest.update(text)
    return digest.hexdigest()


def etag_of(key: str) -> str:
    """The entity tag of what has this name."""
    return f'"{key}"'


def is_fresh(if_none_match: str | None, etag: str) -> bool:
    """Whether the reader already has it (RFC 9110: weak comparison, a list, or any)."""
    if if_none_match is None:
        return False
    given = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in given or etag in given


class TileCache:
    """Tiles by name, the most recently used first to stay."""

    def __init__(
        self,
        folder: Path | None,
        memory_bytes: int = MEMORY_BYTES,
        disk_bytes: int = DISK_BYTES,
    ) -> None:
        self._folder = folder
        self._memory_bytes = memory_bytes
        self._disk_bytes = disk_bytes
        self._tiles: OrderedDict[str, StoredTile] = OrderedDict()
        self._size = 0
        self._written = 0
        self._making: dict[str, asyncio.Task[StoredTile]] = {}

    def in_memory(self, key: str) -> StoredTile | None:
        """The tile, when it is at hand."""
        tile = self._tiles.get(key)
        if tile is not None:
            self._tiles.move_to_end(key)
        return tile

    async def get(self, key: str, make: Callable[[], Awaitable[bytes]]) -> StoredTile:
        """The tile, from memory, from disk, or made now; made once however many ask together."""
        tile = self.in_memory(key)
        if tile is not None:
            return tile
        making = self._making.get(key)
        if making is None:
            # A task of its own: a reader who leaves does not take the tile from those who wait.
            making = self._making[key] = asyncio.create_task(self._made(key, make))
            making.add_done_callback(lambda _: self._making.pop(key, None))
        return await asyncio.shield(making)

    async def _made(self, key: str, make: Callable[[], Awaitable[bytes]]) -> StoredTile:
        tile = await asyncio.to_thread(self._read, key)
        if tile is None:
            tile = StoredTile.of(await make())
            await asyncio.to_thread(self._write, key, tile)
        self._keep(key, tile)
        return tile

    def _keep(self, key: str, tile: StoredTile) -> None:
        self._tiles[key] = tile
        self._size += len(tile.content) + len(key)
        while self._size > self._memory_bytes and self._tiles:
            old, gone = self._tiles.popitem(last=False)
            self._size -= len(gone.content) + len(old)

    def _path(self, key: str) -> Path | None:
        return None if self._folder is None else self._folder / key[:2] / key

    def _read(self, key: str) -> StoredTile | None:
        path = self._path(key)
        if path is None:
            return None
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        return StoredTile(content=stored[1:], is_gzip=stored[:1] == b"z")

    def _write(self, key: str, tile: StoredTile) -> None:
        path = self._path(key)
        if path is None:
            return
        # A cache that cannot be written is slow, not broken.
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write((b"z" if tile.is_gzip else b"p") + tile.content)
            Path(name).replace(path)
            self._written += len(tile.content)
            if self._written > self._disk_bytes // 8:
                self._written = 0
                self._sweep()

    def _sweep(self) -> None:
        """Take the oldest files away until the folder is within its bound."""
        if self._folder is None:
            return
        files = sorted(
            (path.stat().st_mtime_ns, path.stat().st_size, path)
            for path in self._folder.glob("*/*")
        )
        size = sum(one for _, one, _ in files)
        for _, one, path in files:
            if size <= self._disk_bytes:
                return
            path.unlink(missing_ok=True)
            size -= one
