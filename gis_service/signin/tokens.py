"""Personal tokens for scripts: shown once, for some of one's own rights, and never for good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.access import Permission
from db.logins import ApplicationRole
from db.recording import Event, record
from db.staff import api_tokens
from gis_service.errors import Forbidden, NotFound
from gis_service.signin import proving
from gis_service.signin.door import Door
from gis_service.signin.opaque import digest, fresh
from gis_service.signin.session import SignedIn

LONGEST_DAYS = 366
USUAL_DAYS = 90
NAME_LENGTH = 80
_NOT_HELD = Forbidden(
    da="En adgangsnøgle kan kun give rettigheder, som du selv har.",
    en="A token can only give rights that you hold yourself.",
    next_da="Vælg blandt dine egne rettigheder; de står i /api/session.",
    next_en="Choose among your own rights; they are told by /api/session.",
)
_NO_TOKEN = NotFound(
    da="Du har ingen adgangsnøgle med det nummer.",
    en="You have no token of this number.",
    next_da="Genindlæs siden: den er måske allerede trukket tilbage.",
    next_en="Reload the page: it may be revoked already.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToken:
    """A token as it is asked for.

    Attributes:
        proof: Her password, or a code of her second factor: a session left open makes none.
    """

    name: str
    proof: str
    scopes: Collection[Permission]
    lifetime: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token that was just made; its secret is told now and never again."""

    secret: str
    told: dict[str, Any]


async def make(door: Door, signed: SignedIn, asked: AskedToken) -> Made:
    """Make a token for some of one's own rights."""
    if not all(signed.may(scope) for scope in asked.scopes):
        raise _NOT_HELD
    await proving.again(door, signed, asked.proof)
    secret = fresh()
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        told = await api_tokens.make(
            act,
            digest(secret),
            account_id=signed.account_id,
            name=asked.name,
            scopes=sorted(set(asked.scopes)),
            lifetime=asked.lifetime,
        )
        await record(act, Event.TOKEN_MADE, {"token": told["id"]})
    return Made(secret=secret, told=told)


async def every(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """One's own tokens that are good."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        return await api_tokens.of_account(act, signed.account_id)


async def revoke(door: Door, signed: SignedIn, token: int) -> None:
    """Revoke one of one's own tokens."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        is_revoked = await api_tokens.revoke(act, signed.account_id, token)
        if is_revoked:
            await record(act, Event.TOKEN_REVOKED, {"token": token})
    if not is_revoked:
        raise _NO_TOKEN
