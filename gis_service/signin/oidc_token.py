"""The ID token of an identity provider: whether it is one for us, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, ConfigDict, Field

from db.staff.claim_mapping import NO_ROLE_FROM, VALUE_LENGTH
from gis_service.signin.oidc_errors import REFUSED
from gis_service.signin.oidc_settings import IdentitySettings

# Signatures that only the provider can make: never `none`, and none whose key we hold as well.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
_LEEWAY_S = 60
_LONGEST_TOKEN = 64_000
_MOST_SAID = 1_000

_Text = Annotated[str, Field(max_length=1_000)]


class UnknownKey(Exception):  # noqa: N818 -- named for what happened, as everywhere in the product
    """The token is signed with a key that the provider had not published when it was asked."""


class _Shape(BaseModel):
    """What kinds of values the claims that we read have; what else there is is looked at later."""

    model_config = ConfigDict(strict=True, extra="allow")

    iss: _Text
    sub: Annotated[str, Field(min_length=1, max_length=255)]
    aud: _Text | Annotated[list[_Text], Field(min_length=1, max_length=50)]
    exp: int | float
    iat: int | float
    nbf: int | float | None = None
    auth_time: int | float | None = None
    nonce: _Text
    azp: _Text | None = None
    at_hash: _Text | None = None
    amr: Annotated[list[_Text], Field(max_length=50)] = Field(default_factory=list)
    acr: _Text | None = None
    name: _Text | None = None
    preferred_username: _Text | None = None
    email: _Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the provider says that somebody is.

    Attributes:
        subject: Her number at the provider, which never becomes another's.
        names: What she may be called as a user here, the likeliest first.
        said: Each claim with each of its values, as text: what mappings are looked up by.
        is_proved_twice: Whether the provider has asked for a second factor, as is accepted here.
    """

    issuer: str
    subject: str
    display_name: str
    names: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    is_proved_twice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must fit: the sign-in that it was asked for in."""

    nonce: str
    access_token: str


def identity_of(
    settings: IdentitySettings, keys: KeySet, token: str, expected: Expected
) -> Identity:
    """Whom a token tells of; refused unless it is signed by the provider, for us, now and once.

    A key that is not among these is told apart: the provider may have changed its keys.
    """
    if len(token) > _LONGEST_TOKEN:
        raise REFUSED
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        decoded = jwt.decode(token, keys, registry=registry)
        shape = _Shape.model_validate(decoded.claims)
        _checked(settings, decoded, expected)
    except InvalidKeyIdError as error:
        raise UnknownKey from error
    # Also ValidationError: what is no text, no JSON or no token.
    except (JoseError, ValueError) as error:
        raise REFUSED from error
    names = (shape.preferred_username, shape.email, shape.sub)
    return Identity(
        issuer=shape.iss,
        subject=shape.sub,
        display_name=next(each for each in (shape.name, *names) if each),
        names=tuple(each for each in names if each),
        said=tuple(_said(decoded.claims))[:_MOST_SAID],
        is_proved_twice=settings.is_proved_twice(tuple(shape.amr), shape.acr),
    )


def _checked(settings: IdentitySettings, decoded: jwt.Token, expected: Expected) -> None:
    """Section 3.1.3.7 of OpenID Connect Core 1.0."""
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "value": settings.issuer},
            "aud": {"essential": True, "value": settings.client_id},
        },
        {
            "nonce": expected.nonce,
            "client_id": settings.client_id,
            "access_token": expected.access_token,
        },
    )
    claims.validate(leeway=_LEEWAY_S)


def _said(claims: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Claims and values as an administrator writes them; what is no plain value says nothing."""
    told: list[tuple[str, str]] = []
    for claim, content in claims.items():
        if claim in NO_ROLE_FROM:
            continue
        for value in content if isinstance(content, list) else [content]:
            text = _as_text(value)
            # The database keeps no NUL, and no mapping is longer.
            if text and len(text) <= VALUE_LENGTH and "\0" not in f"{claim}{text}":
                told.append((claim, text))
    return told


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ""
