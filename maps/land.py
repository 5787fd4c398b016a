"""The coast of Denmark and its neighbours, coarse, from the Natural Earth file in `maps/vendor`."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from db.errors import AtlasError

DENMARK = "Denmark"
# What a map of Denmark shows about it: west, south, east, north (EPSG:4326).
AROUND_DENMARK = (5.5, 53.5, 17.0, 59.0)
# Land farther away is only seen from afar: degrees that its coast may be off, and what is left out.
_FAR_SIMPLIFIED, _FAR_SMALLEST = 0.05, 0.02
# A ring closes on its first point; the source has islets that have shrunk to less.
_RING = 4

_FILE = ("vendor", "world-atlas", "countries-10m.json")


class FrontEndFilesError(AtlasError):
    """The files that are fetched from npm are not there."""


@cache
def denmark() -> shapely.MultiPolygon:
    """Denmark's land (EPSG:4326); islands smaller than the source draws are missing."""
    return _country(DENMARK)


@cache
def neighbours() -> shapely.MultiPolygon:
    """All other land (EPSG:4326), coarser away from Denmark: a foreign registry has a map too."""
    around = shapely.box(*AROUND_DENMARK)
    others = [_country(name) for name in _countries() if name != DENMARK]
    near = [shapely.intersection(one, around) for one in others if one.intersects(around)]
    coarse = shapely.simplify(others, _FAR_SIMPLIFIED)
    parts = shapely.get_parts(shapely.make_valid(coarse))
    far = shapely.difference(parts[shapely.area(parts) > _FAR_SMALLEST], around)
    return areas_of(shapely.union_all([*near, *far]))


def areas_of(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """The polygons of a geometry, without the points and lines that an overlay leaves."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])


def to_utm(geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry in EPSG:4326, in EPSG:25832."""
    return _transformed(geometry, 4326, 25832)


def to_lon_lat(geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry in EPSG:25832, in EPSG:4326."""
    return _transformed(geometry, 25832, 4326)


def _transformed(geometry: shapely.Geometry, source: int, target: int) -> shapely.Geometry:
    transformer = Transformer.from_crs(source, target, always_xy=True)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return shapely.transform(geometry, move)


@cache
def _topology() -> dict[str, Any]:
    file = files("maps").joinpath(*_FILE)
    if not file.is_file():
        raise FrontEndFilesError(
            f"The file {'/'.join(('maps', *_FILE))} is missing.",
            "Fetch the front-end files: pip install --no-deps --no-build-isolation -e .",
        )
    content: dict[str, Any] = orjson.loads(file.read_bytes())
    return content


def _countries() -> list[str]:
    """The names of all countries that the source draws."""
    told = [one for one in _topology()["objects"]["countries"]["geometries"] if "arcs" in one]
    return [one["properties"]["name"] for one in told]


def _country(name: str) -> shapely.MultiPolygon:
    for country in _topology()["objects"]["countries"]["geometries"]:
        if country["properties"]["name"] == name:
            rings = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
            drawn = [[_ring(each) for each in polygon] for polygon in rings]
            polygons = [
                shapely.Polygon(outer, [hole for hole in holes if len(hole) >= _RING])
                for outer, *holes in drawn
                if len(outer) >= _RING
            ]
            return areas_of(shapely.make_valid(shapely.MultiPolygon(polygons)))
    raise LookupError(name)


def _ring(arcs: Sequence[int]) -> NDArray[np.float64]:
    """A ring is its arcs one after the other, each beginning where the last one ended."""
    lines = [_arc(number) for number in arcs]
    return np.concatenate([lines[0], *(later[1:] for _, later in pairwise(lines))])


def _arc(number: int) -> NDArray[np.float64]:
    """An arc is written as steps from a first point; a negative number runs it backwards."""
    topology = _topology()
    steps = np.array(topology["arcs"][number if number >= 0 else ~number])
    line: NDArray[np.float64] = (
        np.cumsum(steps, axis=0) * topology["transform"]["scale"]
        + topology["transform"]["translate"]
    )
    return line if number >= 0 else line[::-1]
