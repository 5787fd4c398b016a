"""How the rows of an export are drawn, for the formats that show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NO_GROUND: Final = b'{"type":"FeatureCollection","features":[]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The layer's look: its legend (see `maps.legend`), and what the legend does not tell.

    Attributes:
        name: The field that names a row to people.
        ground: What lies below, as a GeoJSON FeatureCollection with a `kind` (`maps.basemap.land`).
    """

    legend: Mapping[str, Any]
    name: str
    opacity: float
    ground: bytes = NO_GROUND
