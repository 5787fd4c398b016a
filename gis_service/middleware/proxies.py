"""Where a request really comes from, as the proxies say that the installation trusts."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """Believes `X-Forwarded-For`, `-Proto` and `-Host` from trusted proxies, and from nobody else.

    Attributes:
        networks: The addresses of the proxies; where there are none the headers mean nothing.
    """

    app: ASGIApp
    networks: tuple[Network, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put client, scheme and host as the proxy was asked for them."""
        peer = scope["client"][0] if scope["type"] == "http" and scope.get("client") else ""
        if self._is_trusted(_address(peer)):
            scope = {**scope, **self._told(scope, peer)}
        await self.app(scope, receive, send)

    def _told(self, scope: Scope, peer: str) -> Scope:
        told: Scope = {"client": (self._client(_said(scope, b"x-forwarded-for"), peer), 0)}
        # The last is what the proxy beside us added; whatever is before it may be the client's.
        scheme = _said(scope, b"x-forwarded-proto")[-1:]
        if _SCHEMES.issuperset(each.lower() for each in scheme) and scheme:
            told["scheme"] = scheme[0].lower()
        host = _said(scope, b"x-forwarded-host")[-1:]
        if host:
            others = [each for each in scope["headers"] if each[0] != b"host"]
            told["headers"] = [*others, (b"host", host[0].encode("latin-1"))]
        return told

    def _client(self, chain: list[str], peer: str) -> str:
        """The last address of the chain that is no proxy of ours, read from our end."""
        found = peer
        for said in reversed(chain):
            address = _address(said)
            if address is None:
                break
            found = str(address)
            if not self._is_trusted(address):
                break
        return found

    def _is_trusted(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self.networks)


def _said(scope: Scope, name: bytes) -> list[str]:
    """The parts of a header that may come several times."""
    lines = [value.decode("latin-1") for each, value in scope["headers"] if each == name]
    return [part.strip() for part in ",".join(lines).split(",") if part.strip()]


def _address(said: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: also in brackets, or with a port."""
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        address = ip_address(said)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
