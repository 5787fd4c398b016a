"""Coming in and leaving: the password, and the session that it opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db.access import Role, needs_second_factor
from db.recording import Event
from db.staff import accounts, sessions
from db.staff.accounts import Account
from db.staff.sessions import NewSession
from db.staff.staff import Act
from gis_service.audit.signing import tell
from gis_service.errors import SignInFailed
from gis_service.signin import limits
from gis_service.signin.door import Door
from gis_service.signin.opaque import digest, fresh

DEVICE_LENGTH = 120
# How long somebody may take between her password and her code.
_HALFWAY = timedelta(minutes=15)
_WRONG = SignInFailed(
    da="Brugernavn eller adgangskode er forkert.",
    en="The user name or the password is wrong.",
    # The same words for a name that nobody has: they tell of no account.
    next_da="Prøv igen; efter fem forkerte forsøg er der lukket i et kvarter. Har du glemt den, så"
    " bed en administrator om et nyt link.",
    next_en="Try again; after five wrong ones it is closed for a quarter of an hour. If you have"
    " forgotten it, ask an administrator for a new link.",
)


class Step(StrEnum):
    """What is left to do after the password."""

    DONE = "done"
    SECOND_FACTOR = "second_factor"
    SET_UP_SECOND_FACTOR = "set_up_second_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Where a request comes from.

    Attributes:
        cookie: The session that it came with; it ends when another begins.
        device: What the browser calls itself.
    """

    address: str
    device: str | None
    cookie: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A session that has just begun: what its cookie holds, and what is left to do."""

    cookie: str
    step: Step


async def enter(
    door: Door, caller: Caller, *, name: str, password: str, municipality: str | None = None
) -> Entered:
    """Sign somebody in by name and password.

    Known and unknown names meet the same limits, cost the same hashes and get the same words.
    """
    name = spelled(name)
    by_name = limits.by_name(door.vault, name)
    by_address = limits.by_address(door.vault, caller.address)
    owner = limits.owner(door.vault, name, municipality)
    async with door.staff.acting() as act:
        begun = await limits.begin(act, by_name, by_address, owner=owner)
        account = await accounts.named(act, name, municipality)
    if isinstance(begun, datetime):
        raise limits.too_many(begun)
    is_active = account is not None and account.state == "active"
    kept = account.password_hash if account is not None and is_active else None
    checked = await door.passwords.check(password, kept)
    if account is None or not checked.is_right:
        async with door.staff.acting() as act:
            await limits.failed(door, act, by_name, account)
        raise _WRONG
    async with door.staff.acting() as act:
        await limits.succeeded(act, door.vault, account, by_name, by_address)
        if checked.fresh is not None and kept is not None:
            await accounts.rehash(act, account.id, kept, checked.fresh)
        step = left_to_prove(account)
        cookie = await begin_session(act, door, caller, account.id, step=step)
        if step is Step.DONE:
            await tell(door, act, Event.SIGNED_IN, account)
    return Entered(cookie=cookie, step=step)


async def leave(door: Door, cookie: str) -> None:
    """End the session of a cookie."""
    async with door.staff.acting() as act:
        await sessions.end(act, digest(cookie))


async def begin_session(
    act: Act,
    door: Door,
    caller: Caller,
    account_id: int,
    *,
    step: Step,
    is_proved_twice: bool = False,
) -> str:
    """Begin a session under a secret of its own, never one that the browser brought along."""
    if caller.cookie is not None:
        await sessions.end(act, digest(caller.cookie))
    cookie = fresh()
    new = NewSession(
        token_hash=digest(cookie),
        account_id=account_id,
        lifetime=door.settings.longest if step is Step.DONE else _HALFWAY,
        is_proved_twice=is_proved_twice,
        device=caller.device and caller.device[:DEVICE_LENGTH],
    )
    await sessions.start(act, new)
    return cookie


def spelled(name: str) -> str:
    """A user name as accounts keep it."""
    return name.strip().lower()


def left_to_prove(account: Account) -> Step:
    """What is left after somebody has come in one way."""
    if account.totp_confirmed_at is not None:
        return Step.SECOND_FACTOR
    if account.role in set(Role) and needs_second_factor(Role(account.role)):
        return Step.SET_UP_SECOND_FACTOR
    return Step.DONE
