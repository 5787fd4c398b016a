"""Find, open and change the cases of one's own unit or municipality."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from db.rooms import cases
from db.rooms.cases import Wanted
from db.rooms.page import Page
from gis_service.cases.schemas import AskedCase, AskedChange
from gis_service.errors import Conflict, NotFound, Stale
from gis_service.rooms.properties import known_property
from gis_service.signin.session import SignedIn
from gis_service.state import ShownRegistry

_NO_CASE = NotFound(
    da="Der er ingen sag med det nummer, som du kan se eller ændre.",
    en="There is no case of this number that you may see or change.",
    next_da="Se sagerne i /api/cases.",
    next_en="See the cases in /api/cases.",
)
_NO_UNIT = Conflict(
    da="Sagen kan ikke gives til den enhed.",
    en="The case cannot be given to that unit.",
    next_da="Vælg en åben enhed, som du kan give sager til; din egen, hvis du hører til en.",
    next_en="Choose an open unit that you may give cases to; your own, if you belong to one.",
)
_STALE = Stale(
    da="Sagen er ændret af en anden, siden du åbnede den. Intet er gemt.",
    en="Somebody changed the case since you opened it. Nothing was kept.",
    next_da="Åbn sagen igen, og lav ændringen om.",
    next_en="Open the case again, and make the change once more.",
)


async def every(
    registry: ShownRegistry, signed: SignedIn, wanted: Wanted, page: Page
) -> list[dict[str, Any]]:
    """The cases that she may see, each with its etag."""
    found = await cases.every(registry.rooms, signed.in_rooms, wanted, page)
    return [told(each) for each in found]


async def one(registry: ShownRegistry, signed: SignedIn, case: UUID) -> dict[str, Any]:
    """A case; one that she may not see is not there."""
    found = await cases.one(registry.rooms, signed.in_rooms, case)
    if found is None:
        raise _NO_CASE
    return told(found)


async def workload(registry: ShownRegistry, signed: SignedIn) -> list[dict[str, Any]]:
    """How much each unit has to do."""
    return await cases.workload(registry.rooms, signed.in_rooms)


async def open_case(registry: ShownRegistry, signed: SignedIn, asked: AskedCase) -> UUID:
    """Open a case at a property of her municipality."""
    key = await known_property(registry, signed, asked.property)
    unit = signed.unit_id if asked.unit_id is None else asked.unit_id
    made = await cases.open_case(registry.rooms, signed.in_rooms, key, unit, asked.review_on)
    if made is None:
        raise _NO_UNIT
    return made


async def change(
    registry: ShownRegistry, signed: SignedIn, case: UUID, match: str, asked: AskedChange
) -> str:
    """Change a case as it was seen, whole or not at all; its etag afterwards."""
    context = signed.in_rooms
    async with registry.rooms.acting(context) as act:
        held = await cases.held(act, context, case)
        if held is None:
            raise _NO_CASE
        if match != etag(held):
            raise _STALE
        said = asked.model_fields_set
        await cases.change(
            act,
            context,
            case,
            state=asked.state or held["state"],
            review_on=asked.review_on if "review_on" in said else held["review_on"],
        )
        is_moved = asked.unit_id not in {None, held["unit_id"]}
        if is_moved and not await cases.move(act, context, case, asked.unit_id or 0):
            raise _NO_UNIT
        after = await cases.held(act, context, case)
    return etag(after or held)


def told(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case as it is told, with what its state is known by."""
    return {**case, "etag": etag(case)}


def etag(case: Mapping[str, Any]) -> str:
    """What is the same for as long as nobody has changed the case."""
    return f'"{hashlib.sha256(orjson.dumps(dict(case))).hexdigest()[:32]}"'
