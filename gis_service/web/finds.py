"""What a search finds, as suggestions that lead to the map."""

from collections.abc import Mapping
from typing import Any

import orjson

from db.queries.search import found
from db.queries.words import words_of
from gis_service.search.service import features
from gis_service.web.desk import Desk

MOST = 8
_PLACE_ZOOM = 13


async def suggestions(desk: Desk, question: str) -> list[dict[str, Any]]:
    """The best finds, each with the address of the map that shows it."""
    words = words_of(question)
    if not words.words:
        return []
    rows = await desk.registry.reader.rows(found(words, desk.viewer, MOST))
    return [
        _suggestion(desk, feature) for feature in features(rows, desk.speech.language)["features"]
    ]


def _suggestion(desk: Desk, feature: Mapping[str, Any]) -> dict[str, Any]:
    told, chosen = feature["properties"], desk.selection
    box = feature.get("bbox")
    bounds = None
    if told["kind"] == "property":
        target = chosen.but(property_id=told["id"], near="", at="")
    else:
        target = chosen.but(at=_at(feature))
        is_area = box is not None and (box[0], box[1]) != (box[2], box[3])
        bounds = ",".join(f"{edge:.5f}" for edge in box) if box and is_area else None
    return {
        "kind": told["kind"],
        "title": told["title"],
        "subtitle": told["subtitle"],
        "href": target.address,
        "bounds": bounds,
    }


def _at(feature: Mapping[str, Any]) -> str:
    """Where the map goes for a find: zoom/latitude/longitude."""
    if feature["geometry"] is None:
        return ""
    lon, lat = orjson.loads(orjson.dumps(feature["geometry"]))["coordinates"]
    return f"{_PLACE_ZOOM}/{lat:.5f}/{lon:.5f}"
