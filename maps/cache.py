"""The tile cache: bytes compressed once, kept under a name that says all that they show."""

import asyncio
import contextlib
import gzip
import io
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

MEMORY_BYTES = 64 * 2**20
DISK_BYTES = 512 * 2**20
# Small tiles do not get smaller.
LEAST_COMPRESSED = 200
# The quickest level costs half the time of the usual one, and 7 % more bytes.
LEVEL = 1
# More than this waiting for the disk is not written: it can be made again.
MOST_WAITING = 200


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


def _opened(path: str) -> io.FileIO:
    try:
        return io.FileIO(path, "wb")
    except FileNotFoundError:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return io.FileIO(path, "wb")


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
        # The first tile that is written sweeps what earlier runs of the service left.
        self._written = disk_bytes
        self._making: dict[str, asyncio.Task[StoredTile]] = {}
        # Nobody waits for the disk: one thread writes behind.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tile-cache")
        self._waiting = 0

    def in_memory(self, key: str) -> StoredTile | None:
        """The tile, when it is at hand."""
        tile = self._tiles.get(key)
        if tile is not None:
            self._tiles.move_to_end(key)
        return tile

    async def get(
        self, key: str, make: Callable[[], Awaitable[bytes]], *, is_costly: bool = True
    ) -> StoredTile:
        """The tile, from memory, from disk, or made now; made once however many ask together.

        Only what is costly to make goes to disk: a file costs half of what a cheap tile does.
        """
        tile = self.in_memory(key)
        if tile is not None:
            return tile
        making = self._making.get(key)
        if making is None:
            # A task of its own: a reader who leaves does not take the tile from those who wait.
            making = self._making[key] = asyncio.create_task(
                self._made(key, make, on_disk=is_costly)
            )
            making.add_done_callback(lambda _: self._making.pop(key, None))
        return await asyncio.shield(making)

    async def _made(
        self, key: str, make: Callable[[], Awaitable[bytes]], *, on_disk: bool
    ) -> StoredTile:
        tile = self._read(key) if on_disk else None
        if tile is None:
            tile = StoredTile.of(await make())
            if on_disk:
                self._write_behind(key, tile)
        self._keep(key, tile)
        return tile

    async def settle(self) -> None:
        """Wait until what was made so far is on disk."""
        await asyncio.wrap_future(self._writer.submit(lambda: None))

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
        if not stored:  # the machine stopped before the bytes reached the disk
            return None
        return StoredTile(content=stored[1:], is_gzip=stored[:1] == b"z")

    def _write_behind(self, key: str, tile: StoredTile) -> None:
        path = self._path(key)
        if path is None or self._waiting >= MOST_WAITING:
            return
        self._waiting += 1
        self._writer.submit(self._write, path, tile)

    def _write(self, path: Path, tile: StoredTile) -> None:
        self._waiting -= 1
        # A cache that cannot be written is slow, not broken.
        with contextlib.suppress(OSError):
            # Another worker may write the same tile: each its own file, and the last one stays.
            fresh = f"{path}.{os.getpid()}"
            content = (b"z" if tile.is_gzip else b"p") + tile.content
            with _opened(fresh) as file:
                # A full disk takes a part without a word.
                is_whole = file.write(content) == len(content)
            if not is_whole:
                Path(fresh).unlink()
                return
            os.replace(fresh, path)  # noqa: PTH105  # a tenth of a tile's time with pathlib
            self._written += len(tile.content)
            if self._written > self._disk_bytes // 8:
                self._written = 0
                self._sweep()

    def _sweep(self) -> None:
        """Take the oldest files away until the folder is within its bound."""
        if self._folder is None:
            return
        files = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):  # another worker sweeps too
                told = path.stat()
                files.append((told.st_mtime_ns, told.st_size, path))
        size = sum(one for _, one, _ in files)
        for _, one, path in sorted(files):
            if size <= self._disk_bytes:
                return
            path.unlink(missing_ok=True)
            size -= one
