"""The map page and its parts; what is chosen stands in the query string of each."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gis_service.language import COOKIE
from gis_service.own_path import own_path
from gis_service.parameters import BBox
from gis_service.web import (
    about,
    account,
    administration,
    administration_deputies,
    administration_identity,
    administration_review,
    administration_roles,
    administration_units,
    entering,
    imports,
    links,
    lists,
    log_routes,
    near,
    oidc,
)
from gis_service.web.desk import Desk, choices
from gis_service.web.extent import extent
from gis_service.web.filters import filter_panel
from gis_service.web.finds import suggestions
from gis_service.web.frame import AnyDesk, CurrentDesk, CurrentPage
from gis_service.web.layer_list import layer_panel
from gis_service.web.map_texts import map_texts
from gis_service.web.navigation import MAP, first_page
from gis_service.web.pages import parts
from gis_service.web.panel import card_panel
from gis_service.web.sources import source_line
from gis_service.web.table import list_panel
from layers.words import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
router.include_router(about.router)
router.include_router(account.router)
router.include_router(administration.router)
router.include_router(administration_deputies.router)
router.include_router(administration_identity.router)
router.include_router(administration_review.router)
router.include_router(administration_units.router)
router.include_router(administration_roles.router)
router.include_router(entering.router)
router.include_router(links.router)
router.include_router(imports.router)
router.include_router(lists.router)
router.include_router(log_routes.router)
router.include_router(near.router)
router.include_router(oidc.router)

_YEAR_S = 365 * 24 * 3600
After = Annotated[str | None, Query(max_length=2000)]


@router.get("/")
async def map_page(desk: AnyDesk, page: CurrentPage) -> Response:
    """The map page, whole: every part is there before any script has run.

    Whoever has no map begins on the first page that her role opens.
    """
    if not MAP.is_open_to(desk.viewer):
        return RedirectResponse(first_page(desk.viewer), status_code=303)
    told, sources, box = await asyncio.gather(_told(desk), source_line(desk), extent(desk))
    frame = {
        "sources": sources,
        "extent": box,
        "map_texts": map_texts(desk.speech),
        "grade_names": told["choices"].grade_names,
        "question": None,
    }
    return page.show("map.html", "map", {**told, **frame, "oob": False})


@router.get("/parts")
async def all_parts(desk: CurrentDesk, box: BBox) -> Response:
    """The parts of the map page that follow from what is chosen."""
    told = await _told(desk, box)
    return parts(desk.speech.language, ("layers", "filters", "list", "card"), told)


@router.get("/parts/list")
async def list_part(desk: CurrentDesk, box: BBox, after: After = None) -> Response:
    """The table alone: another page of it, or another part of the map."""
    return parts(desk.speech.language, ("list",), await _listed(desk, box, after))


@router.get("/parts/search")
async def search_part(desk: CurrentDesk, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """What the reader may mean by what she has typed so far."""
    told = {"found": await suggestions(desk, q), "question": q}
    return parts(desk.speech.language, ("suggestions",), told)


@router.get("/language/{language}")
async def choose_language(language: Language, back: str = "/") -> Response:
    """Remembers the language, and goes back to where one was."""
    answer = RedirectResponse(own_path(back), status_code=303)
    answer.set_cookie(COOKIE, language.value, max_age=_YEAR_S, samesite="lax", httponly=True)
    return answer


async def _told(desk: Desk, box: tuple[float, float, float, float] | None = None) -> dict[str, Any]:
    layers, listed, card = await asyncio.gather(
        layer_panel(desk), _listed(desk, box, None), card_panel(desk)
    )
    return {**listed, **layers, **card}


async def _listed(
    desk: Desk, box: tuple[float, float, float, float] | None, after: str | None
) -> dict[str, Any]:
    offered = await choices(desk)
    filters, rows = await asyncio.gather(
        filter_panel(desk, offered), list_panel(desk, offered, box, after)
    )
    titles = [
        {"id": one.layer.id, "title": desk.speech.words(one.layer.title)}
        for one in desk.seen.values()
    ]
    return {"layers": titles, **filters, **rows, "selection": desk.selection}
