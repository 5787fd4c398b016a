"""The pages of named lists: what is kept, and the form in which a list is made and changed."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from db.access import Permission, Viewer
from db.saved_lists import NAME_LENGTH, SavedList
from gis_service.errors import BrokenList, NotFound
from gis_service.exports.rights import ReadsLists, TakesRowsOut
from gis_service.lists.routes import OpenShelf
from gis_service.lists.service import by_number, etag, layer_of, opened
from gis_service.web.frame import CurrentDesk, CurrentPage
from gis_service.web.pages import Page
from gis_service.web.speech import Speech
from layers.catalogue import LAYERS
from layers.closed import refuse_closed_layer
from layers.definition import VisibleLayer
from layers.errors import SpokenError
from maps.exports.formats import FORMATS

router = APIRouter(include_in_schema=False)

# What the address of a new list says beside the parameters of its layer.
_OWN = frozenset({"layer", "filter", "sort", "lang"})
_NO_LAYER = NotFound(
    da="Der er intet kortlag med dette navn.",
    en="There is no layer of this name.",
    next_da="Vælg Gem som liste under kortet.",
    next_en="Choose Save as a list below the map.",
)


@router.get("/lister")
async def lists_page(page: CurrentPage, shelf: OpenShelf, viewer: ReadsLists) -> Response:
    """Every list: what it holds, who changed it, and a file of it with one click."""
    kept = await anyio.to_thread.run_sync(shelf.all)
    speech = page.speech
    told = {
        "lists": [_row(saved, viewer, speech) for saved in kept],
        "formats": [(one.key, speech.words(one.title)) for one in FORMATS],
        "may_keep": viewer.may(Permission.EXPORT_LAYERS),
        "texts": texts(speech),
    }
    return page.show("lists.html", "lists", told)


@router.get("/lister/ny")
async def new_list_page(
    request: Request, page: CurrentPage, desk: CurrentDesk, viewer: TakesRowsOut
) -> Response:
    """The form for a list of what the address says: layer, filter, parameters and order."""
    query = dict(request.query_params)
    layer = LAYERS.get(query.get("layer", next(iter(LAYERS))))
    visible = None if layer is None else layer.as_seen_by(viewer)
    try:
        if visible is None:
            raise _NO_LAYER
        refuse_closed_layer(visible.layer)
    except SpokenError as error:
        return _refused(page, error)
    asked: dict[str, Any] = {
        "name": "",
        "filter": query.get("filter") or None,
        "parameters": {name: value for name, value in query.items() if name not in _OWN},
        "columns": list(visible.by_name),
        "sort": query.get("sort") or visible.layer.sort,
    }
    target = {"method": "POST", "path": "/api/lists", "etag": ""}
    return page.show("list_form.html", "lists", await _form(desk, visible, asked, target))


@router.get("/lister/{list_id}")
async def list_page(
    list_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    page: CurrentPage,
    desk: CurrentDesk,
    shelf: OpenShelf,
    viewer: TakesRowsOut,
) -> Response:
    """The form for a list that is kept."""
    try:
        saved = await anyio.to_thread.run_sync(by_number, shelf, list_id)
        visible = layer_of(saved, viewer)
    except SpokenError as error:
        return _refused(page, error)
    asked: dict[str, Any] = {
        "name": saved.name,
        "filter": saved.filter,
        "parameters": saved.parameters,
        "columns": saved.columns,
        "sort": saved.sort or visible.layer.sort,
    }
    target = {"method": "PUT", "path": f"/api/lists/{saved.id}", "etag": etag(saved)}
    return page.show("list_form.html", "lists", await _form(desk, visible, asked, target))


def _refused(page: Page, error: SpokenError) -> Response:
    detail, next_step = error.said(page.speech.language)
    told = {"detail": detail, "next_step": next_step}
    return page.show("error.html", "lists", told, status=404)


def _row(saved: SavedList, viewer: Viewer, speech: Speech) -> Mapping[str, Any]:
    """A list as the page lists it, with what is wrong with it today."""
    problem = None
    try:
        opened(saved, viewer)
    except BrokenList as error:
        problem = error.said(speech.language)
    layer = LAYERS.get(saved.layer)
    by_name = {field.name: field for field in layer.fields} if layer else {}
    return {
        "id": saved.id,
        "name": saved.name,
        "layer": saved.layer if layer is None else speech.words(layer.title),
        "filter": saved.filter,
        "parameters": [f"{name}={value}" for name, value in saved.parameters.items()],
        "columns": [
            speech.words(by_name[name].title) if name in by_name else name for name in saved.columns
        ],
        "changed_by": saved.changed_by,
        "changed_at": saved.changed_at,
        "etag": etag(saved),
        "problem": problem,
    }


async def _form(
    desk: CurrentDesk,
    visible: VisibleLayer,
    asked: Mapping[str, Any],
    target: Mapping[str, str],
) -> dict[str, Any]:
    speech = desk.speech
    matched: int | None = None
    problem: str | None = None
    try:
        narrowed = visible.with_(asked["parameters"], asked["filter"])
    except SpokenError as error:
        # What can no longer be read can be mended here.
        problem, _ = error.said(speech.language)
    else:
        matched = (await desk.registry.counts.rows(narrowed))["total"]
    return {
        **asked,
        "target": target,
        "layer": {"id": visible.layer.id, "title": speech.words(visible.layer.title)},
        "columns": _columns(visible, asked["columns"], speech),
        "sort": asked["sort"].removeprefix("-"),
        "falls": asked["sort"].startswith("-"),
        "sorts": [(one.name, speech.words(one.title)) for one in visible.sortable.values()],
        "matched": matched,
        "problem": problem,
        "most": NAME_LENGTH,
        "texts": texts(speech),
    }


def _columns(
    visible: VisibleLayer, chosen: Sequence[str], speech: Speech
) -> list[Mapping[str, Any]]:
    """The chosen columns in their order, then the others."""
    known = [name for name in chosen if name in visible.by_name]
    others = [name for name in visible.by_name if name not in known]
    return [
        {
            "name": name,
            "title": speech.words(visible.by_name[name].title),
            "description": speech.words(visible.by_name[name].description),
            "is_chosen": name in known,
        }
        for name in (*known, *others)
    ]


def texts(speech: Speech) -> dict[str, str]:
    """What the page's script says."""
    text = speech._
    return {
        "failed": text("The service did not answer. Nothing was changed: try again."),
        "deleted": text("The list is deleted."),
        "undo": text("Put it back"),
        "none": text("Choose at least one column."),
        "moved": text("moved to place"),
    }
