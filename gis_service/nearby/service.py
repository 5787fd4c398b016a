"""What lies nearest, as GeoJSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, func

from db.queries.nearby import CODE, GEOMETRY, KEY, nearest, nearest_of_few
from db.reading import Reader
from gis_service.nearby.direction import bearing_deg
from layers.definition import VisibleLayer
from layers.words import Language

_SHAPE, _DECIMALS = "_shape", 6
_POINT = '{"type":"Point"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where somebody stands, in EPSG:4326."""

    lon: float
    lat: float


async def nearest_features(
    reader: Reader,
    visible: VisibleLayer,
    here: Here,
    *,
    limit: int,
    language: Language,
    are_few: bool = False,
) -> dict[str, Any]:
    """The nearest rows as a FeatureCollection, nearest first.

    Each tells `distance_m`, and in `bearing_deg` the way to a point, clockwise from true north:
    none to an area, which lies in many directions, and none on the spot. Where the filter leaves
    the rows of one place, `are_few` finds them without a walk past all others.
    """
    rows = await reader.rows(
        nearest_rows(visible, here, limit=limit, language=language, are_few=are_few)
    )
    return {
        "type": "FeatureCollection",
        "features": [_feature(row, visible, here) for row in rows],
        "numberReturned": len(rows),
    }


def nearest_rows(
    visible: VisibleLayer, here: Here, *, limit: int, language: Language, are_few: bool = False
) -> Select[Any]:
    """The statement: all visible fields of the nearest rows, with their distance."""
    layer = visible.layer
    shape = func.ST_AsGeoJSON(func.ST_Transform(layer.geometry, 4326), _DECIMALS)
    rows = visible.select(None, language).add_columns(
        layer.key.label(KEY),
        layer.geometry.label(GEOMETRY),
        layer.table.__table__.c["municipality_code"].label(CODE),
        shape.label(_SHAPE),
    )
    order = nearest_of_few if are_few else nearest
    return order(rows, lon=here.lon, lat=here.lat, limit=limit)


def _feature(row: Mapping[str, Any], visible: VisibleLayer, here: Here) -> dict[str, Any]:
    fields = {name: row[name] for name in visible.by_name}
    way = {
        "distance_m": round(row["distance_m"], 1),
        "bearing_deg": _bearing(row[_SHAPE], here),
    }
    return {
        "type": "Feature",
        "id": row[KEY],
        "geometry": orjson.Fragment(row[_SHAPE]),
        "properties": {**fields, **way},
    }


def _bearing(shape: str, here: Here) -> float | None:
    if not shape.startswith(_POINT):
        return None
    lon, lat = orjson.loads(shape)["coordinates"]
    return bearing_deg((here.lon, here.lat), (lon, lat))
