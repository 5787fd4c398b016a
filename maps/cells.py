"""Approximate municipalities: what lies nearest to a municipality's places, on land."""

from functools import cache

import shapely
from geopandas import GeoDataFrame

from maps.land import areas_of, denmark, to_utm
from maps.settlements import settlements

# Where the coarse coast leaves a harbour town in the sea, the ground about it counts as land.
_TOWN_RADIUS_M = 1_000.0


@cache
def land() -> shapely.Geometry:
    """Denmark's land with the ground about every place (EPSG:25832)."""
    coast = to_utm(denmark())
    points = shapely.points([(place.x, place.y) for place in settlements()])
    at_sea = points[~shapely.contains(coast, points)] if len(points) else points
    return shapely.union_all([coast, *shapely.buffer(at_sea, _TOWN_RADIUS_M)])


@cache
def municipality_cells() -> dict[str, shapely.MultiPolygon]:
    """The Voronoi cells of the places, joined by municipality and cut at the coast (EPSG:25832)."""
    places = settlements()
    if not places:
        return {}
    points = shapely.MultiPoint([(place.x, place.y) for place in places])
    cells = shapely.get_parts(
        shapely.voronoi_polygons(points, extend_to=shapely.envelope(land()), ordered=True)
    )
    ground = land()
    shapely.prepare(ground)
    frame = GeoDataFrame(
        {"municipality_code": [place.municipality_code for place in places]},
        geometry=cells,
        crs=25832,
    )
    joined = frame.dissolve(by="municipality_code", sort=True).intersection(ground)
    return {str(code): areas_of(area) for code, area in joined.items()}
