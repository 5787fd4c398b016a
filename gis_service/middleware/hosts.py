"""Which host names the service answers for."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from gis_service.errors import HostRefused
from gis_service.problems import answer

_REFUSED = HostRefused(
    da="Tjenesten svarer ikke på dette værtsnavn.",
    en="The service does not answer for this host name.",
    next_da="Brug adressen som tjenesten skrev da den startede, fx http://127.0.0.1:8000.",
    next_en="Use the address the service printed when it started, e.g. http://127.0.0.1:8000.",
)


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Refuses other host names: a page elsewhere could point its own name at this machine."""

    app: ASGIApp
    hosts: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names one of our hosts, exactly once."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        named = [value for name, value in scope["headers"] if name == b"host"]
        if len(named) == 1 and host_of(named[0].decode("latin-1")) in self.hosts:
            await self.app(scope, receive, send)
        else:
            await answer(scope, _REFUSED)(scope, receive, send)


def host_of(header: str) -> str:
    """The host of a Host header, without port, in lower case."""
    if header.startswith("["):
        return header.partition("]")[0].lower() + "]"
    return header.partition(":")[0].lower()
