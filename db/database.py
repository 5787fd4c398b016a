"""Where one registry's database is, and how each login reaches it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from db.errors import DatabaseError
from db.logins import Login


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One registry's database: the address, and the secret of each login (none: peer).

    Attributes:
        host: Host name, or the folder of the Unix socket.
        owner: The connection string of whoever may create and migrate; None where it is not known.
        read: Where the reader connects when replicas serve the reads (`DATABASE_READ_URL`).
        options: What else libpq is told, for instance `sslmode`.
        context_key: What contexts are signed with, in hexadecimal; None where it is not known.
    """

    host: str
    port: int
    name: str
    secrets: Mapping[Login, SecretStr] = field(default_factory=dict)
    owner: str | None = None
    read: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    context_key: SecretStr | None = None

    def conninfo(self, login: Login) -> str:
        """The libpq connection string of a login; secrets stay out of logs and process lists."""
        if login is Login.READER and self.read is not None:
            return self.read
        secret = self.secrets.get(login)
        return make_conninfo(
            host=self.host,
            port=self.port,
            dbname=self.name,
            user=login.value,
            password=secret.get_secret_value() if secret else None,
            application_name="landsbyatlas",
            **self.options,
        )

    def as_owner(self) -> str:
        """The connection string of the owner; refused where it is not known."""
        if self.owner is None:
            raise DatabaseError(
                "DATABASE_OWNER_URL is not set.",
                "Set it for this command to a login that may create roles, schemas and extensions.",
            )
        return self.owner

    def engine(self, login: Login) -> Engine:
        """An SQLAlchemy engine as the login, without a pool: for imports and commands."""
        return engine_of(self.conninfo(login))


def engine_of(conninfo: str) -> Engine:
    """An SQLAlchemy engine over a libpq connection string, without a pool."""
    return create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool
    )
