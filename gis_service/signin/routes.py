"""Signing in and out over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from gis_service.answers import as_json
from gis_service.page_token import PageToken
from gis_service.problems import RESPONSES
from gis_service.signin import entering, second_factor
from gis_service.signin.cookies import give, take
from gis_service.signin.door import CurrentDoor
from gis_service.signin.entering import Step
from gis_service.signin.present import entering_of, session_of
from gis_service.signin.rights import CurrentCaller, OnHerWay
from gis_service.signin.schemas import AskedCode, AskedEntry, AskedFactor
from gis_service.signin.shapes import BegunFactorTold, RecoveryCodesTold, SessionTold, StepTold

router = APIRouter(prefix="/api/session", tags=["session"], responses=RESPONSES)


@router.get("", summary="Who is signed in", response_model=SessionTold)
async def who(request: Request, token: PageToken) -> Response:
    """Name, role and rights of whoever asks, and the page token that changes need."""
    signed = session_of(request.scope)
    told = signed and {
        "name": signed.name,
        "display_name": signed.display_name,
        "municipality_code": signed.municipality_code,
        "role": signed.role.value,
        "unit": signed.unit_name,
        "reads_all": signed.reads_all,
        "permissions": sorted(signed.permissions),
        "by_token": signed.session is None,
        "acting_for": signed.acting_for_name,
    }
    is_halfway = entering_of(request.scope) is not None
    return as_json({"signed_in": told, "is_halfway": is_halfway, "page_token": token})


@router.post("", summary="Sign in", response_model=StepTold)
async def enter(asked: AskedEntry, door: CurrentDoor, caller: CurrentCaller) -> Response:
    """Name and password; the cookie in the answer is the session. `next` tells what is left."""
    entered = await entering.enter(
        door,
        caller,
        name=asked.name,
        password=asked.password,
        municipality=asked.municipality,
    )
    answer = as_json({"next": entered.step})
    give(answer, door.settings, entered.cookie)
    return answer


@router.post(
    "/second-factor", summary="Give the code of the second factor", response_model=StepTold
)
async def prove(
    asked: AskedCode, signed: OnHerWay, door: CurrentDoor, caller: CurrentCaller
) -> Response:
    """A code that was not used before; the session goes on under another cookie."""
    cookie = await second_factor.prove(door, caller, signed, asked.code)
    answer = as_json({"next": Step.DONE})
    give(answer, door.settings, cookie)
    return answer


@router.post(
    "/second-factor/set-up", summary="Begin a second factor", response_model=BegunFactorTold
)
async def begin_factor(signed: OnHerWay, door: CurrentDoor) -> Response:
    """The secret for an authenticator; nothing is kept before it has shown a right code."""
    begun = second_factor.begin_set_up(door, signed)
    return as_json({"secret": begun.secret, "address": begun.address, "sealed": begun.sealed})


@router.put("/second-factor", summary="Confirm a second factor", response_model=RecoveryCodesTold)
async def confirm_factor(
    asked: AskedFactor, signed: OnHerWay, door: CurrentDoor, caller: CurrentCaller
) -> Response:
    """The first right code puts it in force; the recovery codes are told now and never again."""
    made = await second_factor.confirm(door, caller, signed, sealed=asked.sealed, code=asked.code)
    answer = as_json({"recovery_codes": made.codes})
    give(answer, door.settings, made.cookie)
    return answer


@router.delete("", status_code=204, summary="Sign out")
async def leave(door: CurrentDoor, caller: CurrentCaller) -> Response:
    """The session ends, here and in every copy of its cookie."""
    if caller.cookie is not None:
        await entering.leave(door, caller.cookie)
    answer = Response(status_code=204)
    take(answer, door.settings)
    return answer
