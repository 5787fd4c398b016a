"""Approximate municipalities: what lies nearest to a municipality's places, on land."""

from functools import cache

import shapely

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
    by_code: dict[str, list[shapely.Geometry]] = {}
    for place, cell in zip(places, cells, strict=True):
        by_code.setdefault(place.municipality_code, []).append(cell)
    ground = land()
    shapely.prepare(ground)
    return {
        code: areas_of(shapely.intersection(shapely.union_all(parts), ground))
        for code, parts in sorted(by_code.items())
    }
