"""What the page of what is nearest is asked: where one stands, and what to list."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from urllib.parse import urlencode

from gis_service.nearby.service import Here
from gis_service.web.selection import Selection

PAGE_SIZE: Final = 20
MOST: Final = 100
_QUESTION_LENGTH: Final = 200
ADDRESS: Final = "/naer"
# Two numbers as phones write a position, and as Danish spreadsheets do.
_NUMBER: Final = r"(-?\d{1,3}(?:[.,]\d{1,12})?)"
_POSITION: Final = re.compile(rf"^\s*{_NUMBER}°?\s*[,;\s]\s*{_NUMBER}°?\s*$")
# West, south, east, north of Denmark: a latitude and longitude that are turned round lie in a sea.
_DENMARK: Final = (7.0, 54.0, 16.0, 58.5)
_EAST, _NORTH = 180.0, 85.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the address of the page says.

    Attributes:
        near: longitude,latitude of where one stands (EPSG:4326), as on the map page.
        q: an address, a village or a position, as somebody types it.
        place: the village that candidates lie in or near.
        count: how many candidates are listed at most.
        is_misread: whether a position was given that is none.
    """

    near: str = ""
    q: str = ""
    place: str = ""
    count: int = PAGE_SIZE
    is_misread: bool = False

    @classmethod
    def read(cls, selection: Selection, query: dict[str, str]) -> Self:
        """The question of an address; a position on the map goes before words."""
        asked = query.get("q", "").strip()[:_QUESTION_LENGTH]
        return cls(
            near=selection.near,
            q="" if selection.near else asked,
            place=selection.place,
            count=_count(query.get("count", "")),
            is_misread=bool(query.get("near", "").strip()) and not selection.near,
        )

    @property
    def here(self) -> Here | None:
        """Where one stands, where that is told in numbers."""
        if self.near:
            lon, lat = (float(part) for part in self.near.split(","))
            return Here(lon=lon, lat=lat)
        return position_in(self.q)

    def but(self, **changes: Any) -> Self:
        """The same with something else asked."""
        return replace(self, **changes)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Where one stands, for a form that asks something else of the same place."""
        return [(name, value) for name, value in (("near", self.near), ("q", self.q)) if value]

    @property
    def address(self) -> str:
        """The address of the page that answers it."""
        asked = [*self.carried]
        if self.place:
            asked.append(("place", self.place))
        if self.count != PAGE_SIZE:
            asked.append(("count", str(self.count)))
        return f"{ADDRESS}?{urlencode(asked, safe=',')}" if asked else ADDRESS


def position_in(text: str) -> Here | None:
    """The position that a text is: latitude first, as maps write it; None where it is none."""
    found = _POSITION.match(text)
    if found is None:
        return None
    lat, lon = (float(number.replace(",", ".")) for number in found.groups())
    west, south, east, north = _DENMARK
    if west <= lat <= east and south <= lon <= north:
        lat, lon = lon, lat
    return Here(lon=lon, lat=lat) if abs(lon) <= _EAST and abs(lat) <= _NORTH else None


def _count(text: str) -> int:
    """A whole number of pages, at least one."""
    asked = int(text) if re.fullmatch(r"\d{1,4}", text) else PAGE_SIZE
    pages = -(-asked // PAGE_SIZE)
    return min(max(pages, 1) * PAGE_SIZE, MOST)
