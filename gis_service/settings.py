"""What the environment says about the web service."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

from db.errors import SettingsError
from gis_service.middleware.proxies import Network
from gis_service.signin.settings import SignInSettings

_ROOT_PATH = re.compile(r"(/[A-Za-z0-9_-]+)+")
_NO_NETWORK = SettingsError(
    "LANDSBYATLAS_TRUSTED_PROXIES holds something that is not the address of a proxy or a network.",
    "Write addresses: LANDSBYATLAS_TRUSTED_PROXIES=127.0.0.1,10.20.0.0/24",
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_DEFAULT_UPLOAD_MB = 4096
_MB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """How the web service meets the world.

    Attributes:
        hosts: Host names that the service answers for, beside those of loopback:
            `LANDSBYATLAS_HOSTS`, separated by commas.
        upload_bytes: The largest upload of an import: `LANDSBYATLAS_UPLOAD_MB`.
        signin: How people sign in.
        proxies: Whose word about client, scheme and host is believed:
            `LANDSBYATLAS_TRUSTED_PROXIES`, addresses or networks, separated by commas.
        root_path: Where on its host the service is: `LANDSBYATLAS_ROOT_PATH`, for instance /atlas.
    """

    hosts: frozenset[str] = frozenset()
    upload_bytes: int = _DEFAULT_UPLOAD_MB * _MB
    signin: SignInSettings = field(default_factory=SignInSettings)
    proxies: tuple[Network, ...] = ()
    root_path: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "ServiceSettings":
        """Read the environment; what cannot be right is refused in plain words."""
        hosts = environment.get("LANDSBYATLAS_HOSTS", "").lower().replace(",", " ").split()
        if any("/" in host or "*" in host for host in hosts):
            raise SettingsError(
                "LANDSBYATLAS_HOSTS holds something that is not a host name.",
                "Write plain names: LANDSBYATLAS_HOSTS=atlas.kommune.example,10.0.0.5",
            )
        megabytes = environment.get("LANDSBYATLAS_UPLOAD_MB", str(_DEFAULT_UPLOAD_MB))
        if not megabytes.isdecimal() or not int(megabytes):
            raise SettingsError(
                "LANDSBYATLAS_UPLOAD_MB is not a whole number of megabytes.",
                f"Remove it for the usual {_DEFAULT_UPLOAD_MB}: unset LANDSBYATLAS_UPLOAD_MB",
            )
        root_path = environment.get("LANDSBYATLAS_ROOT_PATH", "").strip().rstrip("/")
        if root_path and not _ROOT_PATH.fullmatch(root_path):
            raise SettingsError(
                "LANDSBYATLAS_ROOT_PATH is not a path of small words.",
                "Write what stands behind the host name: LANDSBYATLAS_ROOT_PATH=/atlas",
            )
        return cls(
            hosts=frozenset(hosts),
            upload_bytes=int(megabytes) * _MB,
            signin=replace(SignInSettings.read(environment), path=root_path or "/"),
            proxies=_networks(environment.get("LANDSBYATLAS_TRUSTED_PROXIES", "")),
            root_path=root_path,
        )

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host name that the service answers for."""
        return LOOPBACK | self.hosts


def _networks(said: str) -> tuple[Network, ...]:
    try:
        found = tuple(ip_network(each) for each in said.replace(",", " ").split())
    except ValueError:
        raise _NO_NETWORK from None
    if any(network.prefixlen == 0 for network in found):
        # Everybody's word would be believed.
        raise _NO_NETWORK
    return found
