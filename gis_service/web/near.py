"""The page for somebody on the way: the nearest candidates, which way they lie, and why."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from db.access import Permission
from db.queries.candidates import candidate_threshold
from db.queries.search import found
from db.queries.words import words_of
from gis_service.nearby.service import Here, nearest_features
from gis_service.search.service import features
from gis_service.web.desk import Desk
from gis_service.web.extent import extent
from gis_service.web.frame import CurrentDesk, CurrentPage
from gis_service.web.map_texts import map_texts
from gis_service.web.near_candidates import candidate_filter, candidates_near, coordinates
from gis_service.web.near_question import ADDRESS, MOST, PAGE_SIZE, Question
from gis_service.web.nearby import fit
from gis_service.web.pages import parts
from gis_service.web.positions import position_of
from gis_service.web.sources import source_line

router = APIRouter(include_in_schema=False)

# Filled where somebody has graded, hollow where only registers tell; either way in its points.
LAYER: Final = "condition"
VILLAGES: Final = 25
_SUGGESTIONS: Final = 4
# The map shows where one stands and the first of the list.
_FITTED: Final = 8


async def asked_question(request: Request, desk: CurrentDesk) -> Question:
    """What this request asks."""
    return Question.read(desk.selection, dict(request.query_params))


Asked = Annotated[Question, Depends(asked_question)]


@router.get(ADDRESS)
async def near_page(desk: CurrentDesk, page: CurrentPage, asked: Asked) -> Response:
    """The page, whole: an address or a position in the link is enough, without any script."""
    told, sources, box = await asyncio.gather(
        answered(desk, asked), source_line(desk), extent(desk)
    )
    frame = {
        "sources": sources,
        "extent": box,
        "map_texts": map_texts(desk.speech)
        | {"map": desk.speech._("Map; the same candidates are in the list")},
        "texts": _texts(desk),
        "look": LAYER,
    }
    return page.show("near.html", "near", {**told, **frame, "oob": False})


@router.get(f"/parts{ADDRESS}")
async def near_part(desk: CurrentDesk, asked: Asked) -> Response:
    """What changes when one stands elsewhere, or asks for another village."""
    return parts(desk.speech.language, ("near",), await answered(desk, asked))


async def answered(desk: Desk, asked: Question) -> dict[str, Any]:
    """Everything that the page tells for a question."""
    threshold = int(await desk.registry.reader.scalar(candidate_threshold()) or 0)
    finds = await _finds(desk, asked)
    here = asked.here or next((find["here"] for find in finds), None)
    visible = desk.seen[LAYER].with_({}, candidate_filter(asked.place, threshold))
    told: dict[str, Any] = {
        "asked": asked,
        "here": None,
        "finds": finds,
        "threshold": threshold,
        "queries": {LAYER: visible.query},
        "shown": (LAYER, "places"),
        "candidates": [],
        "villages": [],
        "more": None,
        "is_more": False,
        "page_size": PAGE_SIZE,
        "everywhere": asked.but(place="", count=PAGE_SIZE).address,
        "fit": None,
        "may_import": desk.viewer.may(Permission.RUN_IMPORTS),
    }
    if here is None:
        return told
    items, villages = await asyncio.gather(
        candidates_near(desk, visible, here, asked.count + 1, are_few=bool(asked.place)),
        _villages(desk, here, asked.place),
    )
    shown = items[: asked.count]
    is_more = len(items) > asked.count
    return {
        **told,
        "here": _described(here, finds[0] if finds else None),
        "candidates": shown,
        "villages": villages,
        "more": asked.but(count=asked.count + PAGE_SIZE).address
        if is_more and asked.count < MOST
        else None,
        "is_more": is_more,
        "fit": fit(here.lon, here.lat, shown[:_FITTED]),
    }


async def _finds(desk: Desk, asked: Question) -> list[dict[str, Any]]:
    """What somebody may mean who writes an address or a village: the best first."""
    words = words_of(asked.q)
    if asked.here is not None or not words.words:
        return []
    rows = await desk.registry.reader.rows(found(words, desk.viewer, _SUGGESTIONS))
    finds = []
    for feature in features(rows, desk.speech.language)["features"]:
        lon, lat = position_of(feature)
        if lon is None or lat is None:
            continue
        finds.append(
            {
                "title": feature["properties"]["title"],
                "subtitle": feature["properties"]["subtitle"],
                "here": Here(lon=lon, lat=lat),
                "href": asked.but(near=f"{lon},{lat}", q="").address,
            }
        )
    return finds


def _described(here: Here, named: Mapping[str, Any] | None) -> dict[str, Any]:
    """Where one stands: the position, and what was found there where words were asked for."""
    words = () if named is None else (named["title"], named["subtitle"])
    return {
        "lon": here.lon,
        "lat": here.lat,
        "title": ", ".join(part for part in words if part) or None,
        "coordinates": coordinates(here.lon, here.lat),
    }


async def _villages(desk: Desk, here: Here, chosen: str) -> list[dict[str, Any]]:
    """The nearest villages with properties, each name once; what is chosen is always there."""
    visible = desk.seen["places"].with_({}, "property_count > 0")
    near = await nearest_features(
        desk.registry.reader, visible, here, limit=VILLAGES, language=desk.speech.language
    )
    by_name: dict[str, float | None] = {}
    for feature in near["features"]:
        by_name.setdefault(feature["properties"]["name"], feature["properties"]["distance_m"])
    if chosen:
        by_name.setdefault(chosen, None)
    return [{"name": name, "distance_m": metres} for name, metres in by_name.items()]


def _texts(desk: Desk) -> dict[str, str]:
    """What the script says of positions and of the network."""
    text = desk.speech._
    return {
        "locating": text("Looking for your position …"),
        "found": text("Your position is known to within %(metres)s m."),
        "denied": text(
            "The browser does not give your position to this page. Allow it in the browser's"
            " settings for this page, or tap the map, or write an address."
        ),
        "unknown": text(
            "The phone does not know where it is. Try again under open sky, or tap the map, or"
            " write an address."
        ),
        "insecure": text(
            "The browser gives positions only to pages over https. Tap the map, or write an"
            " address."
        ),
        "failed": text(
            "That could not be fetched: there may be no network. The list below is unchanged; try"
            " again."
        ),
        "offline": text("No network. The list below stays, and can still be read."),
        "noMap": text("This browser cannot show the map. The list works without it."),
        "copied": text("The coordinates are copied."),
        "marked": text("The coordinates are marked: copy them by hand."),
    }
