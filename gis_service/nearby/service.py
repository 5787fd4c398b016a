"""What lies nearest, as GeoJSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, func

from db.queries.nearby import CODE, GEOMETRY, KEY, nearest
from db.reading import Reader
from layers.definition import VisibleLayer
from layers.words import Language

_SHAPE, _DECIMALS = "_shape", 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where somebody stands, in EPSG:4326."""

    lon: float
    lat: float


async def nearest_features(
    reader: Reader, visible: VisibleLayer, here: Here, *, limit: int, language: Language
) -> dict[str, Any]:
    """The nearest rows as a FeatureCollection, each with `distance_m`, nearest first."""
    rows = await reader.rows(nearest_rows(visible, here, limit=limit, language=language))
    return {
        "type": "FeatureCollection",
        "features": [_feature(row, visible) for row in rows],
        "numberReturned": len(rows),
    }


def nearest_rows(
    visible: VisibleLayer, here: Here, *, limit: int, language: Language
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
    return nearest(rows, lon=here.lon, lat=here.lat, limit=limit)


def _feature(row: Mapping[str, Any], visible: VisibleLayer) -> dict[str, Any]:
    fields = {name: row[name] for name in visible.by_name}
    return {
        "type": "Feature",
        "id": row[KEY],
        "geometry": orjson.Fragment(row[_SHAPE]),
        "properties": {**fields, "distance_m": round(row["distance_m"], 1)},
    }
