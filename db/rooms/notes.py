"""Unit notes: what a unit writes for itself; added to, never changed."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from db.context import Context
from db.rooms.page import Page
from db.rooms.reading import Reading, shown
from db.rooms.rooms import Rooms, bounds

BODY_LENGTH = 20_000
_NOTES = Reading(
    area="social",
    table="unit_note",
    fields=("unit_id", "body", "written_at"),
    keys="note_page",
    content="note_shown",
)
_EMERGENCY = "emergency access"


async def of_property(
    rooms: Rooms, context: Context, property_key: str, page: Page
) -> list[dict[str, Any]]:
    """The notes of her unit about a property, the newest first; in an emergency those of all."""
    async with rooms.acting(context) as act:
        found = await act.row("note_emergency", {"property_key": property_key, **bounds(context)})
    is_emergency = found is not None and found["has_emergency"]
    said = "; ".join(each for each in (context.purpose, _EMERGENCY) if each)
    reader = replace(context, purpose=said) if is_emergency else context
    values = {"property_key": property_key, "is_emergency": is_emergency, **asdict(page)}
    return await shown(rooms, reader, _NOTES, values)


async def add(rooms: Rooms, context: Context, property_key: str, body: str) -> UUID | None:
    """Add a note of her own unit; nothing where she belongs to none that is open."""
    values = {"property_key": property_key, "body": body, **bounds(context)}
    async with rooms.acting(context) as act:
        found = await act.row("note_add", values)
    return found["id"] if found else None
