"""How many rows a list has, counted once until something in it changes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from db.reading import Reader
from db.versions import Versions
from maps.listing import Listing

_KEPT = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts of a registry's lists: the pages of a list are many, and its count is one."""

    reader: Reader
    versions: Versions
    _known: OrderedDict[tuple[Any, ...], int] = field(default_factory=OrderedDict)

    async def of(self, listing: Listing) -> int:
        """How many rows the list has on all its pages."""
        visible = listing.visible
        version = await self.versions.whole(visible.tables)
        key = (*visible.identity, listing.box, version)
        if key not in self._known:
            self._known[key] = int(await self.reader.scalar(listing.count()))
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[key]
