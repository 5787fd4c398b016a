"""Tiles of a registry as they are asked for: versioned, cached, made when nobody has them yet."""

from collections.abc import Awaitable
from dataclasses import dataclass
from functools import lru_cache

from db.reading import Reader
from db.versions import Versions
from layers.definition import VisibleLayer
from maps.cache import StoredTile, TileCache, key_of
from maps.tiles import SINGLE_ZOOM, places_of, tile_statement


# The same for every tile of a screen, and costlier than a tile that is at hand.
@lru_cache(maxsize=1024)
def _asked(visible: VisibleLayer) -> tuple[frozenset[str], tuple[str, str, str]]:
    return visible.tables, visible.identity


@dataclass(frozen=True, slots=True, kw_only=True)
class TileSource:
    """Where the tiles of one registry come from."""

    reader: Reader
    versions: Versions
    cache: TileCache

    async def key(self, visible: VisibleLayer, z: int, x: int, y: int) -> str:
        """The name of what the tile shows now, from which its ETag is made; no tile is made."""
        tables, question = _asked(visible)
        version = await self.versions.of(tables, z, x, y)
        return key_of(self.versions.identity, *question, z, x, y, version)

    async def tile(self, visible: VisibleLayer, z: int, x: int, y: int, key: str) -> StoredTile:
        """The tile that has this name."""

        def make() -> Awaitable[bytes]:
            reader = self.reader.seen_by(visible.viewer)
            return reader.content(tile_statement(visible, z), places_of(z, x, y))

        is_costly = z < SINGLE_ZOOM
        return self.cache.in_memory(key) or await self.cache.get(key, make, is_costly=is_costly)
