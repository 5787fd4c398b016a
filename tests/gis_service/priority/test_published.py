"""The model is published with the rows that every number stands in."""

import pytest
from starlette.testclient import TestClient

from tests.gis_service.conftest import NearPlace
from tests.gis_service.priority.models import shipped_model
from tests.gis_service.problem_shape import told

MODEL = "/api/priority/model"


def test_a_day_that_is_none_and_an_unknown_parameter_are_refused(service: TestClient) -> None:
    told(service.get(f"{MODEL}?as_of=yesterday"), 400)
    told(service.get(f"{MODEL}?model=other"), 400)


@pytest.mark.parametrize("language", ("da", "en"))
def test_the_published_model_is_the_one_that_ranks(service: TestClient, language: str) -> None:
    answer = service.get(f"{MODEL}?as_of=2026-11-22&lang={language}").json()
    model = shipped_model()
    assert (answer["model"], answer["as_of"]) == (model.name, "2026-11-22")
    weights = {one["criterion"]: one["weight"] for one in answer["criteria"]}
    assert weights == model.weights
    points = {
        (one["criterion"], each["scale"], each["value"]): each["points"]
        for one in answer["criteria"]
        for each in one["points"]
    }
    assert {key: value for key, value in points.items() if value is not None} == model.points
    assert points["condition", "K", "UN"] is None
    assert answer["near_place_m"]["value"] == model.near_m
    limit = answer["town_limit"]
    assert (limit["comparison"], limit["value"], limit["status"]) == ("<", 4000, "carried forward")


def test_every_number_has_its_row_and_its_words(service: TestClient) -> None:
    answers = [service.get(f"{MODEL}?lang={language}").json() for language in ("da", "en")]
    for answer in answers:
        assert sum(one["weight"] for one in answer["criteria"]) == 100
        for one in answer["criteria"]:
            assert one["title"]
            assert one["description"].endswith(".")
            for each in one["points"]:
                assert each["title"]
                assert (each["scale_title"] is None) == (one["criterion"] != "condition")
                assert each["source"]
                assert each["valid_from"]
    danish, english = ([one["title"] for one in answer["criteria"]] for answer in answers)
    assert danish != english


@pytest.mark.parametrize(("said", "value"), (("750.5", 750.5), (None, None)))
def test_a_reach_is_published_as_it_is_said(
    service: TestClient, near_place: NearPlace, said: str | None, value: float | None
) -> None:
    near_place(said)
    assert service.get(MODEL).json()["near_place_m"]["value"] == value


def test_before_the_first_rows_there_is_no_model(service: TestClient) -> None:
    answer = service.get(f"{MODEL}?as_of=1999-12-31").json()
    assert (answer["model"], answer["criteria"]) == (None, [])
    assert answer["near_place_m"] is answer["town_limit"] is None
