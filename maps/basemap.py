"""The base map that needs no network: land, approximate municipalities and names of places.

It lies under the layers until the municipality has imported its own boundaries and places. Each
part is a GeoJSON FeatureCollection, made once in a process.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import orjson
import shapely

from maps.cells import municipality_cells
from maps.land import denmark, neighbours, to_lon_lat
from maps.settlements import settlements

_SIMPLIFIED_M = 100.0
_DECIMALS_DEGREES = 5


@cache
def land() -> bytes:
    """Land: Denmark (`kind` denmark) and as much of its neighbours as a map of it shows."""
    return _collection(
        [
            _feature(neighbours(), {"kind": "neighbour"}),
            _feature(denmark(), {"kind": "denmark"}),
        ]
    )


@cache
def municipalities() -> bytes:
    """Approximate municipalities: cells about their places, to be drawn dashed and labelled so."""
    return _collection(
        [
            _feature(
                to_lon_lat(shapely.simplify(cell, _SIMPLIFIED_M)),
                {"municipality_code": code, "is_approximate": True},
            )
            for code, cell in municipality_cells().items()
        ]
    )


@cache
def places() -> bytes:
    """Towns and villages with their population, largest first, so that the larger names win."""
    return _collection(
        [
            _feature(
                shapely.Point(place.lon, place.lat),
                {"name": place.name, "population": place.population},
            )
            for place in sorted(settlements(), key=lambda place: (-place.population, place.key))
        ]
    )


# The parts by the name that they are served under.
PARTS: Mapping[str, Callable[[], bytes]] = {
    "land": land,
    "municipalities": municipalities,
    "places": places,
}
ATTRIBUTION = "Natural Earth; GeoNames (CC BY 4.0)"


def _feature(geometry: shapely.Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    rounded = shapely.set_precision(geometry, 10.0**-_DECIMALS_DEGREES)
    return {
        "type": "Feature",
        "geometry": orjson.loads(shapely.to_geojson(rounded)),
        "properties": properties,
    }


def _collection(features: list[dict[str, Any]]) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": features})
