"""Reading the log: each look is a line of it, kept before anything is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.log import lines as log
from db.log.lines import ACTIONS, Asked, Place
from db.logins import ApplicationRole
from gis_service.errors import BadRequest, TooLarge
from gis_service.signin.door import Door
from gis_service.signin.session import SignedIn

# What a file holds at most; more is asked for day by day, so that nothing is left out unseen.
MOST_IN_A_FILE = 20_000
OFFICER = ApplicationRole.DATA_PROTECTION_OFFICER
_TOO_MANY = TooLarge(
    da=f"Der er flere end {MOST_IN_A_FILE} linjer.",
    en=f"There are more than {MOST_IN_A_FILE} lines.",
    next_da="Vælg en kortere periode, og hent flere filer.",
    next_en="Choose a shorter time, and take several files.",
)
NOT_A_PLACE = BadRequest(
    da="»after« er ikke et sted i loggen.",
    en="“after” is no place in the log.",
    next_da="Følg »next« i svaret før.",
    next_en="Follow “next” of the answer before.",
)
NO_SUCH_ACTION = BadRequest(
    da="Der er ingen handling med det navn.",
    en="There is no action of this name.",
    next_da=f"Vælg en af: {', '.join(ACTIONS)}.",
    next_en=f"Choose one of: {', '.join(ACTIONS)}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the log.

    Attributes:
        after: Where the next page begins; None where this is the last.
    """

    lines: Sequence[dict[str, Any]]
    after: Place | None


def place_of(text: str | None) -> Place | None:
    """Where a page begins, as an address carries it."""
    try:
        return Place.read(text) if text else None
    except (ValueError, OverflowError):
        raise NOT_A_PLACE from None


async def page(door: Door, signed: SignedIn, asked: Asked, after: Place | None, most: int) -> Found:
    """The newest lines that fit; the look is told first."""
    await _tell(door, signed, "lines", asked)
    async with door.officers.acting(signed.context(OFFICER)) as act:
        found = await log.lines(act, asked, after, most)
    shown = found[:most]
    return Found(
        lines=shown, after=Place(shown[-1]["at"], shown[-1]["id"]) if found[most:] else None
    )


async def file(door: Door, signed: SignedIn, asked: Asked) -> Sequence[dict[str, Any]]:
    """All lines that fit; refused where they are more than a file holds."""
    await _tell(door, signed, "file", asked)
    return await _all(door, signed, asked)


async def subject(door: Door, signed: SignedIn, asked: Asked) -> Sequence[dict[str, Any]]:
    """All lines about a property, for the citizen who asks who has looked."""
    await _tell(door, signed, "data subject", asked)
    return await _all(door, signed, asked)


async def _tell(door: Door, signed: SignedIn, what: str, asked: Asked) -> None:
    async with door.officers.acting(signed.context(OFFICER)) as act:
        await log.look(act, what, asked)


async def _all(door: Door, signed: SignedIn, asked: Asked) -> Sequence[dict[str, Any]]:
    async with door.officers.acting(signed.context(OFFICER)) as act:
        found = await log.lines(act, asked, None, MOST_IN_A_FILE)
    if found[MOST_IN_A_FILE:]:
        raise _TOO_MANY
    return found
