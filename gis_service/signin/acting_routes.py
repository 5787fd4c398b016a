"""Acting for a colleague who is away, in one session."""

from fastapi import APIRouter
from starlette.responses import Response

from gis_service.answers import as_json
from gis_service.problems import RESPONSES
from gis_service.signin import acting
from gis_service.signin.door import CurrentDoor
from gis_service.signin.rights import CurrentSession, OnHerWay
from gis_service.signin.schemas import AskedActing
from gis_service.signin.shapes import ActingTold

router = APIRouter(prefix="/api/session/acting", tags=["session"], responses=RESPONSES)


@router.get("", summary="Whom you may act for", response_model=ActingTold)
async def whom(signed: CurrentSession, door: CurrentDoor) -> Response:
    """Colleagues who have named you their deputy today, and whom you act for now."""
    colleagues = await acting.for_whom(door, signed)
    return as_json({"acting_for": signed.acting_for, "colleagues": colleagues})


@router.post("", status_code=204, summary="Act for a colleague")
async def act_for(asked: AskedActing, signed: CurrentSession, door: CurrentDoor) -> Response:
    """In her role and unit, until you stop or her absence ends; the log names you both."""
    await acting.act_for(door, signed, asked.for_)
    return Response(status_code=204)


@router.delete("", status_code=204, summary="Act for nobody")
async def act_as_herself(signed: OnHerWay, door: CurrentDoor) -> Response:
    """In your own role and unit again."""
    await acting.act_as_herself(door, signed)
    return Response(status_code=204)
