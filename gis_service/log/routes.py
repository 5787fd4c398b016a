"""The log over HTTP, for data protection officers."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from db.log.lines import ACTIONS, Asked
from gis_service.answers import as_json
from gis_service.log import service
from gis_service.log.rights import ReadsLog
from gis_service.log.schemas import LogLines, SubjectLines, log_line, subject_line
from gis_service.log.sheet import COLUMNS, WITHOUT_COLLEAGUES, sheet
from gis_service.parameters import Limit
from gis_service.problems import RESPONSES
from gis_service.signin.door import CurrentDoor

router = APIRouter(prefix="/api/log", tags=["log"], responses=RESPONSES)

CSV = "text/csv; charset=utf-8"
_PROPERTY: dict[str, Any] = {
    "alias": "property",
    "min_length": 1,
    "max_length": 200,
    "pattern": r"^[^\x00-\x1f]+$",
    "description": "The property as the log names it.",
    "examples": ["bfe:100001"],
}
PropertyKey = Annotated[str, Query(**_PROPERTY)]
AnyProperty = Annotated[str | None, Query(**_PROPERTY)]
Day = Annotated[date | None, Query(description="A day in Copenhagen, written 2026-11-22.")]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


def asked_lines(
    account: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="The number of whoever did it.")
    ] = None,
    property_key: AnyProperty = None,
    first: Day = None,
    last: Day = None,
    action: Annotated[
        str | None, Query(max_length=20, description=f"One of: {', '.join(ACTIONS)}.")
    ] = None,
    area: Annotated[
        str | None,
        Query(
            max_length=200, pattern=r"^[^\x00-\x1f]*$", description="The room, or what happened."
        ),
    ] = None,
) -> Asked:
    """Which lines are asked for."""
    if action and action not in ACTIONS:
        raise service.NO_SUCH_ACTION
    return Asked(
        account=account,
        property_key=property_key,
        first=first,
        last=last,
        action=action or None,
        area=area or None,
    )


AskedLines = Annotated[Asked, Depends(asked_lines)]


@router.get("", summary="Who saw or changed what", response_model=LogLines)
async def lines(
    asked: AskedLines,
    signed: ReadsLog,
    door: CurrentDoor,
    limit: Limit = 100,
    after: Annotated[str | None, Query(max_length=40, description="“next” of the page before.")] = (
        None
    ),
) -> Response:
    """The newest first; never what a row said. To look is itself a line."""
    found = await service.page(door, signed, asked, service.place_of(after), limit)
    told = [log_line(each) for each in found.lines]
    return as_json({"lines": told, "next": found.after and str(found.after)})


@router.get("/lines.csv", summary="The log as CSV", responses=_FILE, response_class=Response)
async def lines_file(asked: AskedLines, signed: ReadsLog, door: CurrentDoor) -> Response:
    """With Danish headings; more than fit in a file are refused, never cut off."""
    found = await service.file(door, signed, asked)
    return csv_file(sheet(found, COLUMNS), "adgangslog.csv")


@router.get("/subject", summary="What a citizen is told", response_model=SubjectLines)
async def subject(
    property_key: PropertyKey,
    signed: ReadsLog,
    door: CurrentDoor,
    first: Day = None,
    last: Day = None,
) -> Response:
    """Everything about a property, with role and unit instead of colleagues' names."""
    asked = Asked(property_key=property_key, first=first, last=last)
    found = await service.subject(door, signed, asked)
    return as_json({"property": property_key, "lines": [subject_line(each) for each in found]})


@router.get("/subject.csv", summary="The same as CSV", responses=_FILE, response_class=Response)
async def subject_file(
    property_key: PropertyKey,
    signed: ReadsLog,
    door: CurrentDoor,
    first: Day = None,
    last: Day = None,
) -> Response:
    """With Danish headings, for the citizen who asks who has looked."""
    asked = Asked(property_key=property_key, first=first, last=last)
    found = await service.subject(door, signed, asked)
    return csv_file(sheet(found, WITHOUT_COLLEAGUES), "indsigt.csv")


def csv_file(content: bytes, name: str) -> Response:
    """A file that neither browser nor proxy keeps."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=CSV, headers=headers)
