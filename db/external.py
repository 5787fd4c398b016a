"""A database elsewhere, named by `DATABASE_URL`: how logins reach it, and whether it is fit."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import SecretStr

from db import secret_files
from db.context import install_key
from db.data_folder import CONTEXT_KEY, DataFolder
from db.database import Database
from db.databases import create, drop
from db.errors import DatabaseError
from db.init import initialise, missing_roles
from db.logins import Login, Role
from db.migrate import upgrade
from db.postgres_programs import OLDEST_MAJOR
from db.settings import Settings

_ADDRESS = {"host", "port", "dbname", "user", "password", "application_name"}
_DEMO_SUFFIX = "_demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class External:
    """A PostgreSQL server that somebody else runs."""

    settings: Settings
    parts: Mapping[str, str]
    data: DataFolder

    @classmethod
    def of(cls, settings: Settings, data: DataFolder) -> "External":
        """The server that `DATABASE_URL` names."""
        url = settings.url.get_secret_value() if settings.url else ""
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value}
        return cls(settings=settings, parts=parts, data=data)

    @property
    def address(self) -> str:
        """Host, port and database: what tells one server from another, without secrets."""
        return f"{self.parts['host']}:{self.parts.get('port', '5432')}/{self.parts['dbname']}"

    def database(self, *, demo: bool = False) -> Database:
        """The registry's database there; the demo's stands beside it under its own name."""
        name = self.parts["dbname"] + (_DEMO_SUFFIX if demo else "")
        owner, read = self.settings.owner_url, self.settings.read_url
        return Database(
            host=self.parts["host"],
            port=int(self.parts.get("port", "5432").split(",")[0]),
            name=name,
            secrets=self._stored() | self._own(),
            owner=_at(owner, name) if owner else None,
            read=_at(read, name) if read else None,
            options={name: value for name, value in self.parts.items() if name not in _ADDRESS},
            context_key=self.data.kept_secret(CONTEXT_KEY),
        )

    def initialise(self, *, demo: bool = False) -> None:
        """Make roles, logins with fresh secrets, and extensions, as `DATABASE_OWNER_URL`."""
        database = self.database(demo=demo)
        owner = database.as_owner()
        passwords = {login: SecretStr(secrets.token_urlsafe(32)) for login in Login}
        passwords |= self._stored() | self._own()
        self._store(passwords)
        if demo:
            create(self.database().as_owner(), database.name)
        try:
            initialise(owner, passwords)
        except psycopg.OperationalError as error:
            raise unreachable("DATABASE_OWNER_URL", error) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise DatabaseError(
                f"The login of DATABASE_OWNER_URL may not do that: {_first_line(error)}.",
                "Use a superuser, or let the administrator run what this prints:"
                " landsbyatlas db init --print-sql",
            ) from error
        except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported) as error:
            raise no_postgis() from error

    def migrate(self, *, demo: bool = False) -> None:
        """Bring the schema to this version, as `DATABASE_OWNER_URL`."""
        owner = self.database(demo=demo).as_owner()
        missing = missing_roles(owner)
        if missing:
            raise DatabaseError(
                f"The server lacks roles that this version needs: {', '.join(missing)}.",
                "Run: landsbyatlas db init, with DATABASE_OWNER_URL set; then this again.",
            )
        upgrade(owner)
        install_key(owner, self.database(demo=demo))

    def drop_demo(self) -> None:
        """Remove the demo's database."""
        drop(self.database().as_owner(), self.database(demo=True).name)

    def check(self, database: Database) -> None:
        """Refuse, by name, whatever makes the database unfit to hold a registry."""
        url = self.settings.url.get_secret_value() if self.settings.url else ""
        try:
            with psycopg.connect(make_conninfo(url, dbname=database.name)) as connection:
                _refuse_unfit(connection)
        except psycopg.OperationalError as error:
            raise unreachable("DATABASE_URL", error) from error
        if self.parts.get("user") != Login.READER.value:
            raise DatabaseError(
                f"DATABASE_URL connects as {self.parts.get('user', 'nobody')}.",
                f"Name the reader's login in it: {Login.READER.value}.",
            )
        missing = [login.value for login in Login if login not in database.secrets]
        if missing:
            raise DatabaseError(
                f"The secrets of {', '.join(missing)} are not in {self._file}.",
                "Run: landsbyatlas db init, with DATABASE_OWNER_URL set.",
            )

    def _own(self) -> dict[Login, SecretStr]:
        password = self.parts.get("password")
        return {Login.READER: SecretStr(password)} if password else {}

    @property
    def _file(self) -> Path:
        return self.data.path / "secrets.json"

    def _stored(self) -> dict[Login, SecretStr]:
        return {
            Login(name): SecretStr(value)
            for name, value in self._read_file().get(self._server, {}).items()
        }

    @property
    def _server(self) -> str:
        # Logins belong to the whole server, so its databases share their secrets.
        return self.address.rpartition("/")[0]

    def _read_file(self) -> dict[str, dict[str, str]]:
        try:
            stored: dict[str, dict[str, str]] = json.loads(secret_files.read(self._file))
        except FileNotFoundError:
            return {}
        return stored

    def _store(self, passwords: Mapping[Login, SecretStr]) -> None:
        self.data.open()
        known = self._read_file()
        known[self._server] = {
            login.value: secret.get_secret_value() for login, secret in passwords.items()
        }
        self.data.write_secret("secrets.json", json.dumps(known, indent=2) + "\n")


