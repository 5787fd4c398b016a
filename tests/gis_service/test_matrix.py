"""Every route x every role x whose thing it is: asked for real, and written down for a person.

Where LANDSBYATLAS_WRITE_MATRIX is set the test writes the file anew; read the difference.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.testclient import TestClient

from db.access import Role
from gis_service.middleware.entrance import is_open
from gis_service.page_token import HEADER
from tests.gis_service.conftest import HOST, Place, beside, people_of
from tests.gis_service.signin.people import COOKIE, People
from tests.gis_service.test_rights_of_routes import routes_of

MATRIX = Path(__file__).with_name("routes.txt")
OURS, THEIRS = "0787", "0741"
CHILDREN, WORKS = "Børn", "Teknik"
# Whose eyes: of the municipality and unit that the things belong to, of another unit, of another
# municipality.
STANDS = ((OURS, CHILDREN), (OURS, WORKS), (THEIRS, CHILDREN))
HEAD = """\
Every route, asked by every role. The three answers are those to somebody of
  the municipality and unit that the thing belongs to | another unit | another municipality.
Changes are asked for with nothing in them, or for a thing that is not there: 400, 404, 409, 412
and 422 mean that the role may ask, 403 that it may not. What is not there and what belongs to
somebody else answer alike. Nobody who is not signed in is answered by any of these.
"""
# What would end the session that asks.
NEVER_ASKED = {("DELETE", "/api/session")}
NEEDED = {
    "/api/nearby": "?lon=9&lat=56",
    "/api/search": "?q=by",
    "/api/notes": "?property=bfe:1",
    "/api/log/subject": "?property=bfe:1",
    "/api/log/subject.csv": "?property=bfe:1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One person's browser, with the token of a page of hers."""

    client: TestClient
    token: str

    def ask(self, method: str, address: str) -> Response:
        """Ask as a page or a script of ours does; a change is asked for with nothing in it."""
        headers = {HEADER: self.token, "origin": HOST, "accept": "text/html", "if-match": "x"}
        more: dict[str, dict[str, str]] = {}
        if method != "GET" and address.startswith("/api"):
            more = {"json": {}}
        elif method != "GET":
            more = {"data": {"page_token": self.token}}
        answer: Response = self.client.request(
            method,
            address,
            headers=headers,
            follow_redirects=False,
            **more,  # type: ignore[arg-type]  # json or data
        )
        return answer


@pytest.fixture(scope="module")
def people(place: Place, service: TestClient) -> People:
    """Makes accounts of every role."""
    del service
    return people_of(place)


def somebody(service: TestClient, people: People, role: Role, stand: tuple[str, str]) -> Somebody:
    """Somebody in a role, of a municipality and a unit."""
    municipality, unit = stand
    name = f"{role.value}-{STANDS.index(stand)}"
    person = people.add(name, role.value, municipality=municipality, unit=unit)
    client = beside(service)
    client.cookies.set(COOKIE, people.session(person))
    return Somebody(client=client, token=client.get("/api/session").json()["page_token"])


@pytest.fixture(scope="module")
def things(people: People, service: TestClient) -> Mapping[str, str]:
    """What stands in addresses: things of one municipality and unit, and what is not there."""
    social = somebody(service, people, Role.SOCIAL_WORKER, STANDS[0])
    own = {HEADER: social.token, "origin": HOST}
    opened = social.client.post("/api/cases", json={"property": "bfe:1"}, headers=own)
    assert opened.status_code == 201, opened.text
    people.change("update staff.account set name = 'maker' where name = 'social_worker-0'")
    values = {
        "property_id": people.value("select id from work.property where key = 'bfe:1'"),
        "list_id": people.value(
            "insert into work.saved_list (municipality_code, name, layer, columns, created_by,"
            " changed_by) values (%s, 'Vores', 'suspicion', '{address}', 'a', 'a') returning id",
            OURS,
        ),
        "run": people.value(
            "insert into work.import_run (kind, actor, state, municipality_code)"
            " values ('import', 'a', 'committed', %s) returning id",
            OURS,
        ),
        "case": opened.json()["id"],
        "account": people.add("target", municipality=OURS, unit="Arkiv").id,
        "unit": people.value("select id from staff.unit where name = 'Arkiv'"),
        "act": "luk",
        "decision": "bekraeft",
        "document": "fortegnelse",
        "layer_id": "suspicion",
        "z": "0",
        "x": "0",
        "y": "0",
        "format": "csv",
        "part": "land",
        "upload": "0" * 32,
        "session": "00000000-0000-0000-0000-000000000000",
    }
    return {name: str(value) for name, value in values.items()}


