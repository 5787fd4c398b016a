"""What would let one administrator become somebody else: asked by one, confirmed by another."""

from dataclasses import dataclass
from typing import Any

from db.logins import ApplicationRole
from db.recording import Event, record
from db.staff import accounts, api_tokens, notices, requests, sessions
from db.staff.notices import Kind
from db.staff.requests import What
from db.staff.staff import Act, Staff
from gis_service.errors import Conflict, NotFound
from gis_service.signin import links
from gis_service.signin.door import Door
from gis_service.signin.entering import spelled
from gis_service.signin.links import Made
from gis_service.signin.session import SignedIn

NO_ACCOUNT = NotFound(
    da="Der er ingen konto med det nummer.",
    en="There is no account of this number.",
    next_da="Se kontiene i /api/accounts.",
    next_en="See the accounts in /api/accounts.",
)
_NO_REQUEST = NotFound(
    da="Der er ingen åben anmodning med det nummer, som du kan afgøre.",
    en="There is no open request of this number that is yours to decide.",
    next_da="Den er måske afgjort eller udløbet, eller det er dig selv, der har bedt om den.",
    next_en="It may be decided or ended, or it was you who asked for it.",
)
_ASKED = Conflict(
    da="Det er der allerede bedt om.",
    en="It was asked for already.",
    next_da="Bed en anden administrator om at bekræfte det.",
    next_en="Ask another administrator to confirm it.",
)
_ALONE = Conflict(
    da="En anden administrator skal bekræfte det, og kommunen har ingen anden.",
    en="A second administrator has to confirm it, and the municipality has no other.",
    next_da="Inviter en, eller bed den, der driver tjenesten, om det: landsbyatlas staff.",
    next_en="Invite one, or ask whoever runs the service for it: landsbyatlas staff.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that another administrator is to confirm."""

    request: int


async def reset_link(door: Door, signed: SignedIn, account_id: int) -> Made | Waiting:
    """A link for an account; of one that opens a room, a request for it."""
    context = signed.context(ApplicationRole.SIGN_IN)
    if await _is_needed(door, signed, account_id):
        return await _asked(door, signed, What.RESET_LINK, account_id)
    made = await links.make(door.staff, context, account_id, signed.account_id)
    if made is None:
        raise NO_ACCOUNT
    return made


async def remove_second_factor(door: Door, signed: SignedIn, account_id: int) -> Waiting:
    """Ask for the removal of a second factor whose device is lost."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        account = await accounts.numbered(act, account_id)
    if (
        account is None
        or account.municipality_code != signed.municipality_code
        or account.totp_confirmed_at is None
        or account.state == "closed"
    ):
        raise NO_ACCOUNT
    return await _asked(door, signed, What.SECOND_FACTOR_REMOVAL, account_id)


async def open_ones(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """What waits in the administrator's municipality."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        found = await requests.open_ones(act)
    return [{**each, "is_own": each["asked_by_id"] == signed.account_id} for each in found]


async def one(door: Door, signed: SignedIn, request: int) -> dict[str, Any]:
    """A request that waits."""
    for each in await open_ones(door, signed):
        if each["id"] == request:
            return each
    raise _NO_REQUEST


async def confirm(door: Door, signed: SignedIn, request: int) -> Made | None:
    """Confirm what another asked for, which does it; a link is told to whoever confirms."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        decided = await requests.confirm(act, request)
        if decided is None:
            raise _NO_REQUEST
        if decided.what is What.SECOND_FACTOR_REMOVAL:
            await _removed(act, decided.account_id, signed.account_id)
            return None
        made = await links.make_in(act, decided.account_id, signed.account_id)
        if made is None:
            raise NO_ACCOUNT
        return made


async def refuse(door: Door, signed: SignedIn, request: int) -> None:
    """Refuse what another asked for, or take back one's own."""
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if await requests.refuse(act, request) is None:
            raise _NO_REQUEST


async def remove_by_name(staff: Staff, name: str, municipality: str | None) -> bool:
    """Remove a second factor, for whoever runs the machine, who is the second person then."""
    async with staff.acting() as act:
        account = await accounts.named(act, spelled(name), municipality)
    if account is None or account.totp_confirmed_at is None:
        return False
    async with staff.acting(links.by_machine(account.municipality_code)) as act:
        await _removed(act, account.id, None)
    return True


async def _is_needed(door: Door, signed: SignedIn, account_id: int) -> bool:
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        is_needed = await requests.is_needed(act, account_id)
    if is_needed is None:
        raise NO_ACCOUNT
    return is_needed


async def _asked(door: Door, signed: SignedIn, what: What, account_id: int) -> Waiting:
    async with door.staff.acting(signed.context(ApplicationRole.ADMINISTRATOR)) as act:
        if not await requests.confirmers(act, account_id):
            raise _ALONE
        request = await requests.ask(act, what, account_id)
        if request is None:
            raise _ASKED
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        await notices.tell_administrators(
            act, Kind.REQUESTED, about=account_id, but=signed.account_id
        )
    return Waiting(request=request)


async def _removed(act: Act, account_id: int, by: int | None) -> None:
    await accounts.remove_second_factor(act, account_id)
    await sessions.revoke_others(act, account_id, None)
    await api_tokens.revoke_all(act, account_id)
    await notices.tell(act, account_id, Kind.SECOND_FACTOR_REMOVED, about=by)
    await record(act, Event.FACTOR_REMOVED, {"account": account_id})
