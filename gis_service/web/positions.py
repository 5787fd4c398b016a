"""Where a row lies: one point to fly to and to point at."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson


def position_of(feature: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The point of a row; none where it is not placed."""
    geometry = feature["geometry"]
    return (None, None) if geometry is None else middle_of(geometry)


def middle_of(geometry: Any) -> tuple[float, float]:
    """A point; of an area the middle of its box, which is good enough to point at."""
    points = list(_points(orjson.loads(orjson.dumps(geometry))["coordinates"]))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return round((min(lons) + max(lons)) / 2, 6), round((min(lats) + max(lats)) / 2, 6)


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], float | int):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from _points(inner)
