"""One-time links: made by an administrator or by the first start, used to choose a password."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db.access import Role
from db.context import Context
from db.logins import ApplicationRole
from db.person import COMMAND_LINE
from db.recording import Event, record
from db.staff import accounts, api_tokens, notices, one_time_links, sessions
from db.staff.accounts import NewAccount
from db.staff.notices import Kind
from db.staff.one_time_links import FoundLink
from db.staff.staff import Act, Staff
from gis_service.audit.signing import tell
from gis_service.errors import BadRequest, NotFound
from gis_service.signin import limits
from gis_service.signin.door import Door
from gis_service.signin.entering import spelled
from gis_service.signin.opaque import digest, fresh
from gis_service.signin.passwords import refuse_weak

LIFETIME = timedelta(hours=24)
MUNICIPALITY = re.compile(r"[0-9A-Z][0-9A-Z_-]{1,19}")
NAME = re.compile(r"[a-z0-9æøåäöü][a-z0-9æøåäöü._@+-]{1,119}")
DISPLAY_NAME_LENGTH = 120
GONE = NotFound(
    da="Linket er brugt, udløbet eller forkert.",
    en="The link was used, has ended, or is wrong.",
    next_da="Bed en administrator om et nyt link.",
    next_en="Ask an administrator for a new link.",
)
_UNREADABLE = BadRequest(
    da="Kommunekode, brugernavn eller navn kan ikke bruges.",
    en="The municipality code, the user name or the name cannot be used.",
    next_da="Kommunekoden er fx 0360; brugernavnet har små bogstaver, tal, punktum og @.",
    next_en="The code is for instance 0360; the user name has small letters, digits, dots and @.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A link that was just made; what it holds is told now and never again."""

    token: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPerson:
    """What the first administrator says of herself."""

    municipality_code: str
    name: str
    display_name: str


async def make(staff: Staff, context: Context, account_id: int, made_by: int | None) -> Made | None:
    """Make a link for an account of the context's municipality; its owner is told."""
    async with staff.acting(context) as act:
        return await make_in(act, account_id, made_by)


async def make_in(act: Act, account_id: int, made_by: int | None) -> Made | None:
    """Make a link in a transaction that does more."""
    token = fresh()
    ends_at = await one_time_links.make(
        act, digest(token), account_id=account_id, made_by=made_by, lifetime=LIFETIME
    )
    if ends_at is None:
        return None
    await notices.tell(act, account_id, Kind.RESET, about=made_by)
    await record(act, Event.LINK_MADE, {"account": account_id})
    return Made(token=token, ends_at=ends_at)


async def found(door: Door, token: str) -> FoundLink:
    """Whom a link is for, without using it up."""
    async with door.staff.acting() as act:
        link = await one_time_links.found(act, digest(token))
    if link is None:
        raise GONE
    return link


async def complete(door: Door, token: str, password: str, first: FirstPerson | None = None) -> str:
    """Use a link up: the chosen password is kept, and the user name told.

    Every session and personal token of the account ends: whoever had the old password is out.
    """
    link = await found(door, token)
    person = None
    if link.account_id is None:
        person = _readable(first)
    name = link.name if person is None else person.name
    if name is None:
        raise GONE
    refuse_weak(password, name)
    hashed = await door.passwords.hashed(password)
    async with door.staff.acting() as act:
        # Asked again while it is used: hashing took its time, and somebody may have been faster.
        if await one_time_links.use(act, digest(token)) is None:
            raise GONE
        account_id = link.account_id if person is None else await _first(act, person)
        if account_id is None or not await accounts.set_password(act, account_id, hashed):
            raise GONE
        await sessions.revoke_others(act, account_id, None)
        await api_tokens.revoke_all(act, account_id)
        account = await accounts.numbered(act, account_id)
        if account is not None:
            await limits.succeeded(act, door.vault, account, limits.by_name(door.vault, name))
            await tell(door, act, Event.LINK_USED, account)
    return name


async def make_first(staff: Staff) -> str | None:
    """The secret of the link that makes the first administrator; nothing where there is one."""
    token = fresh()
    async with staff.acting() as act:
        if await accounts.has_administrator(act):
            return None
        await one_time_links.make_first(act, digest(token), LIFETIME)
        await record(act, Event.LINK_MADE, {"first": True})
    return token


async def make_by_name(staff: Staff, name: str, municipality: str | None) -> Made | None:
    """A link for an account by its name, for whoever runs the machine."""
    async with staff.acting() as act:
        account = await accounts.named(act, spelled(name), municipality)
    if account is None:
        return None
    context = by_machine(account.municipality_code)
    return await make(staff, context, account.id, None)


def by_machine(municipality: str) -> Context:
    """The context of whoever runs the machine, for an account of a municipality."""
    person = replace(COMMAND_LINE, municipality=municipality)
    return person.context(ApplicationRole.SIGN_IN)


async def _first(act: Act, person: FirstPerson) -> int | None:
    if await accounts.has_administrator(act):
        return None
    new = NewAccount(
        municipality_code=person.municipality_code,
        name=person.name,
        display_name=person.display_name,
        role=Role.ADMINISTRATOR.value,
    )
    return await accounts.add(act, new)


def _readable(person: FirstPerson | None) -> FirstPerson:
    """The first administrator as she is kept."""
    if person is None:
        raise _UNREADABLE
    kept = FirstPerson(
        municipality_code=person.municipality_code.strip().upper(),
        name=spelled(person.name),
        display_name=person.display_name.strip(),
    )
    if not (
        MUNICIPALITY.fullmatch(kept.municipality_code)
        and NAME.fullmatch(kept.name)
        and 1 <= len(kept.display_name) <= DISPLAY_NAME_LENGTH
    ):
        raise _UNREADABLE
    return kept
