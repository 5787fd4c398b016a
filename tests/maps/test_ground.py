"""The land that a drawing carries."""

import orjson
import shapely

from maps.ground import around_denmark
from maps.land import AROUND_DENMARK

LAND = orjson.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": kind},
                "geometry": orjson.Fragment(shapely.to_geojson(shapely.MultiPolygon(shapes))),
            }
            for kind, shapes in (
                ("neighbour", [shapely.box(-80, 30, -70, 40), shapely.box(0, 50, 10, 60)]),
                ("denmark", [shapely.box(9, 55, 12, 57)]),
            )
        ],
    }
)


def test_only_what_a_map_of_denmark_shows_is_carried() -> None:
    neighbour, denmark = orjson.loads(around_denmark(LAND))["features"]
    west, south, _, north = AROUND_DENMARK
    shape = shapely.from_geojson(orjson.dumps(neighbour["geometry"]))
    assert shape.equals(shapely.box(west, south, 10, north))
    assert neighbour["properties"] == {"kind": "neighbour"}
    own = shapely.from_geojson(orjson.dumps(denmark["geometry"]))
    assert own.equals(shapely.box(9, 55, 12, 57))
