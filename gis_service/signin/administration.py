"""What an administrator does with the accounts and units of her own municipality."""

from typing import Any

import psycopg

from db.access import Role, opens_room
from db.logins import ApplicationRole
from db.staff import accounts, api_tokens, notices, sessions, units
from db.staff.accounts import Changed, NewAccount
from db.staff.notices import Kind
from gis_service.errors import Conflict, NotFound
from gis_service.signin import second_person
from gis_service.signin.door import Door
from gis_service.signin.links import Made
from gis_service.signin.second_person import NO_ACCOUNT, Waiting
from gis_service.signin.session import SignedIn

_TAKEN = Conflict(
    da="Brugernavnet er i brug, eller enheden findes ikke.",
    en="The user name is taken, or there is no such unit.",
    next_da="Vælg et andet brugernavn, eller en af kommunens enheder.",
    next_en="Choose another user name, or a unit of the municipality.",
)
_UNIT_TAKEN = Conflict(
    da="Der er allerede en enhed med det navn.",
    en="There is a unit of this name already.",
    next_da="Vælg et andet navn.",
    next_en="Choose another name.",
)
_NO_UNIT = NotFound(
    da="Der er ingen åben enhed med det nummer.",
    en="There is no open unit of this number.",
    next_da="Se enhederne i /api/units.",
    next_en="See the units in /api/units.",
)
_NO_CHANGE = Conflict(
    da="Kontoen er lukket, eller enheden findes ikke.",
    en="The account is closed, or there is no such unit.",
    next_da="Åbn kontoen igen først, eller vælg en af kommunens åbne enheder.",
    next_en="Reopen the account first, or choose an open unit of the municipality.",
)
_UNGUARDED = Conflict(
    da="Rollen kan først skiftes, når kontoen har to trin: én administrator ville ellers"
    " kunne overtage den.",
    en="The role can be changed once the account has a second factor: else one administrator alone"
    " could take it over.",
    next_da="Bed hende opsætte to trin under Min konto, og skift rollen bagefter.",
    next_en="Ask her to set up a second factor under My account, and change the role then.",
)
_NOT_ALONE = Conflict(
    da="Rollen åbner et fortroligt rum, og kontoen har fået sit link af dig eller venter på det.",
    en="The role opens a confidential room, and the account has its link from you or waits for it.",
    next_da="Bed en anden administrator om at skifte rollen.",
    next_en="Ask another administrator to change the role.",
)
_NOT_CLOSED = NotFound(
    da="Der er ingen lukket konto eller enhed med det nummer.",
    en="There is no closed account or unit of this number.",
    next_da="Genindlæs siden: den er måske åbnet igen.",
    next_en="Reload the page: it may be open again.",
)
_OWN = Conflict(
    da="Det kan du ikke gøre ved din egen konto.",
    en="You cannot do that to your own account.",
    next_da="Gør det under Min konto, eller bed en anden administrator.",
    next_en="Do it under My account, or ask another administrator.",
)


async def every(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """The accounts of the administrator's municipality."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        return await accounts.colleagues(act)


async def invite(door: Door, signed: SignedIn, new: NewAccount) -> tuple[int, Made | Waiting]:
    """Make an account, and the link with which its owner chooses a password.

    Into a room only the request for the link, where another administrator can confirm it.
    """
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        account_id = await accounts.add(act, new)
    if account_id is None:
        raise _TAKEN
    return account_id, await second_person.reset_link(door, signed, account_id)


async def reset_link(door: Door, signed: SignedIn, account_id: int) -> Made | Waiting:
    """A link with which somebody chooses a new password, or the request for one."""
    _refuse_own(signed, account_id)
    return await second_person.reset_link(door, signed, account_id)


async def remove_second_factor(door: Door, signed: SignedIn, account_id: int) -> Waiting:
    """Ask for the removal of a second factor whose device is lost."""
    _refuse_own(signed, account_id)
    return await second_person.remove_second_factor(door, signed, account_id)


async def one(door: Door, signed: SignedIn, account_id: int) -> dict[str, Any]:
    """An account of the administrator's municipality."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        account = await accounts.colleague(act, account_id)
    if account is None:
        raise NO_ACCOUNT
    return account


async def change(door: Door, signed: SignedIn, account_id: int, changed: Changed) -> None:
    """Change somebody's name, role or unit; it holds from her next request, and she is told."""
    _refuse_own(signed, account_id)
    before = await one(door, signed, account_id)
    # With a second factor in force neither a link nor its removal is one administrator's to make.
    is_guarded = before["has_second_factor"] or before["state"] == "invited"
    if not is_guarded and _opens_room(before["role"]) != _opens_room(changed.role):
        raise _UNGUARDED
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        try:
            is_changed = await accounts.change(act, account_id, changed)
        except psycopg.errors.InsufficientPrivilege as error:
            raise _NOT_ALONE from error
        if not is_changed:
            raise _NO_CHANGE
    await _tell(door, signed, account_id, Kind.CHANGED)


async def close(door: Door, signed: SignedIn, account_id: int) -> None:
    """Close an account: whoever holds a session or token of it is out at her next request."""
    _refuse_own(signed, account_id)
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await accounts.close(act, account_id):
            raise NO_ACCOUNT
    # Ended for good: an account that is opened again begins anew.
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        await sessions.revoke_others(act, account_id, None)
        await api_tokens.revoke_all(act, account_id)


async def reopen(door: Door, signed: SignedIn, account_id: int) -> None:
    """Open a closed account again, as it was: the same role, unit, password and second factor."""
    _refuse_own(signed, account_id)
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        if not await accounts.reopen(act, account_id):
            raise _NOT_CLOSED
    await _tell(door, signed, account_id, Kind.REOPENED)


async def every_unit(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """The units of the administrator's municipality."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        return await units.every(act)


async def one_unit(door: Door, signed: SignedIn, unit_id: int) -> dict[str, Any]:
    """A unit of the administrator's municipality."""
    for each in await every_unit(door, signed):
        if each["id"] == unit_id:
            return each
    raise _NO_UNIT


async def add_unit(door: Door, signed: SignedIn, name: str, contact: str | None) -> int:
    """Keep a new unit."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        unit_id = await units.add(act, name, contact)
    if unit_id is None:
        raise _UNIT_TAKEN
    return unit_id


async def change_unit(door: Door, signed: SignedIn, unit_id: int, contact: str | None) -> None:
    """Keep how colleagues reach a unit."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await units.change(act, unit_id, contact):
            raise _NO_UNIT


async def reopen_unit(door: Door, signed: SignedIn, unit_id: int) -> None:
    """Open a closed unit again."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await units.reopen(act, unit_id):
            raise _NOT_CLOSED


async def close_unit(door: Door, signed: SignedIn, unit_id: int) -> None:
    """Close a unit from today; what it has written stays its own."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await units.close(act, unit_id):
            raise _NO_UNIT


def _refuse_own(signed: SignedIn, account_id: int) -> None:
    # A stolen session must not be able to take the whole account over.
    if account_id == signed.account_id:
        raise _OWN


def _opens_room(role: str) -> bool:
    """Whether a role opens a confidential room; one unknown here is held to."""
    return role not in set(Role) or opens_room(Role(role))


async def _tell(door: Door, signed: SignedIn, account_id: int, kind: Kind) -> None:
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        await notices.tell(act, account_id, kind, about=signed.account_id)
