"""The rows nearest to a position, measured in the grid of each row's own registry."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Select,
    func,
    select,
    type_coerce,
)

from db.models.place import Registry

# What `rows` names beside the fields; no field begins with an underscore.
KEY, GEOMETRY, CODE = "_key", "_geometry", "_code"
WEB_MERCATOR: Final = 3857
# Where the registry of a row is not told: the grid of Denmark.
DENMARK: Final = 25832
# Web Mercator ends here; no row has a position beyond.
_LAST_LATITUDE: Final = 85.0
# A degree of latitude is never shorter than this.
_METRES_PER_DEGREE: Final = 110_500.0
# How much longer a distance can be in Web Mercator, beside 1 / cos(latitude): the ellipsoid (0.68 %
# at the equator, less elsewhere) and the grid's own scale (0.04 %), rounded up.
_MARGIN: Final = 1.0075


def nearest(rows: Select[Any], *, lon: float, lat: float, limit: int) -> Select[Any]:
    """The rows nearest to a position (EPSG:4326), by `distance_m`; ties by key.

    Web Mercator's order is not the order on the ground, so the index first gives as many rows as
    are asked for; the farthest of them on the ground is a reach that no nearer row lies beyond. All
    rows within that reach are then measured and ordered. Both steps read the spatial index.

    Args:
        rows: Selects KEY, GEOMETRY (EPSG:3857), CODE (the municipality) and whatever is shown.
        lon: Longitude in degrees.
        lat: Latitude in degrees.
        limit: How many rows.
    """
    here = _position(lon, lat)
    first = rows.subquery("first")
    candidates = (
        select(first.c[GEOMETRY], first.c[CODE])
        .where(first.c[GEOMETRY].is_not(None))
        .order_by(first.c[GEOMETRY].op("<->", return_type=Float())(here))
        .limit(limit)
        .subquery("candidate")
    )
    farthest = func.max(_distance(candidates, here))
    reach = select(_stretched(farthest, lat)).select_from(_measured(candidates))
    within = rows.subquery("within")
    distance = _distance(within, here).label("distance_m")
    return (
        select(*_told(within), distance)
        .select_from(_measured(within))
        .where(func.ST_DWithin(within.c[GEOMETRY], here, reach.scalar_subquery()))
        .order_by(distance, within.c[KEY])
        .limit(limit)
    )


def nearest_of_few(rows: Select[Any], *, lon: float, lat: float, limit: int) -> Select[Any]:
    """The same where few rows are left, as those of one place: each of them is measured.

    The spatial index would be walked past all others, a million of them, to find the last few.
    """
    here = _position(lon, lat)
    # The fence keeps the planner from ordering by that index after all.
    few = rows.cte("few").prefix_with("MATERIALIZED")
    distance = _distance(few, here).label("distance_m")
    return (
        select(*_told(few), distance)
        .select_from(_measured(few))
        .where(few.c[GEOMETRY].is_not(None))
        .order_by(distance, few.c[KEY])
        .limit(limit)
    )


def _position(lon: float, lat: float) -> Any:
    return func.ST_Transform(func.ST_SetSRID(func.ST_Point(lon, lat), 4326), WEB_MERCATOR)


def _told(rows: FromClause) -> Iterator[ColumnElement[Any]]:
    return (column for column in rows.c if column.name not in {GEOMETRY, CODE})


def _measured(rows: FromClause) -> FromClause:
    return rows.outerjoin(Registry, Registry.municipality_code == rows.c[CODE])


def _distance(rows: FromClause, here: Any) -> Any:
    grid = func.coalesce(Registry.local_srid, DENMARK)
    return type_coerce(
        func.ST_Distance(func.ST_Transform(rows.c[GEOMETRY], grid), func.ST_Transform(here, grid)),
        Float,
    )


def _stretched(metres: Any, lat: float) -> Any:
    """Metres on the ground as units of Web Mercator at the farthest latitude they reach."""
    latitude = func.least(abs(lat) + metres / _METRES_PER_DEGREE, _LAST_LATITUDE)
    return metres * _MARGIN / func.cos(func.radians(latitude))
