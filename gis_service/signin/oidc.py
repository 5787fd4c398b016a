"""Coming in by the identity provider: whom it vouches for, and the account and role she has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from db.access import Role
from db.context import Context
from db.logins import ApplicationRole
from db.recording import Event
from db.staff import accounts, attempts, claim_mapping, identities
from db.staff.claim_mapping import Given
from db.staff.identities import Vouched
from db.staff.staff import Act
from gis_service.audit.signing import tell
from gis_service.errors import Forbidden, IdentityAway, IdentityRefused
from gis_service.signin import limits, oidc_journey
from gis_service.signin.door import Door
from gis_service.signin.entering import Caller, Step, begin_session, left_to_prove, spelled
from gis_service.signin.links import DISPLAY_NAME_LENGTH, NAME
from gis_service.signin.oidc_errors import (
    CLOSED,
    NO_ACCESS,
    NOWHERE,
    REFUSED,
    SAID_NO,
    TWO_ROLES,
)
from gis_service.signin.oidc_journey import Journey
from gis_service.signin.oidc_provider import IdentityProvider
from gis_service.signin.oidc_token import Identity
from gis_service.signin.opaque import digest
from gis_service.signin.session import SignedIn

_SUFFIX_LENGTH = 6
_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the browser goes, and what its cookie holds meanwhile."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What the provider sends back by the browser, and what that brings along itself."""

    state: str
    code: str
    error: str
    issuer: str | None
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A session that has just begun: its cookie, what is left to do, and where she wanted to go."""

    cookie: str
    step: Step
    after: str


async def begin(door: Door, back: str, after: str) -> Begun:
    """Send somebody to the provider."""
    journey = oidc_journey.begun(back, after)
    address = await _provider(door).begun(journey.question)
    return Begun(address=address, cookie=oidc_journey.sealed(door.vault, journey))


async def complete(door: Door, caller: Caller, returned: Returned) -> Arrived:
    """Take what came back, once, and begin the session that it stands for."""
    provider = _provider(door)
    journey = oidc_journey.opened(door.vault, returned.cookie)
    if journey is None or not oidc_journey.is_of(journey, returned.state):
        raise REFUSED
    await _refuse_other(provider, returned)
    async with door.staff.acting() as act:
        is_first = await identities.take_state(act, digest(returned.state))
    if not is_first:
        raise REFUSED
    if returned.error:
        raise SAID_NO
    identity = await _identity(door, provider, caller, journey, returned.code)
    cookie, step = await _entered(door, caller, identity)
    return Arrived(cookie=cookie, step=step, after=journey.after)


async def is_guest(door: Door, signed: SignedIn) -> bool:
    """Whether the provider vouches for whoever is signed in, and she may sign out there too."""
    if door.identity is None:
        return False
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        issuer = await identities.issuer_of(act, signed.account_id)
    return issuer == door.identity.settings.issuer


async def way_out(door: Door, back: str) -> str | None:
    """Where she signs out of the provider; nothing where that cannot be, or not now."""
    try:
        return await _provider(door).left(back)
    except IdentityAway:
        return None


def _provider(door: Door) -> IdentityProvider:
    if door.identity is None:
        raise NOWHERE
    return door.identity


async def _refuse_other(provider: IdentityProvider, returned: Returned) -> None:
    """Refuse what another provider sends in ours' name (RFC 9207)."""
    metadata = await provider.metadata()
    if returned.issuer is None:
        if metadata.authorization_response_iss_parameter_supported:
            raise REFUSED
    elif returned.issuer != provider.settings.issuer:
        raise REFUSED


async def _identity(
    door: Door, provider: IdentityProvider, caller: Caller, journey: Journey, code: str
) -> Identity:
    """Whom the code stands for; one that is refused counts as a failure of the address."""
    async with door.staff.acting() as act:
        begun = await limits.begin(act, limits.by_address(door.vault, caller.address))
    if isinstance(begun, datetime):
        raise limits.too_many(begun)
    is_refused = False
    try:
        return await provider.identity(journey.question, code)
    except IdentityRefused:
        is_refused = True
        raise
    finally:
        if not is_refused:
            async with door.staff.acting() as act:
                await attempts.withdraw(act, begun[0])


async def _entered(door: Door, caller: Caller, identity: Identity) -> tuple[str, Step]:
    person = Vouched(
        issuer=identity.issuer,
        subject=identity.subject,
        display_name=_shown(identity.display_name),
    )
    given = await _given(door, identity, person)
    context = Context(role=ApplicationRole.SIGN_IN, municipality=given.municipality_code)
    async with door.staff.acting(context) as act:
        await identities.leave(act, person, given.municipality_code)
        account_id = await _account(act, identity, person, given)
        account = None if account_id is None else await accounts.numbered(act, account_id)
        if account is None:
            raise CLOSED
        step = Step.DONE if identity.is_proved_twice else left_to_prove(account)
        cookie = await begin_session(
            act,
            door,
            caller,
            account.id,
            step=step,
            is_proved_twice=identity.is_proved_twice,
        )
        if step is Step.DONE:
            await tell(door, act, Event.SIGNED_IN, account, provider=True)
    return cookie, step


async def _given(door: Door, identity: Identity, person: Vouched) -> Given:
    """The one role and unit that her claims give; without one she is out everywhere."""
    refusal: Forbidden | None = None
    async with door.staff.acting() as act:
        found = await claim_mapping.given(act, identity.said)
        given = [each for each in found if each.role in set(Role)]
        if len(given) != 1:
            await identities.leave(act, person, None)
            refusal = TWO_ROLES if given else NO_ACCESS
    if refusal is not None:
        raise refusal
    return given[0]


async def _account(act: Act, identity: Identity, person: Vouched, given: Given) -> int | None:
    """The number of her account, as the provider tells of her today; nothing where it is closed."""
    for name in _names(identity):
        known = await identities.found(act, person, given.municipality_code)
        if known is not None:
            account_id, state = known
            if state == "closed":
                return None
            await identities.follow(act, account_id, person, given)
            return account_id
        # The name may be another's, or she comes in twice at once.
        made = await identities.add(act, person, given, name)
        if made is not None:
            return made
    raise REFUSED


def _names(identity: Identity) -> Iterator[str]:
    """What she may be called as a user: never the account of somebody who has the name here."""
    spellings = (spelled(each)[:_NAME_LENGTH] for each in identity.names)
    name = next((each for each in spellings if NAME.fullmatch(each)), "bruger")
    number = digest(f"{identity.issuer} {identity.subject}").hex()
    yield name
    yield f"{name}.{number[:_SUFFIX_LENGTH]}"
    yield f"{name}.{number[: 3 * _SUFFIX_LENGTH]}"


def _shown(name: str) -> str:
    plain = "".join(each for each in name if each.isprintable()).strip()
    return plain[:DISPLAY_NAME_LENGTH].strip() or "?"
