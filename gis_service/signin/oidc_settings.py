"""What the environment says about the identity provider, where a municipality has one."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from db.errors import SettingsError

_ISSUER = "LANDSBYATLAS_OIDC_ISSUER"
_CLIENT_ID = "LANDSBYATLAS_OIDC_CLIENT_ID"
_SECRET = "LANDSBYATLAS_OIDC_CLIENT_SECRET"  # noqa: S105 -- the name of a setting
_SECRET_FILE = "LANDSBYATLAS_OIDC_CLIENT_SECRET_FILE"  # noqa: S105 -- likewise
_NAME = "LANDSBYATLAS_OIDC_NAME"
_SCOPE = "LANDSBYATLAS_OIDC_SCOPE"
_FACTOR = "LANDSBYATLAS_OIDC_SECOND_FACTOR"
_USUAL_SCOPE = "openid profile email"
_NAME_LENGTH = 60
_MOST_SECRET_BYTES = 2_000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySettings:
    """The provider that a municipality's people sign in with.

    Attributes:
        issuer: The address of the provider, exactly as it names itself.
        client_secret: None for a client that is public.
        name: What stands on the button: "Sign in with ...".
        second_factor: `amr:VALUE` and `acr:VALUE`: what the provider says when it has asked for a
            second factor itself. Without them nothing that it says replaces our own.
    """

    issuer: str
    client_id: str
    client_secret: SecretStr | None = None
    name: str = ""
    scope: str = _USUAL_SCOPE
    second_factor: frozenset[str] = frozenset()

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "IdentitySettings | None":
        """Read the environment; None where no provider is named."""
        issuer, client_id = environment.get(_ISSUER, ""), environment.get(_CLIENT_ID, "")
        if not issuer and not client_id:
            return None
        if not is_safe_address(issuer):
            raise SettingsError(
                f"{_ISSUER} is not the https address of an identity provider.",
                f"Write it as the provider names itself: {_ISSUER}=https://login.example/realm",
            )
        if not client_id or not client_id.isascii() or not client_id.isprintable():
            raise SettingsError(
                f"{_CLIENT_ID} does not tell the name that the provider knows this service by.",
                f"Register the service there, then set {_CLIENT_ID}.",
            )
        scope = environment.get(_SCOPE, _USUAL_SCOPE).split()
        if "openid" not in scope:
            raise SettingsError(
                f"{_SCOPE} does not hold openid.", f"Remove it for the usual: unset {_SCOPE}"
            )
        return cls(
            issuer=issuer,
            client_id=client_id,
            client_secret=_secret(environment),
            name=_name(environment, issuer),
            scope=" ".join(scope),
            second_factor=_second_factor(environment),
        )

    def is_proved_twice(self, amr: tuple[str, ...], acr: str | None) -> bool:
        """Whether the provider says that it has asked for a second factor, as is accepted here."""
        said = {f"amr:{each}" for each in amr}
        if acr is not None:
            said.add(f"acr:{acr}")
        return not said.isdisjoint(self.second_factor)


def is_safe_address(address: str) -> bool:
    """Whether it is an https address, or http of this machine; without a name, query or mark."""
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return plain and port_is_right and _is_safe_scheme(parts) and address.isascii()


def _is_safe_scheme(parts: SplitResult) -> bool:
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def _name(environment: Mapping[str, str], issuer: str) -> str:
    name = environment.get(_NAME, "").strip() or (urlsplit(issuer).hostname or issuer)
    if len(name) > _NAME_LENGTH or not name.isprintable():
        raise SettingsError(
            f"{_NAME} is longer than {_NAME_LENGTH} characters, or holds some that do not print.",
            f"Write what people call it at work, for instance {_NAME}='Lolland Kommune'",
        )
    return name


def _second_factor(environment: Mapping[str, str]) -> frozenset[str]:
    accepted = frozenset(environment.get(_FACTOR, "").replace(",", " ").split())
    if not all(each.partition(":")[0] in {"amr", "acr"} and each[4:] for each in accepted):
        raise SettingsError(
            f"{_FACTOR} holds something that is neither amr:VALUE nor acr:VALUE.",
            f"Write what the provider says after a second factor: {_FACTOR}=amr:mfa",
        )
    return accepted


def _secret(environment: Mapping[str, str]) -> SecretStr | None:
    said, path = environment.get(_SECRET, ""), environment.get(_SECRET_FILE, "")
    if said and path:
        raise SettingsError(
            f"Both {_SECRET} and {_SECRET_FILE} are set.", f"Remove one: unset {_SECRET}"
        )
    secret = _kept(Path(path)) if path else said
    if not secret.isascii() or not secret.isprintable():
        raise SettingsError(
            "The client secret of the identity provider holds characters that cannot be sent.",
            "Have the provider make another.",
        )
    return SecretStr(secret) if secret else None


def _kept(path: Path) -> str:
    """What a file holds that nobody else may read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST_SECRET_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            f"{_SECRET_FILE}: {path} cannot be read ({error.strerror}).",
            f"Look whether it is there and is ours: ls -l {path}",
        ) from error
    if mode & _OF_OTHERS:
        raise SettingsError(
            f"{_SECRET_FILE}: others may read {path}.", f"Close it to them: chmod 600 {path}"
        )
    text = content.decode("ascii", errors="replace").strip()
    if not text or len(content) > _MOST_SECRET_BYTES:
        raise SettingsError(
            f"{_SECRET_FILE}: {path} does not hold one secret.",
            "Put the client secret that the provider gave into it, and nothing else.",
        )
    return text
