"""What an administrator does with the accounts and units of her own municipality."""

from typing import Any

from db.logins import ApplicationRole
from db.staff import accounts, notices, sessions, units
from db.staff.accounts import NewAccount
from db.staff.notices import Kind
from gis_service.errors import Conflict, NotFound
from gis_service.signin import links
from gis_service.signin.door import Door
from gis_service.signin.links import Made
from gis_service.signin.session import SignedIn

_NO_ACCOUNT = NotFound(
    da="Der er ingen konto med det nummer.",
    en="There is no account of this number.",
    next_da="Se kontiene i /api/accounts.",
    next_en="See the accounts in /api/accounts.",
)
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


async def invite(door: Door, signed: SignedIn, new: NewAccount) -> tuple[int, Made]:
    """Make an account, and the link with which its owner chooses a password."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        account_id = await accounts.add(act, new)
    if account_id is None:
        raise _TAKEN
    return account_id, await reset_link(door, signed, account_id)


async def reset_link(door: Door, signed: SignedIn, account_id: int) -> Made:
    """A link with which somebody chooses a new password."""
    _refuse_own(signed, account_id)
    context = signed.context(ApplicationRole.SIGN_IN)
    made = await links.make(door.staff, context, account_id, signed.account_id)
    if made is None:
        raise _NO_ACCOUNT
    return made


async def remove_second_factor(door: Door, signed: SignedIn, account_id: int) -> None:
    """Take away a second factor whose device is lost; she is told, and sets up a new one."""
    _refuse_own(signed, account_id)
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        account = await accounts.numbered(act, account_id)
        if account is None or account.municipality_code != signed.municipality_code:
            raise _NO_ACCOUNT
        await accounts.remove_second_factor(act, account_id)
        await sessions.revoke_others(act, account_id, None)
        await notices.tell(act, account_id, Kind.SECOND_FACTOR_REMOVED, about=signed.account_id)


async def close(door: Door, signed: SignedIn, account_id: int) -> None:
    """Close an account: whoever holds a session or token of it is out at her next request."""
    _refuse_own(signed, account_id)
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await accounts.close(act, account_id):
            raise _NO_ACCOUNT


async def every_unit(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """The units of the administrator's municipality."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        return await units.every(act)


async def add_unit(door: Door, signed: SignedIn, name: str, contact: str | None) -> int:
    """Keep a new unit."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        unit_id = await units.add(act, name, contact)
    if unit_id is None:
        raise _UNIT_TAKEN
    return unit_id


async def close_unit(door: Door, signed: SignedIn, unit_id: int) -> None:
    """Close a unit from today; what it has written stays its own."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await units.close(act, unit_id):
            raise _NO_UNIT


def _refuse_own(signed: SignedIn, account_id: int) -> None:
    # A stolen session must not be able to take the whole account over.
    if account_id == signed.account_id:
        raise _OWN
