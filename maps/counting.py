"""How many rows a layer or a list has, counted once until something in it changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ClauseElement

from db.access import Viewer
from db.reading import Prepared, Reader, prepare
from db.versions import Versions
from layers.definition import VisibleLayer
from maps.listing import Listing

_KEPT = 1024
Counting = Callable[[], ClauseElement]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts of a registry: every page of a list and every look at a layer asks for them.

    Counting a million rows takes a second, and the same question comes with every change of page.
    """

    reader: Reader
    versions: Versions
    _known: OrderedDict[tuple[Any, ...], asyncio.Task[Rows]] = field(default_factory=OrderedDict)

    async def of(self, listing: Listing) -> int:
        """How many rows the list has on all its pages."""
        if listing.box is None:
            return int((await self.rows(listing.visible))["total"])
        counted = await self._kept(listing.visible, ("list", listing.box), listing.count)
        return int(counted[0]["matched"])

    async def rows(self, visible: VisibleLayer) -> Mapping[str, int]:
        """How many rows fit: `total`, `placed` and `unplaced`."""
        return (await self._kept(visible, ("rows",), visible.counts))[0]

    async def classes(self, visible: VisibleLayer) -> Rows:
        """How many rows each class of the layer's style holds: `key` and `count`."""
        return await self._kept(visible, ("classes",), visible.class_counts)

    async def _kept(self, visible: VisibleLayer, what: tuple[Any, ...], counting: Counting) -> Rows:
        version = await self.versions.whole(visible.tables)
        key = (*visible.identity, *what, version)
        if key not in self._known:
            self._known[key] = self._counted(visible.viewer, prepare(counting()), version)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        # One who goes away does not take the answer from those who wait for it as well.
        return await asyncio.shield(self._known[key])

    def _counted(self, viewer: Viewer, prepared: Prepared, version: int) -> asyncio.Task[Rows]:
        """The count itself, which a viewer's layers of the same rows share, and all who ask."""
        # What a statement counts is for the database to say, and hangs on who asks.
        key = (viewer.scope, prepared.text, repr(sorted(prepared.values.items())), version)
        if key not in self._known:
            self._known[key] = asyncio.create_task(self.reader.seen_by(viewer).rows(prepared))
            self._known[key].add_done_callback(self._forget_failed)
        return self._known[key]

    def _forget_failed(self, task: asyncio.Task[Rows]) -> None:
        """Let what could not be counted be asked for again."""
        if task.cancelled() or task.exception() is not None:
            for key in [key for key, one in self._known.items() if one is task]:
                del self._known[key]
