"""That nothing which must stay unread on its way comes over plain HTTP from elsewhere."""

from dataclasses import dataclass
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from gis_service.errors import TransportRefused
from gis_service.problems import answer

_REFUSED = TransportRefused(
    da="Tjenesten svarer kun over https.",
    en="The service answers over https only.",
    next_da="Brug adressen der begynder med https, eller spørg den der driver tjenesten.",
    next_en="Use the address that begins with https, or ask whoever runs the service.",
)


@dataclass(frozen=True, slots=True)
class SecureTransport:
    """Refuses what came over plain HTTP from another machine, around the proxy with TLS."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what a trusted proxy says came over TLS, and what this machine itself asks."""
        if scope["type"] == "lifespan" or scope["scheme"] == "https" or _is_from_here(scope):
            await self.app(scope, receive, send)
        else:
            await answer(scope, _REFUSED)(scope, receive, send)


def _is_from_here(scope: Scope) -> bool:
    """Whether a program on this machine asks for itself, and not for somebody elsewhere."""
    if any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
        return False
    try:
        return ip_address((scope.get("client") or ("",))[0]).is_loopback
    except ValueError:
        return False