def unreachable(name: str, error: psycopg.OperationalError) -> DatabaseError:
    """A server that cannot be reached; libpq's words never hold the password."""
    return DatabaseError(
        f"{name} leads to no database: {_first_line(error)}.",
        f"Check host, port, database, login and password in {name}, and that the server runs.",
    )


def no_postgis() -> DatabaseError:
    """A server without PostGIS."""
    return DatabaseError(
        "The server of DATABASE_URL does not have PostGIS.",
        "Let its administrator install it (Debian: postgresql-15-postgis-3), then run:"
        " landsbyatlas db init",
    )


def _refuse_unfit(connection: psycopg.Connection) -> None:
    major = connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        raise DatabaseError(
            f"The server of DATABASE_URL is PostgreSQL {major}.",
            f"Use PostgreSQL {OLDEST_MAJOR} or newer.",
        )
    if _one(connection, "select rolsuper from pg_roles where rolname = current_user"):
        raise DatabaseError(
            "DATABASE_URL connects as a superuser, for whom no wall in the database holds.",
            f"Name the reader's login in it ({Login.READER.value}); the superuser belongs in"
            " DATABASE_OWNER_URL, only for `landsbyatlas db init`.",
        )
    if _one(
        connection,
        "select pg_has_role(current_user, datdba, 'member')"
        " from pg_database where datname = current_database()",
    ):
        raise DatabaseError(
            "DATABASE_URL connects as the owner of the database, who may change everything.",
            f"Name the reader's login in it: {Login.READER.value}.",
        )
    encoding = _one(connection, "show server_encoding")
    if encoding != "UTF8":
        raise DatabaseError(
            f"The database of DATABASE_URL is in {encoding}, which cannot hold every name.",
            "Create one with: create database landsbyatlas template template0 encoding 'UTF8'",
        )
    if not _one(connection, "select count(*) from pg_extension where extname = 'postgis'"):
        if not _one(
            connection, "select count(*) from pg_available_extensions where name = 'postgis'"
        ):
            raise no_postgis()
        raise DatabaseError(
            "The database of DATABASE_URL is not prepared: the extension PostGIS is missing in it.",
            "Run: landsbyatlas db init, with DATABASE_OWNER_URL set.",
        )
    if not _one(connection, f"select to_regrole('{Role.OWNER.value}') is not null"):
        raise DatabaseError(
            "The database of DATABASE_URL has PostGIS, but not the roles of a registry.",
            "Run: landsbyatlas db init, with DATABASE_OWNER_URL set.",
        )


def _one(connection: psycopg.Connection, statement: str) -> object:
    row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def _at(url: SecretStr, name: str) -> str:
    return make_conninfo(url.get_secret_value(), dbname=name)


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no answer"
