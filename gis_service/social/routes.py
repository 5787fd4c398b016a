"""Flags and unit notes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from db.access import Permission
from gis_service.parameters import Limit
from gis_service.problems import RESPONSES
from gis_service.rooms.answers import confidential
from gis_service.rooms.pages import CurrentPage, next_of
from gis_service.rooms.properties import PropertyKey
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.social import service
from gis_service.social.schemas import AskedNote, FlagsTold, MadeNoteTold, NotesTold
from gis_service.state import OpenRegistry

flag_router = APIRouter(prefix="/api/flags", tags=["social"], responses=RESPONSES)
note_router = APIRouter(prefix="/api/notes", tags=["social"], responses=RESPONSES)

ReadsInvolvement = Annotated[SignedIn, Depends(Needs(Permission.READ_INVOLVEMENT))]
ReadsNotes = Annotated[SignedIn, Depends(Needs(Permission.READ_NOTES))]
WritesNotes = Annotated[SignedIn, Depends(Needs(Permission.WRITE_NOTES))]


@flag_router.get("", summary="Social flags", response_model=FlagsTold)
async def every_flag(
    registry: OpenRegistry,
    signed: ReadsInvolvement,
    property_key: Annotated[PropertyKey | None, Query(alias="property")] = None,
    limit: Limit = 100,
    after: Annotated[
        str | None,
        Query(max_length=200, pattern=r"^[^\x00-\x1f]*$", description="`next` of the page before."),
    ] = None,
) -> Response:
    """What your own unit has flagged; for a coordinator that units are there, and not as what."""
    found = await service.every_flag(
        registry, signed, property_key=property_key, after=after, limit=limit
    )
    following = found[-1]["key"] if len(found) == limit else None
    return confidential({"flags": found, "next": following})


@note_router.get("", summary="The unit notes of a property", response_model=NotesTold)
async def notes_of(
    registry: OpenRegistry,
    signed: ReadsNotes,
    page: CurrentPage,
    property_key: Annotated[PropertyKey, Query(alias="property")],
) -> Response:
    """Those of your own unit, the newest first; during an emergency access those of all."""
    found = await service.notes_of(registry, signed, property_key, page)
    return confidential({"notes": found, "next": next_of(found, page, "written_at")})


@note_router.post("", status_code=201, summary="Add a unit note", response_model=MadeNoteTold)
async def add_note(asked: AskedNote, registry: OpenRegistry, signed: WritesNotes) -> Response:
    """Of your own unit, about a property of your municipality; added to, never changed."""
    made = await service.add_note(registry, signed, asked.property, asked.body)
    return confidential({"id": made}, status=201)
