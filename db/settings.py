"""What the environment says about an installation."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from db.errors import SettingsError

_PREFIX = "LANDSBYATLAS_"
# All but the first are read by the web service.
KNOWN = (
    "LANDSBYATLAS_DATA",
    "LANDSBYATLAS_HOSTS",
    "LANDSBYATLAS_OIDC_CLIENT_ID",
    "LANDSBYATLAS_OIDC_CLIENT_SECRET",
    "LANDSBYATLAS_OIDC_CLIENT_SECRET_FILE",
    "LANDSBYATLAS_OIDC_ISSUER",
    "LANDSBYATLAS_OIDC_NAME",
    "LANDSBYATLAS_OIDC_SCOPE",
    "LANDSBYATLAS_OIDC_SECOND_FACTOR",
    "LANDSBYATLAS_ROOT_PATH",
    "LANDSBYATLAS_SECURE_COOKIES",
    "LANDSBYATLAS_SESSION_HOURS",
    "LANDSBYATLAS_SESSION_IDLE_MINUTES",
    "LANDSBYATLAS_TRUSTED_PROXIES",
    "LANDSBYATLAS_UPLOAD_MB",
)
_URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the data folder is, and the database where it is not the private cluster.

    Attributes:
        data: `LANDSBYATLAS_DATA`; None for the usual folder of the account.
        url: `DATABASE_URL`: host, database and the reader's login; None for the private cluster.
        owner_url: `DATABASE_OWNER_URL`, only for commands of `landsbyatlas db`.
        read_url: `DATABASE_READ_URL`, replicas that serve the reads.
    """

    data: Path | None = None
    url: SecretStr | None = None
    owner_url: SecretStr | None = None
    read_url: SecretStr | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the environment; a name that we do not know is refused, since it is a slip."""
        _refuse_unknown(environment)
        data = environment.get("LANDSBYATLAS_DATA") or None
        url, owner_url, read_url = (_url(environment, name) for name in _URLS)
        if url is None and (owner_url or read_url):
            raise SettingsError(
                "DATABASE_OWNER_URL or DATABASE_READ_URL is set, but DATABASE_URL is not.",
                "Set DATABASE_URL too, or none of them for the private cluster.",
            )
        return cls(
            data=Path(data).expanduser().absolute() if data else None,
            url=url,
            owner_url=owner_url,
            read_url=read_url,
        )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0)[0]
            raise SettingsError(
                f"There is no setting {name}.",
                f"Did you mean {near}? Remove the other: unset {name}",
            )


def _url(environment: Mapping[str, str], name: str) -> SecretStr | None:
    value = environment.get(name, "").strip()
    if not value:
        return None
    example = f"Write it as {name}=postgresql://atlas_reader_login:SECRET@host:5432/database"
    if not value.startswith(("postgresql://", "postgres://")):
        # The value itself may be a secret in the wrong place, so it is not repeated.
        raise SettingsError(f"{name} does not begin with postgresql://.", example)
    try:
        parts = conninfo_to_dict(value)
    except psycopg.ProgrammingError:
        raise SettingsError(f"{name} cannot be read as an address.", example) from None
    if not parts.get("dbname") or not parts.get("host"):
        raise SettingsError(f"{name} names no host or no database.", example)
    return SecretStr(value)
