"""Forms that need no script carry the token themselves; every route that takes one asks for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from gis_service.own_path import own_path
from gis_service.web import (
    account,
    administration,
    administration_deputies,
    administration_identity,
    administration_review,
    administration_units,
    entering,
    links,
    log_retention,
    log_samples,
)
from gis_service.web.forms import checked_form
from tests.gis_service.conftest import Place, signed
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.people import SETTINGS

ROUTES = [
    route
    for module in (
        *(account, administration, administration_deputies, administration_identity),
        *(administration_review, administration_units, entering, links),
        *(log_retention, log_samples),
    )
    for route in module.router.routes
    if isinstance(route, APIRoute) and "POST" in (route.methods or ())
]


@pytest.fixture(scope="module")
def service(place: Place) -> Iterator[TestClient]:
    """The service, asked by somebody who may open every page with a form."""
    with signed(place, SETTINGS) as client:
        yield client


def calls(dependant: Dependant) -> Iterator[object]:
    """Everything that a route depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def routes_of(router: Any) -> Iterator[APIRoute]:
    """Every route of a router, also of those that it includes."""
    for each in router.routes:
        if isinstance(each, APIRoute):
            yield each
        elif hasattr(each, "original_router"):
            yield from routes_of(each.original_router)


def test_every_page_that_takes_a_form_is_known(service: TestClient) -> None:
    """The origin's middleware lets forms through to these; another page must be one of them."""
    described = service.get("/api/openapi.json").json()["paths"]
    # What is described and changes something is no page.
    changing = [path for path, methods in described.items() if methods.keys() - {"get"}]
    assert [path for path in changing if not path.startswith("/api/")] == []
    pages = {
        route.path
        for route in routes_of(service.app)
        if not route.include_in_schema and (route.methods or set()) - {"GET", "HEAD"}
    }
    assert pages == {each.path for each in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_form_is_checked(route: APIRoute) -> None:
    assert checked_form in list(calls(route.dependant))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_form_without_the_token_of_its_page_does_nothing(
    service: TestClient, route: APIRoute
) -> None:
    path = route.path.format(**dict.fromkeys(route.param_convertors, "1"))
    for content in (b"", b"page_token=x", b"page_token=%00&page_token=y", b"\xff=\xff", b"=" * 99):
        answer = service.post(
            path,
            content=content,
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        told(answer, 403, "page-token")
    foreign = {"origin": "https://evil.example"}
    told(service.post(path, data={"page_token": "x"}, headers=foreign), 403, "origin")


@pytest.mark.parametrize(
    "path", ("/log-ind", "/log-ind/to-trin", "/konto", "/link/x", "/api/session", "/api/accounts")
)
def test_what_is_shown_once_is_kept_nowhere(service: TestClient, path: str) -> None:
    answer = service.get(path, follow_redirects=False)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "to"),
    (
        ("/", "/"),
        ("/?layer=suspicion#x", "/?layer=suspicion#x"),
        ("/lister/ny?filter=a%20b", "/lister/ny?filter=a%20b"),
        (None, "/"),
        ("", "/"),
        ("lister", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ),
)
def test_only_paths_of_our_own_are_gone_back_to(asked: str | None, to: str) -> None:
    assert own_path(asked) == to
