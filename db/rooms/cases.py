"""Cases: that something is going on at a property, and which unit answers for it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from db.acting import Act
from db.context import Context
from db.rooms.page import Page
from db.rooms.reading import Reading, shown
from db.rooms.rooms import Rooms, bounds

_FIELDS = ("number", "property_key", "unit_id", "state", "opened_on", "review_on", "closed_on")
_ONE = Reading(
    area="cases", table="case_head", fields=_FIELDS, keys="case_key", content="case_shown"
)
_SOME = Reading(
    area="cases",
    table="case_head",
    fields=_FIELDS,
    keys="case_page",
    content="case_shown",
    action="search",
)
_WORKLOAD = Reading(
    area="cases",
    table="case_head",
    fields=("unit_id", "state", "review_on", "closed_on"),
    keys=None,
    content="case_workload",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases are looked for; all where nothing is said."""

    property_key: str | None = None
    state: str | None = None


async def every(rooms: Rooms, context: Context, wanted: Wanted, page: Page) -> list[dict[str, Any]]:
    """The cases that she may see, the newest first."""
    return await shown(rooms, context, _SOME, {**asdict(wanted), **asdict(page)})


async def one(rooms: Rooms, context: Context, case: UUID) -> dict[str, Any] | None:
    """A case; nothing where there is none that she may see."""
    found = await shown(rooms, context, _ONE, {"case": case})
    return found[0] if found else None


async def workload(rooms: Rooms, context: Context) -> list[dict[str, Any]]:
    """How many cases each unit has, and how many are overdue; not where."""
    return await shown(rooms, context, _WORKLOAD)


async def open_case(
    rooms: Rooms, context: Context, property_key: str, unit: int | None, review_on: date | None
) -> UUID | None:
    """Open a case for a unit; nothing where she may open none for it."""
    values = {"property_key": property_key, "for_unit": unit, "review_on": review_on}
    async with rooms.acting(context) as act:
        found = await act.row("case_open", {**values, **bounds(context)})
    return found["id"] if found else None


async def held(act: Act, context: Context, case: UUID) -> dict[str, Any] | None:
    """A case that she may change, as it stands until the transaction ends."""
    return await act.row("case_held", {"case": case, **bounds(context)})


async def change(
    act: Act, context: Context, case: UUID, *, state: str, review_on: date | None
) -> None:
    """Set where a case stands; the day it is closed on is today's."""
    values = {"case": case, "state": state, "review_on": review_on}
    await act.run("case_change", {**values, **bounds(context)})


async def move(act: Act, context: Context, case: UUID, unit: int) -> bool:
    """Give a case to another unit; false where it is not hers to give, or no such unit is open."""
    values = {"case": case, "to_unit": unit, **bounds(context)}
    # Whoever sees one unit alone holds no right in that column.
    return bool(values["every_unit"]) and await act.run("case_move", values) == 1
