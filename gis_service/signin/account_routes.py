"""One's own account over HTTP: password, second factor, sessions and personal tokens."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from gis_service.answers import as_json
from gis_service.problems import RESPONSES
from gis_service.signin import account, second_factor, tokens
from gis_service.signin.door import CurrentDoor
from gis_service.signin.rights import CurrentSession
from gis_service.signin.schemas import AskedCode, AskedPassword, AskedToken
from gis_service.signin.shapes import MadeTokenTold, OwnAccountTold, TokensTold

router = APIRouter(prefix="/api/account", tags=["account"], responses=RESPONSES)

TokenNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The number of the token.")]
SessionNumber = Annotated[UUID, Path(description="The number of the session.")]


@router.get("", summary="Your account", response_model=OwnAccountTold)
async def overview(signed: CurrentSession, door: CurrentDoor) -> Response:
    """Second factor, open sessions, and what the application tells you."""
    return as_json(await account.overview(door, signed))


@router.put("/password", status_code=204, summary="Change your password")
async def change_password(
    asked: AskedPassword, signed: CurrentSession, door: CurrentDoor
) -> Response:
    """Needs the present one; every other session of the account ends."""
    await account.change_password(door, signed, asked.present, asked.chosen)
    return Response(status_code=204)


@router.post("/second-factor/remove", status_code=204, summary="Remove your second factor")
async def remove_factor(asked: AskedCode, signed: CurrentSession, door: CurrentDoor) -> Response:
    """Needs a last code; where the role asks for one, another is set up at the next sign-in."""
    await second_factor.remove(door, signed, asked.code)
    return Response(status_code=204)


@router.delete("/sessions/{session}", status_code=204, summary="End one of your sessions")
async def revoke_session(
    session: SessionNumber, signed: CurrentSession, door: CurrentDoor
) -> Response:
    """The browser that holds it is out at its next request."""
    await account.revoke_session(door, signed, session)
    return Response(status_code=204)


@router.get("/tokens", summary="Your tokens", response_model=TokensTold)
async def every_token(signed: CurrentSession, door: CurrentDoor) -> Response:
    """Name, rights and end of each; what a token is was told when it was made."""
    return as_json({"tokens": await tokens.every(door, signed)})


@router.post("/tokens", status_code=201, summary="Make a token", response_model=MadeTokenTold)
async def make_token(asked: AskedToken, signed: CurrentSession, door: CurrentDoor) -> Response:
    """For a script, with some of your own rights; sent as `Authorization: Bearer`."""
    wanted = tokens.AskedToken(
        name=asked.name, proof=asked.proof, scopes=asked.scopes, lifetime=timedelta(days=asked.days)
    )
    made = await tokens.make(door, signed, wanted)
    return as_json({**made.told, "token": made.secret}, status=201)


@router.delete("/tokens/{token}", status_code=204, summary="Revoke a token")
async def revoke_token(token: TokenNumber, signed: CurrentSession, door: CurrentDoor) -> Response:
    """It is refused from the next request on."""
    await tokens.revoke(door, signed, token)
    return Response(status_code=204)
