"""The second factor of an account: set up, asked for, and taken away again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from db.logins import ApplicationRole
from db.recording import Event, record
from db.staff import accounts, api_tokens, attempts, recovery_codes, sessions
from db.staff.accounts import Account
from db.staff.staff import Act
from gis_service.errors import Conflict, SignInFailed
from gis_service.signin import limits, recovery, totp
from gis_service.signin.door import Door
from gis_service.signin.entering import Caller, Step, begin_session
from gis_service.signin.opaque import digest
from gis_service.signin.session import SignedIn

_WRONG = SignInFailed(
    da="Koden er forkert eller allerede brugt.",
    en="The code is wrong or was used already.",
    next_da="Vent på den næste kode i din app, eller brug en af dine engangskoder.",
    next_en="Wait for the next code in your app, or use one of your recovery codes.",
)
_IS_SET = Conflict(
    da="Din konto har allerede to trin.",
    en="Your account has a second factor already.",
    next_da="Fjern det først under Min konto, hvis du har fået en ny telefon.",
    next_en="Remove it first under My account, if you have a new phone.",
)
_Came = TypeVar("_Came")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What an authenticator is told once.

    Attributes:
        sealed: The secret as it is sent back with the first code; the page keeps it meanwhile,
            so that nobody else who knows the password can put a secret of his own in its place.
    """

    secret: str
    address: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A second factor that is in force: the new session's cookie, and the codes to keep."""

    cookie: str
    codes: tuple[str, ...]


def begin_set_up(door: Door, signed: SignedIn) -> SetUp:
    """Make a secret for an authenticator; nothing is kept before it has shown a right code."""
    if signed.has_second_factor:
        raise _IS_SET
    secret = totp.fresh_secret()
    sealed = door.vault.seal(_set_up_in(signed), secret)
    return _told(signed, secret, sealed)


def set_up_again(door: Door, signed: SignedIn, sealed: str) -> SetUp:
    """The same secret once more, after a wrong code; another where it was not made here."""
    content = _content(sealed)
    secret = door.vault.opened(_set_up_in(signed), content)
    return begin_set_up(door, signed) if secret is None else _told(signed, secret, content)


async def confirm(
    door: Door, caller: Caller, signed: SignedIn, *, sealed: str, code: str
) -> Confirmed:
    """The authenticator shows a right code: from now on it is asked for."""
    secret = door.vault.opened(_set_up_in(signed), _content(sealed))
    codes = recovery.fresh_codes()

    async def confirmed(act: Act, account: Account) -> str | None:
        step = None if secret is None else totp.step_of(secret, recovery.plain(code))
        if secret is None or step is None:
            return None
        kept = door.vault.seal(place(account.id), secret)
        if not await accounts.confirm_second_factor(act, account.id, kept, step):
            raise _IS_SET
        await recovery_codes.replace(act, account.id, [_hash_of(each) for each in codes])
        # Whoever came in with the password alone is out.
        await sessions.revoke_others(act, account.id, None)
        await record(act, Event.FACTOR_SET)
        return await _proved(act, door, caller, signed)

    return Confirmed(cookie=await _guarded(door, signed, confirmed), codes=codes)


async def prove(door: Door, caller: Caller, signed: SignedIn, code: str) -> str:
    """Take a code of the authenticator or a recovery code, and begin the session that it opens."""

    async def proved(act: Act, account: Account) -> str | None:
        if not await _is_taken(door, act, account, code):
            return None
        return await _proved(act, door, caller, signed)

    return await _guarded(door, signed, proved)


async def take(door: Door, signed: SignedIn, code: str) -> None:
    """Take a code of somebody whose session is whole already."""

    async def taken(act: Act, account: Account) -> bool | None:
        return await _is_taken(door, act, account, code) or None

    await _guarded(door, signed, taken)


async def remove(door: Door, signed: SignedIn, code: str) -> None:
    """Take the second factor away, with a last code; every other session and token ends."""

    async def removed(act: Act, account: Account) -> bool | None:
        if not await _is_taken(door, act, account, code):
            return None
        await accounts.remove_second_factor(act, account.id)
        await sessions.revoke_others(act, account.id, signed.session)
        await api_tokens.revoke_all(act, account.id)
        await record(act, Event.FACTOR_REMOVED)
        return True

    await _guarded(door, signed, removed)


async def _guarded(
    door: Door, signed: SignedIn, work: Callable[[Act, Account], Awaitable[_Came | None]]
) -> _Came:
    """What comes of a code; one that is wrong comes to nothing and counts as a failure."""
    subject = limits.by_second_factor(door.vault, signed.account_id)
    came: _Came | None = None
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        begun = await limits.begin(act, subject)
        account = await accounts.numbered(act, signed.account_id)
        if account is not None and not isinstance(begun, datetime):
            came = await work(act, account)
            if came is None:
                await limits.failed(door, act, subject, account)
            else:
                await attempts.forget(act, subject)
    if isinstance(begun, datetime):
        raise limits.too_many(begun)
    if came is None:
        raise _WRONG
    return came


async def _is_taken(door: Door, act: Act, account: Account, code: str) -> bool:
    """Use up a code of the authenticator, or a recovery code; each is good once."""
    if account.totp_confirmed_at is None:
        return False
    typed = recovery.plain(code)
    if len(typed) == totp.DIGITS:
        step = _step_of(door, account, code)
        return step is not None and await accounts.take_step(act, account.id, step)
    return await recovery_codes.use(act, account.id, _hash_of(code))


def _step_of(door: Door, account: Account, code: str) -> int | None:
    if account.totp_secret is None:
        return None
    secret = door.vault.opened(place(account.id), account.totp_secret)
    return None if secret is None else totp.step_of(secret, recovery.plain(code))


def place(account_id: int) -> str:
    """Where the secret of an account is sealed; in another place it opens nothing."""
    return f"account {account_id}"


def _set_up_in(signed: SignedIn) -> str:
    return f"set up in {signed.session}"


def _told(signed: SignedIn, secret: str, sealed: bytes) -> SetUp:
    return SetUp(secret=secret, address=totp.address(secret, signed.name), sealed=sealed.hex())


def _content(sealed: str) -> bytes:
    try:
        return bytes.fromhex(sealed)
    except ValueError:
        return b""


def _hash_of(code: str) -> bytes:
    return digest(recovery.plain(code))


async def _proved(act: Act, door: Door, caller: Caller, signed: SignedIn) -> str:
    if not signed.is_whole:
        await record(act, Event.SIGNED_IN)
    return await begin_session(
        act, door, caller, signed.account_id, step=Step.DONE, is_proved_twice=True
    )
