"""Nearby over HTTP."""

import pytest
from starlette.testclient import TestClient

from layers.catalogue import LAYERS
from tests.gis_service.problem_shape import told
from tests.gis_service.registry_rows import STANDING, UNPLACED

HERE = "lon=8.52&lat=56.72"


@pytest.mark.parametrize(
    "query",
    (
        "",
        "lon=8.5",
        "lat=56",
        "lon=x&lat=56",
        "lon=181&lat=56",
        "lon=8&lat=91",
        "lon=nan&lat=56",
        "lon=inf&lat=56",
        f"{HERE}&limit=0",
        f"{HERE}&limit=1001",
        f"{HERE}&radius=5",
        f"{HERE}&layer=owners",
        f"{HERE}&filter=owner%3D1",
        f"{HERE}&year=1999",
    ),
)
def test_a_bad_question_is_a_problem(service: TestClient, query: str) -> None:
    told(service.get(f"/api/nearby?{query}"), 400)


def test_the_nearest_stand_first(service: TestClient) -> None:
    answer = service.get(f"/api/nearby?{HERE}&limit=20")
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    distances = [one["properties"]["distance_m"] for one in collection["features"]]
    assert collection["type"] == "FeatureCollection"
    assert len(distances) == collection["numberReturned"] == 20
    assert distances == sorted(distances)
    assert {"address", "suspicion"} <= collection["features"][0]["properties"].keys()
    for one in collection["features"]:
        lon, _lat = one["geometry"]["coordinates"]
        # East of where one stands lies between 0 and 180 degrees.
        assert (0 < one["properties"]["bearing_deg"] < 180) == (lon > 8.52)


def test_all_placed_rows_are_near_in_the_end(service: TestClient) -> None:
    collection = service.get(f"/api/nearby?{HERE}&limit=1000").json()
    assert collection["numberReturned"] == STANDING - UNPLACED


def test_a_filter_narrows_what_is_near(service: TestClient) -> None:
    query = f"{HERE}&limit=1000&filter=suspicion%20%3E%3D%2060"
    collection = service.get(f"/api/nearby?{query}").json()
    assert collection["features"]
    assert all(one["properties"]["suspicion"] >= 60 for one in collection["features"])


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_can_be_near(service: TestClient, layer: str) -> None:
    collection = service.get(f"/api/nearby?{HERE}&layer={layer}&limit=3").json()
    assert collection["numberReturned"] <= 3
    for one in collection["features"]:
        assert {"distance_m", "bearing_deg"} <= one["properties"].keys()
        if one["geometry"]["type"] != "Point":
            assert one["properties"]["bearing_deg"] is None
