"""Cases over HTTP: those of one's own unit, or of all units of one's own municipality."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.responses import Response

from db.access import Permission
from db.rooms.cases import Wanted
from gis_service.cases import service
from gis_service.cases.schemas import (
    AskedCase,
    AskedChange,
    CaseState,
    CasesTold,
    CaseTold,
    MadeCaseTold,
    WorkloadTold,
)
from gis_service.errors import PreconditionRequired
from gis_service.problems import RESPONSES
from gis_service.rooms.answers import confidential
from gis_service.rooms.pages import CurrentPage, next_of
from gis_service.rooms.properties import PropertyKey
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.state import OpenRegistry

router = APIRouter(prefix="/api/cases", tags=["cases"], responses=RESPONSES)

_UNMATCHED = PreconditionRequired(
    da="Ændringen siger ikke, hvilken udgave af sagen den gælder.",
    en="The change does not say which state of the case it is for.",
    next_da="Send sagens etag med i If-Match; den står i /api/cases.",
    next_en="Send the etag of the case in If-Match; it is told by /api/cases.",
)
ReadsCases = Annotated[SignedIn, Depends(Needs(Permission.READ_CASES))]
WritesCases = Annotated[SignedIn, Depends(Needs(Permission.WRITE_CASES))]
ReadsWorkload = Annotated[SignedIn, Depends(Needs(Permission.READ_WORKLOAD))]
CaseId = Annotated[UUID, Path(description="The case.")]


def matched(
    if_match: Annotated[
        str | None, Header(max_length=100, description="The `etag` of the case as it was seen.")
    ] = None,
) -> str:
    """Which state of the case a change is for."""
    if if_match is None:
        raise _UNMATCHED
    return if_match.strip()


@router.get("", summary="Cases", response_model=CasesTold)
async def every(
    registry: OpenRegistry,
    signed: ReadsCases,
    page: CurrentPage,
    property_key: Annotated[PropertyKey | None, Query(alias="property")] = None,
    state: Annotated[CaseState | None, Query(description="Only these.")] = None,
) -> Response:
    """Of your own unit or where it takes part; of all units for a coordinator. Newest first."""
    wanted = Wanted(property_key=property_key, state=state and state.value)
    found = await service.every(registry, signed, wanted, page)
    return confidential({"cases": found, "next": next_of(found, page, "opened_on")})


@router.post("", status_code=201, summary="Open a case", response_model=MadeCaseTold)
async def open_case(asked: AskedCase, registry: OpenRegistry, signed: WritesCases) -> Response:
    """At a property of your municipality, for your own unit; a coordinator for any."""
    made = await service.open_case(registry, signed, asked)
    answer = confidential({"id": made}, status=201)
    answer.headers["Location"] = f"/api/cases/{made}"
    return answer


@router.get("/workload", summary="How much there is to do", response_model=WorkloadTold)
async def workload(registry: OpenRegistry, signed: ReadsWorkload) -> Response:
    """For each unit how many cases are open and overdue; not where they are."""
    return confidential({"units": await service.workload(registry, signed)})


@router.get("/{case}", summary="One case", response_model=CaseTold)
async def one(case: CaseId, registry: OpenRegistry, signed: ReadsCases) -> Response:
    """The head of a case, with its ETag."""
    found = await service.one(registry, signed, case)
    answer = confidential(found)
    answer.headers["ETag"] = found["etag"]
    return answer


@router.patch("/{case}", status_code=204, summary="Change a case")
async def change(
    signed: WritesCases,
    case: CaseId,
    asked: AskedChange,
    match: Annotated[str, Depends(matched)],
    registry: OpenRegistry,
) -> Response:
    """Close it, open it again, look again on another day; a coordinator also moves it."""
    etag = await service.change(registry, signed, case, match, asked)
    return Response(status_code=204, headers={"ETag": etag, "Cache-Control": "no-store"})
