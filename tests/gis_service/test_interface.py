"""The description of the interface, and that the service does what it says."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from layers.catalogue import LAYERS
from tests.gis_service.problem_shape import told


@pytest.fixture(scope="module")
def described(service: TestClient) -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = service.get("/api/openapi.json").json()
    return document


def test_the_names_that_scripts_rely_on_are_described(described: dict[str, Any]) -> None:
    assert described["paths"].keys() >= {
        "/healthz",
        "/readyz",
        "/api/layers",
        "/api/layers/{layer_id}",
        "/api/layers/{layer_id}/tiles/{z}/{x}/{y}.mvt",
        "/api/layers/{layer_id}/tile.json",
        "/api/layers/{layer_id}/legend",
        "/api/layers/{layer_id}/items",
        "/api/layers/{layer_id}/export.{format}",
        "/api/layers/{layer_id}/page.html",
        "/api/style.json",
        "/api/nearby",
        "/api/search",
        "/api/properties/{property_id}",
        "/api/priority/model",
        "/api/lists",
        "/api/lists/{list_id}",
        "/api/lists/{list_id}/export.{format}",
        "/api/session",
        "/api/account",
        "/api/account/tokens",
        "/api/accounts",
    }


def test_every_operation_says_what_it_is(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            for parameter in operation.get("parameters", ()):
                assert parameter["schema"], (path, parameter)


def test_the_layers_of_the_interface_are_those_of_the_catalogue(
    described: dict[str, Any],
) -> None:
    assert described["components"]["schemas"]["LayerId"]["enum"] == list(LAYERS)


def test_limits_are_described(described: dict[str, Any]) -> None:
    parameters = described["paths"]["/api/layers/{layer_id}/items"]["get"]["parameters"]
    limit = next(one for one in parameters if one["name"] == "limit")
    assert limit["schema"] == {
        "type": "integer",
        "maximum": 1000,
        "minimum": 1,
        "default": 100,
        "title": "Limit",
        "description": limit["description"],
    }


def test_every_reading_route_refuses_a_parameter_that_it_does_not_know(
    service: TestClient, described: dict[str, Any]
) -> None:
    known = {
        "{layer_id}": "suspicion",
        "{z}/{x}/{y}": "0/0/0",
        "{format}": "csv",
        "{part}": "land",
        "{property_id}": "1",
        "{upload}": "0" * 32,
        "{run}": "1",
        "{list_id}": "1",
    }
    for path, methods in described["paths"].items():
        if "get" not in methods or not path.startswith("/api"):
            continue
        address = path
        for part, value in known.items():
            address = address.replace(part, value)
        needed = {"/api/nearby": "lon=9&lat=56&", "/api/search": "q=by&"}.get(path, "")
        problem = told(service.get(f"{address}?{needed}unheard_of=1&lang=en"), 400)
        assert "unheard_of" in problem["detail"]


def test_the_interactive_pages_of_the_framework_are_not_served(service: TestClient) -> None:
    for path in ("/docs", "/redoc"):
        told(service.get(path), 404)
