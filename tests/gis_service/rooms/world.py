"""Two municipalities with units and the people of every role, and how they ask the rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from json import dumps
from typing import Any

import psycopg
from httpx2 import Response
from starlette.testclient import TestClient

from db.acting import statement
from db.database import Database
from gis_service.page_token import HEADER
from gis_service.signin.opaque import digest, fresh
from tests.gis_service.conftest import HOST
from tests.gis_service.signin.people import COOKIE

THISTED, SAMSO = "0787", "0741"
# By their numbers in the invented registry: every third is the other municipality's.
HOUSE, NEIGHBOUR, OTHER_HOUSE = "bfe:1", "bfe:2", "bfe:3"
CHILDREN, WORKS = "Børn", "Teknik"
ROLES: tuple[tuple[str, str | None], ...] = (
    ("planner", None),
    ("inspector", WORKS),
    ("applicant", None),
    ("social_worker", CHILDREN),
    ("social_worker", WORKS),
    ("coordinator", WORKS),
    ("adviser", None),
    ("leader", None),
    ("administrator", None),
    ("data_protection_officer", None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in."""

    id: int
    role: str
    municipality: str
    unit: str | None
    client: TestClient
    cookie: str

    def get(self, path: str) -> Response:
        """Ask for an address."""
        return self.ask("GET", path)

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Ask as a page of ours does."""
        sent = {"origin": HOST, "cookie": f"{COOKIE}={self.cookie}", **(headers or {})}
        # The client's own jar would be shared by everybody in a test.
        self.client.cookies.clear()
        if method != "GET":
            session = self.client.get("/api/session", headers={"cookie": sent["cookie"]})
            sent[HEADER] = session.json()["page_token"]
        # Written out, so that what no client of good manners sends can be sent.
        body = None if json is None else dumps(json).encode("ascii")
        sent = sent if body is None else {**sent, "content-type": "application/json"}
        answer: Response = self.client.request(method, path, headers=sent, content=body)
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everybody there is, and what stands in the database."""

    database: Database
    client: TestClient

    def person(
        self,
        role: str,
        municipality: str = THISTED,
        unit: str | None = None,
        *,
        factor: bool = True,
    ) -> Person:
        """Somebody new, in a session that is whole."""
        name = f"{role}-{fresh()[:12].lower()}"
        account = self.value(
            "insert into staff.account (municipality_code, name, display_name, role, state,"
            " unit_id) values (%s, %s, %s, %s, 'active', (select id from staff.unit"
            "   where municipality_code = %s and name = %s)) returning id",
            municipality,
            name,
            name,
            role,
            municipality,
            unit,
        )
        cookie = fresh()
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as owner:
            owner.execute(
                statement("staff", "session_start"),
                {
                    "token_hash": digest(cookie),
                    "account": account,
                    "lifetime": timedelta(hours=1),
                    "is_proved_twice": factor,
                    "device": "test",
                },
            )
        return Person(
            id=account,
            role=role,
            municipality=municipality,
            unit=unit,
            client=self.client,
            cookie=cookie,
        )

    def unit(self, name: str, municipality: str = THISTED) -> int:
        """The number of a unit."""
        found: int = self.value(
            "select id from staff.unit where municipality_code = %s and name = %s",
            municipality,
            name,
        )
        return found

    def value(self, text: str, *values: object) -> Any:
        """The first value that a statement finds behind everybody's back."""
        found = self.rows(text, *values)
        return found[0][0] if found else None

    def rows(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        assert self.database.owner is not None
        with psycopg.connect(self.database.owner) as owner:
            cursor = owner.execute(text.encode(), list(values))
            return cursor.fetchall() if cursor.description else []

    def lines(self, account: int, action: str) -> list[tuple[Any, ...]]:
        """What the audit has of an account: area, table, key, property, purpose; oldest first."""
        return self.rows(
            "select area, table_name, row_key, property_key, purpose from audit.line"
            " where account_id = %s and action = %s order by id",
            account,
            action,
        )
