"""Search over HTTP."""

import pytest
from starlette.testclient import TestClient

from tests.gis_service.problem_shape import told


@pytest.mark.parametrize(
    "query", ("", "q=a&limit=0", "q=a&limit=1001", "q=a&offset=1", f"q={'a' * 201}", "q=a&lang=sv")
)
def test_a_bad_question_is_a_problem(service: TestClient, query: str) -> None:
    told(service.get(f"/api/search?{query}"), 400)


@pytest.mark.parametrize("typed", ("", "%20", ",,", "%00"))
def test_nothing_typed_finds_nothing(service: TestClient, typed: str) -> None:
    assert service.get(f"/api/search?q={typed}").json()["features"] == []


def test_a_find_tells_what_it_is_and_where(service: TestClient) -> None:
    answer = service.get("/api/search?q=hurup")
    assert answer.headers["content-type"] == "application/geo+json"
    first = answer.json()["features"][0]
    assert first["properties"]["kind"] == "place"
    assert first["properties"]["title"] == "Hurup"
    assert first["properties"]["subtitle"] == "Thisted, 2.700 indbyggere"
    assert first["geometry"]["type"] == "Point"
    english = service.get("/api/search?q=hurup&lang=en").json()["features"][0]
    assert english["properties"]["subtitle"] == "Thisted, 2,700 inhabitants"


def test_a_property_is_told_from_others_of_its_name(service: TestClient) -> None:
    (first,) = service.get("/api/search?q=aeroevej%2099").json()["features"]
    told_of = first["properties"]
    assert told_of["kind"] == "property"
    assert told_of["title"] == "Ærøvej 99"
    assert told_of["subtitle"].startswith("7760 Hurup Thy, ")
    assert told_of["subtitle"].endswith("BFE 99")
    assert isinstance(told_of["id"], int)


def test_the_limit_holds(service: TestClient) -> None:
    assert service.get("/api/search?q=bygaden&limit=3").json()["numberReturned"] == 3
