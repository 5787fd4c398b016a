"""A citizen adviser's own log over HTTP: hers alone, outside every case and export."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from db.access import Permission
from gis_service.private import service
from gis_service.private.schemas import AskedEntry, AskedReport, EntriesTold, MadeEntryTold
from gis_service.problems import RESPONSES
from gis_service.rooms.answers import confidential
from gis_service.rooms.pages import CurrentPage, next_of
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.state import OpenRegistry

router = APIRouter(prefix="/api/private/entries", tags=["private"], responses=RESPONSES)

KeepsLog = Annotated[SignedIn, Depends(Needs(Permission.KEEP_PRIVATE_LOG))]
EntryId = Annotated[UUID, Path(description="The entry.")]


@router.get("", summary="Your entries", response_model=EntriesTold)
async def every(registry: OpenRegistry, signed: KeepsLog, page: CurrentPage) -> Response:
    """The newest first; the log of accesses tells that you looked, and not at what."""
    found = await service.every(registry, signed, page)
    return confidential({"entries": found, "next": next_of(found, page, "entered_at")})


@router.post("", status_code=201, summary="Keep an entry", response_model=MadeEntryTold)
async def add(asked: AskedEntry, registry: OpenRegistry, signed: KeepsLog) -> Response:
    """Nothing of it goes into a case unless you send it yourself."""
    made = await service.add(registry, signed, asked.body)
    return confidential({"id": made}, status=201)


@router.delete("/{entry}", status_code=204, summary="Delete an entry")
async def delete(entry: EntryId, registry: OpenRegistry, signed: KeepsLog) -> Response:
    """For good."""
    await service.delete(registry, signed, entry)
    return Response(status_code=204)


@router.put("/{entry}/reported", status_code=204, summary="Keep that you notified")
async def report(
    entry: EntryId, asked: AskedReport, registry: OpenRegistry, signed: KeepsLog
) -> Response:
    """Only the day on which you notified the municipality; nothing of what."""
    await service.report(registry, signed, entry, asked.on)
    return Response(status_code=204)
