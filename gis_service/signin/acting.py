"""Act for a colleague who is away, in one session and for as long as she is."""

from typing import Any

from db.access import Role, needs_second_factor
from db.logins import ApplicationRole
from db.recording import Event, record
from db.staff import deputies
from gis_service.errors import Conflict, NotFound
from gis_service.signin.door import Door
from gis_service.signin.session import SignedIn

_NOT_HERS = NotFound(
    da="Du er ikke stedfortræder for den konto i dag.",
    en="You are not the deputy of that account today.",
    next_da="Se hvem du kan handle for under Min konto.",
    next_en="See whom you may act for under My account.",
)
_PROVE_FIRST = Conflict(
    da="Den rolle kræver to trin, og du er logget ind med ét.",
    en="That role needs a second factor, and you signed in with one.",
    next_da="Sæt to trin op under Min konto, og log ind igen.",
    next_en="Set up a second factor under My account, and sign in again.",
)


async def for_whom(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """The colleagues whom she may act for today."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        return await deputies.for_whom(act, signed.account_id)


async def act_for(door: Door, signed: SignedIn, absent_id: int) -> None:
    """Go on in the role and unit of a colleague whose deputy she is today."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        colleagues = await deputies.for_whom(act, signed.account_id)
        absent = next((each for each in colleagues if each["id"] == absent_id), None)
        if absent is None or absent["role"] not in set(Role):
            raise _NOT_HERS
        # Else she would stand before the door of her own session.
        if needs_second_factor(Role(absent["role"])) and not signed.is_proved_twice:
            raise _PROVE_FIRST
        if not await deputies.act_for(act, signed.session, absent_id):
            raise _NOT_HERS
        await record(act, Event.ACTING_BEGUN, {"account": absent_id})


async def act_as_herself(door: Door, signed: SignedIn) -> None:
    """Go on in her own role and unit."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        if await deputies.act_as_herself(act, signed.session):
            await record(act, Event.ACTING_ENDED)