def asked_of(service: TestClient) -> Iterator[tuple[str, APIRoute]]:
    """Every closed route with its method, in the order of its address."""
    found = [
        (method, route)
        for route in routes_of(service.app)
        for method in route.methods or ()
        if (method, route.path) not in NEVER_ASKED
        and (not is_open(route.path) or "/acting" in route.path)
    ]
    yield from sorted(found, key=lambda each: (each[1].path, each[0]))


def address_of(route: APIRoute, method: str, stand: int, things: Mapping[str, str]) -> str:
    """The address of the thing; where one would be gone after it, of one that is not there."""
    names = [part.split("}")[0].partition(":")[0] for part in route.path.split("{")[1:]]
    is_taken_away = method == "DELETE" or route.path.endswith(("/luk", "/undo", "/{act}", "/link"))
    missing = "999999" if "case" not in names else "00000000-0000-0000-0000-000000000000"
    values = {
        name: missing
        if is_taken_away
        and method != "GET"
        and stand < 2
        and name in {"account", "unit", "run", "list_id"}
        else things.get(name, "999999")
        for name in names
    }
    return route.path.format(**values) + (NEEDED.get(route.path, "") if method == "GET" else "")


def written(answers: Mapping[str, Mapping[Role, tuple[int, ...]]]) -> str:
    """The matrix as people read it: roles that are answered alike stand on one line."""
    lines = [HEAD]
    for route, by_role in answers.items():
        lines.append(route)
        alike: dict[tuple[int, ...], list[str]] = {}
        for role, told in by_role.items():
            alike.setdefault(told, []).append(role.value)
        lines += [
            f"  {' | '.join(str(one) for one in told)}  {', '.join(roles)}"
            for told, roles in sorted(alike.items())
        ]
    return "\n".join(lines) + "\n"


def test_every_route_answers_every_role_as_it_is_written(
    service: TestClient, people: People, things: Mapping[str, str]
) -> None:
    askers = {
        (role, number): somebody(service, people, role, stand)
        for role in Role
        for number, stand in enumerate(STANDS)
    }
    answers: dict[str, dict[Role, tuple[int, ...]]] = {}
    for method, route in asked_of(service):
        by_role = answers.setdefault(f"{method} {route.path}", {})
        for role in Role:
            by_role[role] = tuple(
                askers[role, number]
                .ask(method, address_of(route, method, number, things))
                .status_code
                for number in range(len(STANDS))
            )
    told = written(answers)
    assert all(code < 500 for by in answers.values() for codes in by.values() for code in codes)
    if os.environ.get("LANDSBYATLAS_WRITE_MATRIX"):
        MATRIX.write_text(told, encoding="utf-8")
    assert told == MATRIX.read_text(encoding="utf-8")


def test_nobody_learns_by_asking_what_another_municipality_has(
    service: TestClient, people: People, things: Mapping[str, str]
) -> None:
    """The answer to a stranger is the same for a thing that is there and one that is not."""
    role_of_thing = {
        "property_id": Role.PLANNER,
        "list_id": Role.PLANNER,
        "run": Role.PLANNER,
        "case": Role.SOCIAL_WORKER,
        "account": Role.ADMINISTRATOR,
        "unit": Role.ADMINISTRATOR,
    }
    nowhere = {**things, **dict.fromkeys(role_of_thing, "999999")}
    nowhere["case"] = "00000000-0000-0000-0000-000000000000"
    people.change("update staff.account set name = 'x' || name where name like '%%-2'")
    askers = {role: somebody(service, people, role, STANDS[2]) for role in Role}
    for method, route in asked_of(service):
        for name, role in role_of_thing.items():
            if f"{{{name}}}" in route.path:
                there, not_there = (
                    askers[role].ask(method, address_of(route, method, 2, each))
                    for each in (things, nowhere)
                )
                assert there.status_code == not_there.status_code, (method, route.path)
