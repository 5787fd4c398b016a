"""Which claims of the municipality's identity provider give which role and unit."""

from typing import Any

from db.logins import ApplicationRole
from db.staff import claim_mapping
from db.staff.claim_mapping import NewMapping
from gis_service.errors import Conflict, NotFound
from gis_service.signin.door import Door
from gis_service.signin.session import SignedIn

_TAKEN = Conflict(
    da="Der er allerede en regel for den værdi, eller enheden findes ikke.",
    en="There is a rule for this value already, or there is no such unit.",
    next_da="Fjern den gamle regel først, eller vælg en af kommunens åbne enheder.",
    next_en="Remove the old rule first, or choose an open unit of the municipality.",
)
_NONE = NotFound(
    da="Der er ingen regel med det nummer.",
    en="There is no rule of this number.",
    next_da="Genindlæs siden: den er måske allerede fjernet.",
    next_en="Reload the page: it may be removed already.",
)


async def every(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """The rules of the administrator's municipality."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        return await claim_mapping.every(act)


async def one(door: Door, signed: SignedIn, number: int) -> dict[str, Any]:
    """A rule of the administrator's municipality."""
    for each in await every(door, signed):
        if each["id"] == number:
            return each
    raise _NONE


async def add(door: Door, signed: SignedIn, new: NewMapping) -> None:
    """Keep another rule."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if await claim_mapping.add(act, new) is None:
            raise _TAKEN


async def remove(door: Door, signed: SignedIn, number: int) -> None:
    """Remove a rule."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await claim_mapping.remove(act, number):
            raise _NONE
