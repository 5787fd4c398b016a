"""Flags as far as a role goes, and what units write for themselves."""

from typing import Any
from uuid import UUID

from db.access import Permission
from db.rooms import flags, notes
from db.rooms.page import Page
from gis_service.errors import Conflict
from gis_service.rooms.properties import known_property
from gis_service.rooms.texts import without_cpr
from gis_service.signin.session import SignedIn
from gis_service.state import ShownRegistry

_NO_UNIT = Conflict(
    da="Din konto hører ikke til en åben enhed, så et notat ville være ingens.",
    en="Your account belongs to no open unit, so that a note would be nobody's.",
    next_da="Bed den der forvalter adgangen om at give kontoen en enhed.",
    next_en="Ask whoever manages access to give the account a unit.",
)


async def every_flag(
    registry: ShownRegistry,
    signed: SignedIn,
    *,
    property_key: str | None,
    after: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Flags of her own unit; of the municipality that units are there, for a coordinator."""
    return await flags.every(
        registry.rooms,
        signed.in_rooms,
        property_key=property_key,
        after=after,
        limit=limit,
        tells_type=signed.may(Permission.READ_FLAGS),
    )


async def notes_of(
    registry: ShownRegistry, signed: SignedIn, property_key: str, page: Page
) -> list[dict[str, Any]]:
    """The notes of her unit about a property; in an emergency those of every unit."""
    key = await known_property(registry, signed, property_key)
    return await notes.of_property(registry.rooms, signed.in_rooms, key, page)


async def add_note(registry: ShownRegistry, signed: SignedIn, property_key: str, body: str) -> UUID:
    """Add a note of her own unit."""
    kept = without_cpr(body)
    key = await known_property(registry, signed, property_key)
    made = await notes.add(registry.rooms, signed.in_rooms, key, kept)
    if made is None:
        raise _NO_UNIT
    return made
