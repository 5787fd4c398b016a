"""Social flags, as the people who have a right to them see them."""

from typing import Any

from db.context import Context
from db.rooms.reading import Reading, shown
from db.rooms.rooms import Rooms

_FLAGS = Reading(
    area="social",
    table="flag",
    fields=("flag_type", "unit", "review_on"),
    keys="flag_page",
    content="flag_shown",
    action="search",
)
_INVOLVEMENT = Reading(
    area="social",
    table="flag",
    fields=("unit", "review_on"),
    keys="flag_page",
    content="flag_involvement",
    action="search",
)


async def every(
    rooms: Rooms,
    context: Context,
    *,
    property_key: str | None,
    after: str | None,
    limit: int,
    tells_type: bool,
) -> list[dict[str, Any]]:
    """What her own unit has flagged; of a coordinator's municipality that units are there."""
    reading = _FLAGS if tells_type else _INVOLVEMENT
    values = {"property_key": property_key, "after": after, "limit": limit}
    return await shown(rooms, context, reading, values)
