"""What a citizen adviser keeps for herself."""

from datetime import date
from typing import Any
from uuid import UUID

from db.clock import today
from db.rooms import entries
from db.rooms.page import Page
from gis_service.errors import BadRequest, NotFound
from gis_service.rooms.texts import without_cpr
from gis_service.signin.session import SignedIn
from gis_service.state import ShownRegistry

_NO_ENTRY = NotFound(
    da="Du har intet notat med det nummer.",
    en="You have no entry of this number.",
    next_da="Se dine notater i /api/private/entries.",
    next_en="See your entries in /api/private/entries.",
)
_NOT_YET = BadRequest(
    da="Dagen er ikke kommet endnu.",
    en="That day has not come yet.",
    next_da="Skriv dagen, da underretningen blev givet.",
    next_en="Write the day on which the municipality was notified.",
)


async def every(registry: ShownRegistry, signed: SignedIn, page: Page) -> list[dict[str, Any]]:
    """Her own entries."""
    return await entries.every(registry.rooms, signed.in_rooms, page)


async def add(registry: ShownRegistry, signed: SignedIn, body: str) -> UUID:
    """Keep an entry."""
    return await entries.add(registry.rooms, signed.in_rooms, without_cpr(body))


async def delete(registry: ShownRegistry, signed: SignedIn, entry: UUID) -> None:
    """Delete an entry of hers for good."""
    if not await entries.delete(registry.rooms, signed.in_rooms, entry):
        raise _NO_ENTRY


async def report(registry: ShownRegistry, signed: SignedIn, entry: UUID, on: date | None) -> None:
    """Keep that she notified the municipality on a day."""
    if on is not None and on > today():
        raise _NOT_YET
    if not await entries.report(registry.rooms, signed.in_rooms, entry, on):
        raise _NO_ENTRY
