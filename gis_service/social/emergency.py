"""Emergency access: opened with a reason, told to the leaders, reviewed by one of them."""

from typing import Any

from db.logins import ApplicationRole
from db.rooms import emergency as reviewed
from db.staff import emergency
from db.staff.emergency import Opened
from gis_service.errors import NotFound
from gis_service.rooms.properties import known_property
from gis_service.rooms.texts import without_cpr
from gis_service.signin.session import SignedIn
from gis_service.state import ShownRegistry

_NOT_WAITING = NotFound(
    da="Der er ingen andens nødadgang med det nummer, som venter på gennemsyn.",
    en="No emergency access of somebody else waits for review under this number.",
    next_da="Se dem i /api/emergency.",
    next_en="See them in /api/emergency.",
)


async def begin(
    registry: ShownRegistry, signed: SignedIn, property_key: str, reason: str
) -> Opened:
    """Open the notes of a property to her for some hours; her leaders are told at once."""
    why = without_cpr(reason)
    key = await known_property(registry, signed, property_key)
    async with registry.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        return await emergency.begin(act, key, why)


async def every(
    registry: ShownRegistry,
    signed: SignedIn,
    *,
    is_reviewed: bool | None,
    after: int | None,
    limit: int,
) -> list[dict[str, Any]]:
    """The emergency accesses of her municipality, for the leader who reviews them."""
    return await reviewed.every(
        registry.rooms, signed.in_rooms, is_reviewed=is_reviewed, after=after, limit=limit
    )


async def review(registry: ShownRegistry, signed: SignedIn, access: int) -> None:
    """Note that she has looked at one that somebody else opened."""
    if not await reviewed.review(registry.rooms, signed.in_rooms, access):
        raise _NOT_WAITING
