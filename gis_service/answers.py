"""Answers as JSON, written once and quickly."""

from decimal import Decimal
from typing import Any

import orjson
from starlette.responses import JSONResponse, Response

JSON = "application/json"
GEOJSON = "application/geo+json"
PROBLEM = "application/problem+json"


class GeoJson(JSONResponse):
    """An answer that is GeoJSON, so that the interface says so of its route."""

    media_type = GEOJSON


def as_json(content: Any, media_type: str = JSON, status: int = 200) -> Response:
    """The content as a JSON answer; dates as ISO 8601."""
    return Response(orjson.dumps(content, default=_number), status, media_type=media_type)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError
