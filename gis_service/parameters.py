"""The parameters that routes share, with their bounds."""

import math
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from gis_service.errors import BadRequest

FILTER_LENGTH = 4_000
LIMIT_DEFAULT, LIMIT_MAXIMUM = 100, 1000
_EDGES = 4
_EAST, _NORTH = 180, 90
_HINT = {
    "next_da": "Ret det og spørg igen; adresserne er beskrevet i /api/openapi.json.",
    "next_en": "Mend it and ask again; the addresses are described in /api/openapi.json.",
}

Limit = Annotated[
    int,
    Query(ge=1, le=LIMIT_MAXIMUM, description="How many rows at most; above 1000 is refused."),
]
FilterText = Annotated[
    str | None,
    Query(
        alias="filter",
        max_length=FILTER_LENGTH,
        description="CQL2 text over the layer's fields.",
        examples=["suspicion >= 60 AND use_group = 'dwelling'"],
    ),
]
Longitude = Annotated[
    float, Query(alias="lon", ge=-180, le=180, allow_inf_nan=False, description="EPSG:4326")
]
Latitude = Annotated[
    float, Query(alias="lat", ge=-85, le=85, allow_inf_nan=False, description="EPSG:4326")
]

# West, south, east, north in EPSG:4326.
Box = tuple[float, float, float, float]


def box(
    bbox: Annotated[
        str | None,
        Query(
            max_length=200,
            description="west,south,east,north (EPSG:4326): only rows that meet it.",
            examples=["8.9,56.6,9.1,56.8"],
        ),
    ] = None,
) -> Box | None:
    """The box asked for: four ordered numbers within the world."""
    if bbox is None:
        return None
    parts = bbox.split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) != _EDGES or not all(math.isfinite(number) for number in numbers):
        raise BadRequest(
            da="bbox skal være fire tal: vest,syd,øst,nord i grader.",
            en="bbox must be four numbers: west,south,east,north in degrees.",
            **_HINT,
        )
    west, south, east, north = numbers
    if not (-_EAST <= west <= east <= _EAST and -_NORTH <= south <= north <= _NORTH):
        raise BadRequest(
            da="bbox skal være ordnet vest,syd,øst,nord og ligge inden for ±180 og ±90 grader.",
            en="bbox must be ordered west,south,east,north and lie within ±180 and ±90 degrees.",
            **_HINT,
        )
    return west, south, east, north


BBox = Annotated[Box | None, Depends(box)]


def refuse_unknown(request: Request) -> None:
    """Refuse query parameters that the route does not declare: a slip must not widen an answer.

    Pages are more patient: a link that somebody decorated still opens. Where a layer is asked for,
    what the route does not declare is the layer's to know or refuse.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not request.url.path.startswith("/api"):
        return
    if any(getattr(call, "takes_undeclared", False) for call in _calls(route.dependant)):
        return
    unknown = sorted(undeclared(request))
    if unknown:
        named = ", ".join(name[:40] for name in unknown[:5])
        raise BadRequest(
            da=f"Ukendt parameter: {named}.", en=f"Unknown parameter: {named}.", **_HINT
        )


def undeclared(request: Request) -> dict[str, str]:
    """The query parameters that the route does not declare, with their values."""
    route = request.scope["route"]
    declared = {
        field.alias for dependant in _tree(route.dependant) for field in dependant.query_params
    }
    # Every route may be asked in a language: a refusal at least is told in it.
    declared.add("lang")
    return {name: value for name, value in request.query_params.items() if name not in declared}


def _tree(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _tree(inner)


def _calls(dependant: Dependant) -> Iterator[object]:
    return (inner.call for inner in _tree(dependant))
