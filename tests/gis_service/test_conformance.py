"""The service held to its own description: generated requests by every role, and by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
import requests
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from db.access import ROLE_PERMISSIONS, Permission, Role
from gis_service.app import create_app
from gis_service.page_token import HEADER
from gis_service.settings import ServiceSettings
from tests.gis_service.conftest import HOST, Place, beside, people_of, served
from tests.gis_service.signin.people import COOKIE, LOLLAND, MORSOE, SETTINGS, People

Operation = schemathesis.APIOperation[Any, Any, Any, Any]
NOBODY = "nobody"
ASKING = (NOBODY, *Role)
EXAMPLES = 20
SCHEMA = schemathesis.openapi.from_dict(create_app(ServiceSettings(), None).openapi())
OPERATIONS = [each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)]
load_all_checks()
HELD: list[Any] = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    ]
)
_PLANTED = Path(__file__).with_name("planted.sql").read_bytes()
# Words that stand in a room and nowhere else, and the rights of which one lets somebody read them.
OWN: dict[str, frozenset[Permission]] = {
    "9999-70001": frozenset({Permission.READ_CASES}),
    "hulmurssporet": frozenset({Permission.READ_NOTES}),
    "Tagryggens enhed": frozenset({Permission.READ_FLAGS, Permission.READ_INVOLVEMENT}),
    # The adviser's own: no other adviser's either.
    "kvistvinduet": frozenset(),
}
ELSEWHERE = ("9999-80002", "skorstensfoden", "Sokkelens enhed", "gavltrekanten")


@dataclass(slots=True, kw_only=True)
class Asking:
    """People of every role, each with her own browser at one service."""

    client: TestClient
    people: People
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def ask(self, who: str, request: requests.PreparedRequest) -> Response:
        """Send a request as somebody; whoever it signed out or closed is followed by another."""
        answer = self._sent(who, request)
        if who != NOBODY and answer.status_code == requests.codes.unauthorized:
            self.cookies.pop(who)
            answer = self._sent(who, request)
        return answer

    def _sent(self, who: str, request: requests.PreparedRequest) -> Response:
        cookie, token = ("", "") if who == NOBODY else self._of(who)
        self.client.cookies.clear()
        assert request.method is not None
        assert request.url is not None
        headers = {
            **{name: str(value) for name, value in request.headers.items() if name != "Cookie"},
            **({"cookie": f"{COOKIE}={cookie}", HEADER: token} if cookie else {}),
            "origin": HOST,
        }
        sent: Response = self.client.request(
            request.method,
            request.url,
            headers=headers,
            content=cast("str | bytes | None", request.body),
            follow_redirects=False,
        )
        return sent

    def _of(self, who: str) -> tuple[str, str]:
        if who not in self.cookies:
            person = self.people.add(f"{who}-{next(self.numbers)}", who, unit="Familie")
            cookie = self.people.session(person)
            headers = {"cookie": f"{COOKIE}={cookie}"}
            told = self.client.get("/api/session", headers=headers).json()
            self.cookies[who] = (cookie, told["page_token"])
        return self.cookies[who]


@pytest.fixture(scope="module")
def asking(place: Place) -> Iterator[Asking]:
    """The service over a registry whose rooms hold words of their own."""
    with served(place, SETTINGS) as client:
        people = people_of(place)
        _plant(people)
        yield Asking(client=beside(client), people=people)


def _plant(people: People) -> None:
    """Put words into the rooms of two municipalities."""
    assert people.database.owner is not None
    own = tuple(OWN)
    with psycopg.connect(people.database.owner) as connection:
        for code, (number, note, unit, entry) in ((LOLLAND, own), (MORSOE, ELSEWHERE)):
            author = people.add(f"forfatter-{code}", "adviser", municipality=code, unit="Familie")
            given = {
                "code": code, "number": number, "note": note, "unit": unit, "entry": entry,
                "account": author.id,
            }  # fmt: skip
            connection.execute(_PLANTED, given)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_every_role_gets_what_is_described(asking: Asking, operation: Operation) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def held(case: schemathesis.Case[Any]) -> None:
        given_ = case.as_transport_kwargs(base_url=HOST)
        known = {"method", "url", "headers", "params", "data", "json", "files", "cookies"}
        sent = requests.Request(**{name: given_[name] for name in known & given_.keys()}).prepare()
        for who in ASKING:
            answer = asking.ask(who, sent)
            case.validate_response(answer, checks=HELD)
            _keeps_to_itself(who, answer)

    held()


def _keeps_to_itself(who: str, answer: Response) -> None:
    held = frozenset() if who == NOBODY else ROLE_PERMISSIONS[Role(who)]
    closed = [*ELSEWHERE, *(word for word, opens in OWN.items() if not opens & held)]
    told = [word for word in closed if word in answer.text]
    assert told == [], f"{who} reads what is in a room that is closed to her"
