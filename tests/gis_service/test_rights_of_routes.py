"""Nobody unsigned comes further than the door, and every route says which right it needs."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from db.access import Permission, Role
from gis_service.middleware.entrance import is_open
from gis_service.signin.rights import Needs, current_session, on_her_way
from gis_service.web.navigation import MAP, ROOMS
from tests.gis_service.conftest import AsRole
from tests.gis_service.problem_shape import told

# For everybody who is signed in, whatever her role.
FOR_ALL = {"/", "/om"}
# What stands in an address, so that a route is met.
VALUES = {
    "layer_id": "suspicion",
    "z": "0",
    "x": "0",
    "y": "0",
    "format": "csv",
    "part": "land",
    "upload": "0" * 32,
    "session": "00000000-0000-0000-0000-000000000000",
    "language": "da",
}


def routes_of(router: Any) -> Iterator[APIRoute]:
    """Every route of a router, also of those that it includes, as it is reached."""
    for each in router.routes:
        inner = getattr(each, "effective_route_contexts", None)
        if isinstance(each, APIRoute):
            yield each
        elif inner:
            yield from inner()


def calls(dependant: Dependant) -> Iterator[object]:
    """Everything that a route depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def address_of(route: APIRoute) -> str:
    """An address of the route; what it names need not be there."""
    names = [part.split("}")[0].partition(":")[0] for part in route.path.split("{")[1:]]
    return route.path.format(**{name: VALUES.get(name, "1") for name in names})


@pytest.fixture(scope="module")
def routes(service: TestClient) -> list[APIRoute]:
    """Every route of the application."""
    found = list(routes_of(service.app))
    assert len(found) > 60
    return found


def test_every_closed_route_says_which_right_it_needs(routes: list[APIRoute]) -> None:
    silent = []
    for route in routes:
        asked = list(calls(route.dependant))
        says = any(isinstance(one, Needs) for one in asked)
        says |= current_session in asked or on_her_way in asked
        if not (says or is_open(address_of(route)) or route.path in FOR_ALL):
            silent.append(route.path)
    assert silent == []


def test_every_right_of_a_route_is_held_by_some_role(routes: list[APIRoute]) -> None:
    asked = {
        one.permission
        for route in routes
        for one in calls(route.dependant)
        if isinstance(one, Needs)
    }
    assert {Permission.READ_LAYERS, Permission.EXPORT_LAYERS, Permission.RUN_IMPORTS} <= asked


def test_a_stranger_gets_nowhere(routes: list[APIRoute], unsigned: TestClient) -> None:
    others = ["/api/openapi.json", "/api/nowhere", "/nowhere", "/docs", "/api", "//api/layers"]
    asked = [(method, address_of(route)) for route in routes for method in route.methods or ()]
    for method, address in (*asked, *(("GET", one) for one in others)):
        if is_open(address):
            continue
        answer = unsigned.request(method, address, follow_redirects=False)
        if address.startswith(("/api/", "/parts")):
            told(answer, 401, "sign-in")
            assert answer.headers["www-authenticate"] == "Bearer"
        else:
            assert answer.status_code == 303, (method, address)
            assert answer.headers["location"].startswith("/log-ind?next=%2F")


@pytest.mark.parametrize("method", ("GET", "HEAD", "OPTIONS", "TRACE", "BREW"))
def test_no_method_opens_the_door(unsigned: TestClient, method: str) -> None:
    for address in ("/api/layers", "/api/layers/suspicion/tiles/0/0/0.mvt", "/lister", "/"):
        answer = unsigned.request(method, address, follow_redirects=False)
        assert answer.status_code in {303, 401}
        assert b"<main" not in answer.content


def test_a_page_that_was_asked_for_is_where_signing_in_leads(unsigned: TestClient) -> None:
    answer = unsigned.get("/?layer=priority&at=9/56/9", follow_redirects=False)
    assert answer.headers["location"] == "/log-ind?next=%2F%3Flayer%3Dpriority%26at%3D9%2F56%2F9"
    long = unsigned.get(f"/naer?q={'a' * 3000}", follow_redirects=False)
    assert long.headers["location"] == "/log-ind?next=%2Fnaer"


@pytest.mark.parametrize(
    ("referer", "to"),
    (
        ("http://127.0.0.1:8000/konto?x=1", "%2Fkonto%3Fx%3D1"),
        ("https://evil.example/konto", "%2F"),
        ("http://127.0.0.1:8000//evil.example", "%2F"),
        ("http://[broken", "%2F"),
        (None, "%2F"),
    ),
)
def test_a_form_whose_session_has_ended_leads_back_to_its_page(
    unsigned: TestClient, referer: str | None, to: str
) -> None:
    headers = {} if referer is None else {"referer": referer}
    answer = unsigned.post("/konto/adgangskode", headers=headers, follow_redirects=False)
    assert answer.headers["location"] == f"/log-ind?next={to}"


def test_a_script_of_a_page_is_told_in_its_own_way(unsigned: TestClient) -> None:
    told(unsigned.get("/lister", headers={"hx-request": "true"}), 401, "sign-in")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_begins_where_its_work_is_and_sees_what_it_may_open(
    as_role: AsRole, role: Role
) -> None:
    browser = as_role(role.value, unit="Enhed")
    first = browser.get("/", accept="text/html")
    if first.status_code == 303:
        first = browser.get(first.headers["location"], accept="text/html")
    assert first.status_code == 200
    about = browser.get("/om", accept="text/html").text
    for room in ROOMS:
        is_open_to = browser.get(room.address, accept="text/html").status_code == 200
        # The name of the product leads to the front page, whatever that is for her.
        is_told = room is not MAP and f'href="{room.address}"' in about
        assert is_open_to or not is_told, room.address
        # Of several pages of a kind the first that is hers is told.
        told_of_kind = [one for one in ROOMS if one.here == room.here and one.address in about]
        assert not is_open_to or told_of_kind or room.here == "map", room.address


def test_a_role_without_the_map_reads_nothing_of_it(as_role: AsRole) -> None:
    administrator = as_role("administrator", reads_all=True)
    told(administrator.get("/api/layers"), 403, "forbidden")
    told(administrator.get("/api/layers/suspicion/items"), 403, "forbidden")
    told(administrator.get("/api/layers/suspicion/tiles/0/0/0.mvt"), 404)
    told(administrator.get("/parts/search?q=vej"), 403, "forbidden")
