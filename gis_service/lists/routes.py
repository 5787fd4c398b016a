"""Named lists over HTTP: kept, changed, deleted, and taken out with one request."""
# ruff: noqa: FAST003 -- `list_id` is read by the dependency behind FoundList

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from starlette.responses import Response, StreamingResponse

from db.saved_lists import SavedList, Shelf
from gis_service.answers import as_json
from gis_service.audit.person import person_of
from gis_service.errors import PreconditionRequired
from gis_service.exports.rights import ReadsLists, TakesRowsOut
from gis_service.exports.routes import Downloads, FormatName
from gis_service.lists import service
from gis_service.lists.schemas import AskedList, ListsTold, ListTold
from gis_service.lists.service import checked, etag, told
from gis_service.problems import RESPONSES
from gis_service.state import OpenRegistry

router = APIRouter(prefix="/api/lists", tags=["lists"], responses=RESPONSES)

_UNMATCHED = PreconditionRequired(
    da="Ændringen siger ikke, hvilken udgave af listen den gælder.",
    en="The change does not say which state of the list it is for.",
    next_da="Send listens etag med i If-Match; den står i /api/lists.",
    next_en="Send the etag of the list in If-Match; it is told by /api/lists.",
)
ListNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The number of the list.")]


def shelf_of(request: Request, registry: OpenRegistry) -> Shelf:
    """The lists of the municipality that whoever asks works for."""
    return Shelf(database=registry.database, person=person_of(request.scope))


OpenShelf = Annotated[Shelf, Depends(shelf_of)]


def found_list(list_id: ListNumber, shelf: OpenShelf, viewer: ReadsLists) -> SavedList:
    """The list of the address."""
    del viewer
    return service.by_number(shelf, list_id)


def matched(
    if_match: Annotated[
        str | None, Header(max_length=100, description="The `etag` of the list as it was seen.")
    ] = None,
) -> str:
    """Which state of the list a change is for; a change without it could undo somebody's work."""
    if if_match is None:
        raise _UNMATCHED
    return if_match.strip()


FoundList = Annotated[SavedList, Depends(found_list)]
Match = Annotated[str, Depends(matched)]


@router.get("", summary="The named lists", response_model=ListsTold)
def every(shelf: OpenShelf, viewer: ReadsLists) -> Response:
    """All lists by name, each with its filter, columns in order, and who last changed it."""
    del viewer
    return as_json({"lists": [told(each) for each in shelf.all()]})


@router.post("", status_code=201, summary="Keep a list", response_model=ListTold)
def keep(asked: AskedList, shelf: OpenShelf, viewer: TakesRowsOut) -> Response:
    """Keep rows, columns and order under a name; refused where they could not be taken out."""
    kept = service.keep(shelf, checked(asked, viewer), viewer.name)
    answer = _answer(kept, status=201)
    answer.headers["Location"] = f"/api/lists/{kept.id}"
    return answer


@router.get("/{list_id}", summary="One list", response_model=ListTold)
def one(saved: FoundList) -> Response:
    """What the list asks for, with its ETag."""
    return _answer(saved)


@router.put("/{list_id}", summary="Change a list", response_model=ListTold)
def change(
    viewer: TakesRowsOut,
    list_id: ListNumber,
    asked: AskedList,
    match: Match,
    shelf: OpenShelf,
) -> Response:
    """Replace name, rows, columns and order; refused where somebody else changed it meanwhile."""
    content = checked(asked, viewer)
    return _answer(service.change(shelf, list_id, match, content, viewer.name))


@router.delete("/{list_id}", status_code=204, summary="Delete a list")
def delete(viewer: TakesRowsOut, list_id: ListNumber, match: Match, shelf: OpenShelf) -> Response:
    """The list is deleted; files taken out with it stay whole, and so does the registry."""
    del viewer
    service.remove(shelf, list_id, match)
    return Response(status_code=204)


@router.get(
    "/{list_id}/export.{format}",
    summary="The rows of a list as a file",
    response_class=StreamingResponse,
)
def export(
    viewer: TakesRowsOut,
    saved: FoundList,
    downloads: Annotated[Downloads, Depends()],
    format_: FormatName,
) -> StreamingResponse:
    """The list as it is today; told where its layer or columns are gone."""
    found = service.opened(saved, viewer)
    return downloads.file(
        format_, found.visible, columns=found.columns, sort=found.sort, saved=saved
    )


def _answer(saved: SavedList, status: int = 200) -> Response:
    answer = as_json(told(saved), status=status)
    answer.headers["ETag"] = etag(saved)
    return answer
