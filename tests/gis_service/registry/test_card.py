"""The card of a property over HTTP."""

import pytest
from starlette.testclient import TestClient

from tests.gis_service.problem_shape import told


@pytest.mark.parametrize("number", ("0", "-1", "x", "1.5", "99999999999999999999", "123456789"))
def test_there_is_no_card_of_what_is_not_there(service: TestClient, number: str) -> None:
    told(service.get(f"/api/properties/{number}"), 404, "not-found")


@pytest.mark.parametrize("query", ("year=x", "year=1900", "year=99999999999", "years=2026"))
def test_a_year_that_cannot_be_meant_is_refused(service: TestClient, query: str) -> None:
    number = service.get("/api/layers/suspicion/items?limit=1").json()["features"][0]["id"]
    told(service.get(f"/api/properties/{number}?{query}"), 400, "bad-request")


@pytest.mark.parametrize("language", ("da", "en"))
def test_a_card_tells_what_is_known(service: TestClient, language: str) -> None:
    row = service.get("/api/layers/suspicion/items?limit=1").json()["features"][0]
    card = service.get(f"/api/properties/{row['id']}?lang={language}&year=2026").json()
    assert card["address"] == row["properties"]["address"]
    assert card["suspicion"]["value"] == row["properties"]["suspicion"]
    assert card["suspicion"]["sentence"]
    assert card["eligibility"]["year"] == 2026
