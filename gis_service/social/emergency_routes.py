"""Emergency access over HTTP: opened by whoever needs it, reviewed by a leader."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from db.access import Permission
from gis_service.parameters import Limit
from gis_service.problems import RESPONSES
from gis_service.rooms.answers import confidential
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.social import emergency
from gis_service.social.schemas import AskedEmergency, BegunEmergencyTold, EmergenciesTold
from gis_service.state import OpenRegistry

router = APIRouter(tags=["social"], responses=RESPONSES)

BreaksGlass = Annotated[SignedIn, Depends(Needs(Permission.USE_EMERGENCY_ACCESS))]
Reviews = Annotated[SignedIn, Depends(Needs(Permission.REVIEW_EMERGENCY_ACCESS))]
AccessNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The emergency access.")]


@router.post(
    "/api/notes/emergency",
    status_code=201,
    summary="Read the notes of a property in an emergency",
    response_model=BegunEmergencyTold,
)
async def begin(asked: AskedEmergency, registry: OpenRegistry, signed: BreaksGlass) -> Response:
    """For four hours and with a reason; your leaders are told at once, and review it."""
    begun = await emergency.begin(registry, signed, asked.property, asked.reason)
    return confidential({"id": begun.id, "ends_at": begun.ends_at}, status=201)


@router.get("/api/emergency", summary="Emergency accesses", response_model=EmergenciesTold)
async def every(
    registry: OpenRegistry,
    signed: Reviews,
    limit: Limit = 100,
    is_reviewed: Annotated[
        bool | None, Query(alias="reviewed", description="Only these; all without it.")
    ] = None,
    after: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="`next` of the page before.")
    ] = None,
) -> Response:
    """Who read notes without being assigned, when and why; not where."""
    found = await emergency.every(
        registry, signed, is_reviewed=is_reviewed, after=after, limit=limit
    )
    following = str(found[-1]["id"]) if len(found) == limit else None
    return confidential({"accesses": found, "next": following})


@router.post(
    "/api/emergency/{access}/review", status_code=204, summary="Review an emergency access"
)
async def review(access: AccessNumber, registry: OpenRegistry, signed: Reviews) -> Response:
    """Note that you have looked at it; never at one of your own."""
    await emergency.review(registry, signed, access)
    return Response(status_code=204)
