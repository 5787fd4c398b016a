"""The identity provider: what it says of itself, and the code that it turns into an identity."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

import httpx2
import structlog
from authlib.common.urls import add_params_to_uri
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from gis_service.signin.oidc_errors import AWAY, REFUSED
from gis_service.signin.oidc_settings import IdentitySettings, is_safe_address
from gis_service.signin.oidc_token import Expected, Identity, UnknownKey, identity_of

_PATIENCE_S = 10
_MOST_BYTES = 1_000_000
# How long its document and keys are believed, and how soon it is asked again that did not answer
# or had not published a key.
_FRESH_S, _AGAIN_S = 3_600, 10
_JSON = {"accept": "application/json", "accept-encoding": "identity"}
# Our own mistake, or the provider's, not that of whoever signs in.
_OURS = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type"})
_WELL_KNOWN = "/.well-known/openid-configuration"
_Came = TypeVar("_Came")
_log = structlog.get_logger("landsbyatlas.signin")


def _safe(address: str) -> str:
    # Its query is its own.
    if not is_safe_address(address.partition("?")[0]):
        raise ValueError("not an https address")
    return address


_Address = Annotated[str, AfterValidator(_safe)]


class Metadata(BaseModel):
    """What the provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    model_config = ConfigDict(strict=True, extra="ignore")

    issuer: str
    authorization_endpoint: _Address
    token_endpoint: _Address
    jwks_uri: _Address
    end_session_endpoint: _Address | None = None
    token_endpoint_auth_methods_supported: list[str] | None = None
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a sign-in is begun with; what comes back is compared with it."""

    state: str
    nonce: str
    verifier: str
    back: str


@dataclass(slots=True, kw_only=True)
class _Kept:
    """Something that the provider publishes, for a while."""

    content: Any = None
    asked_at: float = float("-inf")
    is_asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class IdentityProvider:
    """Asks one provider; what it publishes is kept for an hour."""

    def __init__(self, settings: IdentitySettings) -> None:
        self.settings = settings
        self._tls = ssl.create_default_context()
        self._metadata, self._keys = _Kept(), _Kept()

    async def metadata(self) -> Metadata:
        """Where the provider answers what."""
        found: Metadata = await self._fresh(self._metadata, self._ask_metadata)
        return found

    async def begun(self, question: Question) -> str:
        """Where to send the browser."""
        metadata = await self.metadata()
        async with self._client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=question.state,
                code_verifier=question.verifier,
                nonce=question.nonce,
                redirect_uri=question.back,
            )
        return str(address)

    async def identity(self, question: Question, code: str) -> Identity:
        """Whom the code that came back stands for."""
        metadata = await self.metadata()
        answer = await self._answered(lambda: self._exchanged(metadata, question, code))
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access, str):
            raise AWAY
        expected = Expected(nonce=question.nonce, access_token=access)
        try:
            return identity_of(self.settings, await self._published(), token, expected)
        except UnknownKey:
            keys = await self._published(_AGAIN_S)
        try:
            return identity_of(self.settings, keys, token, expected)
        except UnknownKey:
            raise REFUSED from None

    async def left(self, back: str) -> str | None:
        """Where the browser signs out of the provider as well, if it can."""
        metadata = await self.metadata()
        if metadata.end_session_endpoint is None:
            return None
        said = [("client_id", self.settings.client_id), ("post_logout_redirect_uri", back)]
        return str(add_params_to_uri(metadata.end_session_endpoint, said))

    async def _published(self, fresh_s: float = _FRESH_S) -> KeySet:
        found: KeySet = await self._fresh(self._keys, self._ask_keys, fresh_s)
        return found

    async def _fresh(
        self, kept: _Kept, ask: Callable[[], Awaitable[Any]], fresh_s: float = _FRESH_S
    ) -> Any:
        """What is kept, asked for anew where it is too old; who waits meanwhile gets the same."""
        async with kept.is_asking:
            age = time.monotonic() - kept.asked_at
            if kept.content is None and age < _AGAIN_S:
                raise AWAY
            if age >= fresh_s:
                kept.content, kept.asked_at = None, time.monotonic()
                kept.content = await self._answered(ask)
        return kept.content

    async def _ask_metadata(self) -> Metadata:
        found = Metadata.model_validate(
            await self._asked(self.settings.issuer.rstrip("/") + _WELL_KNOWN)
        )
        if found.issuer != self.settings.issuer:
            _log.warning("the identity provider names itself otherwise", said=found.issuer[:200])
            raise AWAY
        return found

    async def _ask_keys(self) -> KeySet:
        return KeySet.import_key_set(await self._asked((await self.metadata()).jwks_uri))

    async def _asked(self, address: str) -> Any:
        async with httpx2.AsyncClient(transport=self._transport(), timeout=_PATIENCE_S) as client:
            answer = await client.get(address, headers=_JSON)
            answer.raise_for_status()
            return answer.json()

    async def _exchanged(self, metadata: Metadata, question: Question, code: str) -> dict[str, Any]:
        async with self._client(metadata) as client:
            found: dict[str, Any] = await client.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=question.verifier,
                redirect_uri=question.back,
                headers={**_JSON, "content-type": "application/x-www-form-urlencoded"},
            )
        return found

    def _client(self, metadata: Metadata) -> AsyncOAuth2Client:
        secret = self.settings.client_secret
        return AsyncOAuth2Client(
            self.settings.client_id,
            None if secret is None else secret.get_secret_value(),
            token_endpoint_auth_method=_proof(metadata, has_secret=secret is not None),
            scope=self.settings.scope,
            code_challenge_method="S256",
            transport=self._transport(),
            timeout=_PATIENCE_S,
        )

    def _transport(self) -> httpx2.AsyncBaseTransport:
        return _Bounded(httpx2.AsyncHTTPTransport(verify=self._tls))

    async def _answered(self, ask: Callable[[], Awaitable[_Came]]) -> _Came:
        """What the provider answers; one that is away or talks nonsense is told so, and logged."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await ask()
        except OAuthError as error:
            if str(error.error) not in _OURS:
                raise REFUSED from error
            _log.warning("the identity provider refuses this service", error=str(error.error))
            raise AWAY from error
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            _log.warning("the identity provider is away", reason=type(error).__name__)
            raise AWAY from error
        except (ValidationError, JoseError, ValueError, TypeError, KeyError) as error:
            _log.warning("the identity provider answers nonsense", reason=type(error).__name__)
            raise AWAY from error


class _Bounded(httpx2.AsyncBaseTransport):
    """Reads no answer that is longer than any that is meant."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, read whole."""
        answer = await self._inner.handle_async_request(request)
        try:
            content = bytearray()
            # As it came: nothing was asked for that unpacks to more.
            async for part in answer.aiter_raw():
                content += part
                if len(content) > _MOST_BYTES or "content-encoding" in answer.headers:
                    raise httpx2.DecodingError("longer or other than was asked for")
        finally:
            await answer.aclose()
        kind = answer.headers.get("content-type", "")
        return httpx2.Response(
            answer.status_code, headers={"content-type": kind}, content=bytes(content)
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _proof(metadata: Metadata, *, has_secret: bool) -> str:
    """How the service proves itself to the token endpoint; what is not said is the usual."""
    if not has_secret:
        return "none"
    offered = metadata.token_endpoint_auth_methods_supported
    if offered and "client_secret_basic" not in offered and "client_secret_post" in offered:
        return "client_secret_post"
    return "client_secret_basic"
