"""People of two municipalities, and how they come in."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyotp
from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from db.acting import statement
from db.database import Database
from gis_service.page_token import HEADER
from gis_service.settings import ServiceSettings
from gis_service.signin.opaque import digest, fresh
from gis_service.signin.settings import SignInSettings
from gis_service.signin.totp import STEP_S
from gis_service.signin.vault import Vault

LOLLAND, MORSOE = "0360", "0773"
PASSWORD = "kaffe under lindetræet"  # noqa: S105 -- of invented people
HASH_KIB = 64
SETTINGS = ServiceSettings(signin=SignInSettings(hash_memory_kib=HASH_KIB))
COOKIE = SETTINGS.signin.cookie
_HASH = PasswordHash((Argon2Hasher(memory_cost=HASH_KIB),)).hash(PASSWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account."""

    id: int
    name: str
    secret: str | None = None

    def code(self, steps: int = 0) -> str:
        """The code that her app shows, some steps from now."""
        assert self.secret is not None
        return pyotp.TOTP(self.secret).at(time.time() + steps * STEP_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Makes accounts in a registry."""

    database: Database
    key_file: Path

    def add(
        self,
        name: str,
        role: str = "planner",
        *,
        municipality: str = LOLLAND,
        state: str = "active",
        has_factor: bool = False,
        display_name: str | None = None,
        unit: str | None = None,
        reads_all: bool = False,
    ) -> Person:
        """An account whose password is known to the tests; its unit is made where it is not."""
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as connection:
            row = connection.execute(
                "insert into staff.account (municipality_code, name, display_name, role, state,"
                " password_hash, unit_id, reads_all) values (%s, %s, %s, %s, %s, %s, %s, %s)"
                " returning id",
                [
                    municipality,
                    name,
                    display_name or name.title(),
                    role,
                    state,
                    _HASH,
                    None if unit is None else _unit(connection, municipality, unit),
                    reads_all,
                ],
            ).fetchone()
            assert row is not None
            secret = pyotp.random_base32() if has_factor else None
            if secret is not None:
                vault = Vault(key=self.key_file.read_bytes())
                connection.execute(
                    "update staff.account set totp_secret = %s, totp_confirmed_at = now()"
                    " where id = %s",
                    [vault.seal(f"account {row[0]}", secret), row[0]],
                )
        return Person(id=row[0], name=name, secret=secret)

    def session(self, person: Person, cookie: str | None = None) -> str:
        """Open a session of somebody who has proved everything; what its cookie holds."""
        cookie = cookie or fresh()
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as connection:
            connection.execute(
                statement("staff", "session_start"),
                {
                    "token_hash": digest(cookie),
                    "account": person.id,
                    "lifetime": SETTINGS.signin.longest,
                    "is_proved_twice": True,
                    "device": "test",
                },
            )
        return cookie

    def change(self, statement: str, *values: object) -> None:
        """Change something behind everybody's back, as time does."""
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as connection:
            connection.execute(statement.encode(), list(values))

    def value(self, statement: str, *values: object) -> object:
        """What stands in the database."""
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as connection:
            row = connection.execute(statement.encode(), list(values)).fetchone()
        return row[0] if row else None


def _unit(connection: psycopg.Connection, municipality: str, name: str) -> int:
    """The number of an open unit of a municipality."""
    found = "select id from staff.unit where municipality_code = %s and name = %s"
    row = (
        connection.execute(found, [municipality, name]).fetchone()
        or connection.execute(
            "insert into staff.unit (municipality_code, name) values (%s, %s) returning id",
            [municipality, name],
        ).fetchone()
    )
    assert row is not None
    return int(row[0])


@dataclass(slots=True, kw_only=True)
class Browser:
    """One person's browser: it keeps its cookie, and sends the token of its last page."""

    client: TestClient
    cookie: str | None = None

    def get(self, path: str, **headers: str) -> Response:
        """Ask for an address."""
        return self._sent("GET", path, headers)

    def ask(self, method: str, path: str, *, json: object = None) -> Response:
        """Ask the interface, as a page of ours does."""
        token = self._sent("GET", "/api/session", {}).json()["page_token"]
        headers = {HEADER: token, "origin": str(self.client.base_url)}
        return self._sent(method, path, headers, json=json)

    def form(self, path: str, **fields: str) -> Response:
        """Send a form without a script."""
        token = self._sent("GET", "/api/session", {}).json()["page_token"]
        headers = {"origin": str(self.client.base_url), "accept": "text/html"}
        return self._sent("POST", path, headers, data={"page_token": token, **fields})

    def enter(self, person: Person, password: str = PASSWORD) -> Response:
        """Give name and password."""
        said = {"name": person.name, "password": password}
        return self.ask("POST", "/api/session", json=said)

    def whole(self, person: Person) -> "Browser":
        """Sign in, with a code where the account has a second factor."""
        assert self.enter(person).status_code == 200
        if person.secret is not None:
            code = {"code": person.code()}
            assert self.ask("POST", "/api/session/second-factor", json=code).status_code == 200
        return self

    def _sent(self, method: str, path: str, headers: dict[str, str], **more: Any) -> Response:
        # The client's own jar would be shared by everybody in a test.
        self.client.cookies.clear()
        if self.cookie is not None:
            headers = {**headers, "cookie": f"{COOKIE}={self.cookie}"}
        answer: Response = self.client.request(
            method, path, headers=headers, follow_redirects=False, **more
        )
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if name == COOKIE:
                self.cookie = value.strip('"') or None
        self.client.cookies.clear()
        return answer
