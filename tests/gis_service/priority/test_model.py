"""The model of priority is what the dated rows of the day say."""

from datetime import date
from typing import Any

import pytest

from gis_service.priority.model import (
    CRITERIA,
    BadModelError,
    PriorityModel,
    priority_model_of,
)
from tests.gis_service.priority.models import AS_OF, shipped_model
from tests.gis_service.screening.seeds import seed_rows


def criterion(name: str, weight: int, model: str = "m", day: str = "2000-01-01") -> dict[str, Any]:
    return {"model": model, "criterion": name, "weight": weight, "valid_from": day}


def points(value: str, given: int | None, day: str = "2000-01-01") -> dict[str, Any]:
    return {
        "model": "m",
        "criterion": "condition",
        "scale": "K",
        "value": value,
        "points": given,
        "valid_from": day,
    }


def made(*criteria: dict[str, Any], told: tuple[dict[str, Any], ...] = ()) -> PriorityModel | None:
    return priority_model_of(criteria=criteria, points=told, dated=(), dated_at_years_end=())


def test_the_first_model_weighs_condition_place_and_pool() -> None:
    model = shipped_model()
    assert model.name == "grundmodel-1"
    assert dict(model.weights) == {"condition": 50, "place": 20, "eligible": 30}
    assert (model.near_m, model.largest_town) == (1000, 3999)
    assert model.points["condition", "K", "K3"] == 100
    assert ("condition", "K", "UN") not in model.points


def test_every_grade_that_has_a_rank_has_points_that_rise_with_it() -> None:
    points_of = shipped_model().points_of("condition")
    ranks: dict[str, list[tuple[int, int]]] = {}
    for row in seed_rows("grade"):
        key = (str(row["scale"]), str(row["grade"]))
        assert (key in points_of) == (row["rank"] is not None)
        if key in points_of:
            ranks.setdefault(key[0], []).append((int(str(row["rank"])), points_of[key]))
    for pairs in ranks.values():
        ordered = [given for _, given in sorted(pairs)]
        assert ordered == sorted(set(ordered))


@pytest.mark.parametrize(
    ("year", "largest"), ((2014, 2999), (2016, 3000), (2018, 3000), (2019, 3999), (2030, 3999))
)
def test_the_town_limit_is_that_of_the_year(year: int, largest: int) -> None:
    assert shipped_model(date(year, 1, 1)).largest_town == largest


def test_before_the_first_rows_there_is_no_model() -> None:
    assert made() is None


def test_the_newest_rows_count() -> None:
    rows = [criterion("condition", 60), criterion("place", 40)]
    newer = [criterion("condition", 100, "n", "2027-01-01")]
    later = [criterion("condition", 70, day="2027-01-01"), criterion("place", 30, day="2027-01-01")]
    old, own, changed = made(*rows), made(*rows, *newer), made(*rows, *later)
    assert old is not None
    assert own is not None
    assert changed is not None
    assert (old.name, own.name, changed.name) == ("m", "n", "m")
    assert dict(changed.weights) == {"condition": 70, "place": 30}


def test_points_that_are_taken_away_say_nothing() -> None:
    model = made(
        criterion("condition", 100),
        told=(points("K3", 90), points("K2", 50), points("K2", None, "2026-01-01")),
    )
    assert model is not None
    assert model.points == {("condition", "K", "K3"): 90}


@pytest.mark.parametrize(
    ("rows", "told"),
    (
        ([criterion("condition", 60), criterion("place", 30)], "sum to 90"),
        ([criterion("condition", 60), criterion("money", 40)], "money"),
    ),
)
def test_a_model_that_cannot_be_right_is_refused(rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(BadModelError, match=told) as refused:
        made(*rows)
    assert refused.value.next_step


def test_every_criterion_of_the_shipped_model_has_its_bar() -> None:
    assert set(shipped_model(AS_OF).weights) == set(CRITERIA)
