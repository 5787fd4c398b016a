"""The citizen adviser's own log: outside every case, and hers alone."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from db.context import Context
from db.rooms.page import Page
from db.rooms.reading import Reading, shown
from db.rooms.rooms import Rooms, bounds

BODY_LENGTH = 20_000
# Even the audit does not point at an entry.
_ENTRIES = Reading(area="private", table="entry", fields=(), keys=None, content="entry_page")


async def every(rooms: Rooms, context: Context, page: Page) -> list[dict[str, Any]]:
    """Her entries, the newest first."""
    return await shown(rooms, context, _ENTRIES, asdict(page))


async def add(rooms: Rooms, context: Context, body: str) -> UUID:
    """Keep an entry."""
    async with rooms.acting(context) as act:
        found = await act.rows("entry_add", {"body": body, **bounds(context)})
    made: UUID = found[0]["id"]
    return made


async def delete(rooms: Rooms, context: Context, entry: UUID) -> bool:
    """Delete an entry; false where she has none of this number."""
    async with rooms.acting(context) as act:
        return await act.run("entry_delete", {"entry": entry, **bounds(context)}) == 1


async def report(rooms: Rooms, context: Context, entry: UUID, on: date | None) -> bool:
    """Keep that she notified the municipality on a day, and nothing of what; None takes it back."""
    values = {"entry": entry, "reported_on": on, **bounds(context)}
    async with rooms.acting(context) as act:
        return await act.run("entry_reported", values) == 1
