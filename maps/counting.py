"""How many rows a layer or a list has, counted once until something in it changes."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.reading import Reader
from db.versions import Versions
from layers.definition import VisibleLayer
from maps.listing import Listing

_KEPT = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts of a registry: every page of a list and every look at a layer asks for them.

    Counting a million rows takes a second, and the same question comes with every change of page.
    """

    reader: Reader
    versions: Versions
    _known: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict)

    async def of(self, listing: Listing) -> int:
        """How many rows the list has on all its pages."""

        async def count() -> int:
            return int(await self.reader.scalar(listing.count()))

        return int(await self._kept(listing.visible, ("list", listing.box), count))

    async def rows(self, visible: VisibleLayer) -> Mapping[str, int]:
        """How many rows fit: `total`, `placed` and `unplaced`."""

        async def count() -> Mapping[str, int]:
            return await self.reader.row(visible.counts()) or {}

        found: Mapping[str, int] = await self._kept(visible, ("rows",), count)
        return found

    async def classes(self, visible: VisibleLayer) -> Sequence[Mapping[str, Any]]:
        """How many rows each class of the layer's style holds: `key` and `count`."""

        async def count() -> Sequence[Mapping[str, Any]]:
            return await self.reader.rows(visible.class_counts())

        found: Sequence[Mapping[str, Any]] = await self._kept(visible, ("classes",), count)
        return found

    async def _kept(
        self, visible: VisibleLayer, what: tuple[Any, ...], count: Callable[[], Awaitable[Any]]
    ) -> Any:
        key = (*visible.identity, *what, await self.versions.whole(visible.tables))
        if key not in self._known:
            self._known[key] = await count()
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[key]
