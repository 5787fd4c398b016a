"""The land below a drawing, no more of it than the drawing can show."""

from functools import lru_cache

import orjson
import shapely

from maps.land import AROUND_DENMARK


@lru_cache(maxsize=2)
def around_denmark(land: bytes) -> bytes:
    """The part of the land (a GeoJSON FeatureCollection in EPSG:4326) that a map of Denmark shows.

    The rest of the world is for registries elsewhere, and is most of the file.
    """
    collection = orjson.loads(land)
    for feature in collection["features"]:
        shape = shapely.from_geojson(orjson.dumps(feature["geometry"]))
        near = shapely.clip_by_rect(shape, *AROUND_DENMARK)
        feature["geometry"] = orjson.Fragment(shapely.to_geojson(near))
    return orjson.dumps(collection)
