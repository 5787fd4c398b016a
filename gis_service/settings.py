"""What the environment says about the web service."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.errors import SettingsError
from gis_service.signin.settings import SignInSettings

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
    """

    hosts: frozenset[str] = frozenset()
    upload_bytes: int = _DEFAULT_UPLOAD_MB * _MB
    signin: SignInSettings = field(default_factory=SignInSettings)

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
        return cls(
            hosts=frozenset(hosts),
            upload_bytes=int(megabytes) * _MB,
            signin=SignInSettings.read(environment),
        )

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host name that the service answers for."""
        return LOOPBACK | self.hosts
