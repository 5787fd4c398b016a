"""What the environment says about signing in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from db.errors import SettingsError
from gis_service.signin.oidc_settings import IdentitySettings

_IDLE = "LANDSBYATLAS_SESSION_IDLE_MINUTES"
_LONGEST = "LANDSBYATLAS_SESSION_HOURS"
_SECURE = "LANDSBYATLAS_SECURE_COOKIES"
_DAY_MINUTES, _DAY_HOURS = 24 * 60, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSettings:
    """How long a session lasts, and how its cookie travels.

    Attributes:
        idle: A session that nobody uses for so long has ended.
        longest: No session is longer, however much it is used.
        is_secure: Whether the cookie is sent over TLS only; also when a browser is let in from
            elsewhere than this machine, which is behind TLS or not at all.
        path: Where on its host the service is; the cookie goes nowhere else.
        hash_memory_kib: What one password hash costs; less in tests alone.
        identity: The provider that people sign in with beside passwords, if there is one.
    """

    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=10)
    is_secure: bool = False
    path: str = "/"
    hash_memory_kib: int = 65_536
    identity: IdentitySettings | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "SignInSettings":
        """Read the environment; what cannot be right is refused in plain words."""
        usual = cls()
        secure = environment.get(_SECURE, "no")
        if secure not in {"yes", "no"}:
            raise SettingsError(
                f"{_SECURE} is neither yes nor no.",
                f"Set {_SECURE}=yes where browsers reach the service over https.",
            )
        minutes = _whole(environment, _IDLE, int(usual.idle.total_seconds()) // 60, _DAY_MINUTES)
        hours = _whole(
            environment, _LONGEST, int(usual.longest.total_seconds()) // 3600, _DAY_HOURS
        )
        return cls(
            idle=timedelta(minutes=minutes),
            longest=timedelta(hours=hours),
            is_secure=secure == "yes",
            identity=IdentitySettings.read(environment),
        )

    @property
    def cookie(self) -> str:
        """The name of the cookie; with the prefix no other host can set one like it."""
        return f"{self.prefix}atlas-session"

    @property
    def prefix(self) -> str:
        """What the browser holds a cookie of this name to: TLS, and the whole host's if it is."""
        if not self.is_secure:
            return ""
        return "__Host-" if self.path == "/" else "__Secure-"


def _whole(environment: Mapping[str, str], name: str, usual: int, most: int) -> int:
    said = environment.get(name, str(usual))
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= most):
        raise SettingsError(
            f"{name} is not a whole number from 1 to {most}.",
            f"Remove it for the usual {usual}: unset {name}",
        )
    return int(said)
