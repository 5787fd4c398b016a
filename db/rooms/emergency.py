"""Emergency accesses as a leader reviews them: who, when and why, not where."""

from typing import Any

from db.context import Context
from db.rooms.reading import Reading, shown
from db.rooms.rooms import Rooms, bounds

_ACCESSES = Reading(
    area="staff",
    table="emergency_access",
    fields=("account_id", "reason", "begins_at", "ends_at", "reviewed_by", "reviewed_at"),
    keys="emergency_page",
    content="emergency_shown",
)


async def every(
    rooms: Rooms, context: Context, *, is_reviewed: bool | None, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """The emergency accesses of her municipality, the newest first."""
    values = {"is_reviewed": is_reviewed, "after": after, "limit": limit}
    return await shown(rooms, context, _ACCESSES, values)


async def review(rooms: Rooms, context: Context, access: int) -> bool:
    """Note that she has looked at one; false where none of another's waits under this number."""
    async with rooms.acting(context) as act:
        return await act.run("emergency_review", {"access": access, **bounds(context)}) == 1
