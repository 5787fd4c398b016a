"""What a browser carries while somebody is at the identity provider: sealed, and soon over."""

import base64
import binascii
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gis_service.signin.oidc_provider import Question
from gis_service.signin.settings import SignInSettings
from gis_service.signin.vault import Vault

LIFETIME_S = 600
# RFC 7636 asks for 43 signs or more, which 32 bytes are.
_BYTES = 32
_PLACE = "a sign-in at the identity provider"
# Browsers hold cookies of 4,096 bytes, with name and all.
_LONGEST = 3_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A sign-in that was begun in one browser.

    Attributes:
        after: The path of ours where she wanted to go.
    """

    question: Question
    after: str


class _Carried(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    state: str
    nonce: str
    verifier: str
    back: str
    after: str
    ends: Annotated[float, Field(allow_inf_nan=False)]


def begun(back: str, after: str) -> Journey:
    """A new one.

    Args:
        back: The whole address to which the provider sends the browser back.
        after: The path of ours where she wants to go.
    """
    state, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
    question = Question(state=state, nonce=nonce, verifier=verifier, back=back)
    return Journey(question=question, after=after)


def sealed(vault: Vault, journey: Journey, *, now: float | None = None) -> str:
    """What the browser's cookie holds; it can neither read nor make one."""
    question = journey.question
    carried = _Carried(
        state=question.state,
        nonce=question.nonce,
        verifier=question.verifier,
        back=question.back,
        after=journey.after,
        ends=(time.time() if now is None else now) + LIFETIME_S,
    )
    for each in (carried, carried.model_copy(update={"after": "/"})):
        content = base64.urlsafe_b64encode(vault.seal(_PLACE, each.model_dump_json())).decode()
        if len(content) <= _LONGEST:
            break
    return content


def opened(vault: Vault, cookie: str, *, now: float | None = None) -> Journey | None:
    """The sign-in of a cookie; nothing where it is over, or was not made here."""
    try:
        content = vault.opened(_PLACE, base64.urlsafe_b64decode(cookie.encode()))
        carried = None if content is None else _Carried.model_validate_json(content)
    except (binascii.Error, ValidationError):
        return None
    if carried is None or carried.ends < (time.time() if now is None else now):
        return None
    question = Question(
        state=carried.state, nonce=carried.nonce, verifier=carried.verifier, back=carried.back
    )
    return Journey(question=question, after=carried.after)


def is_of(journey: Journey, state: str) -> bool:
    """Whether an answer of the provider is one to this sign-in."""
    return hmac.compare_digest(journey.question.state.encode(), state.encode())


def cookie_name(settings: SignInSettings) -> str:
    """The name of the cookie; with the prefix no other host can set one like it."""
    return f"{settings.prefix}atlas-oidc"
