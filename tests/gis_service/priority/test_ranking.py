"""What a priority is made of: bars that sum to it, and nothing made of what is missing."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_service.priority.model import CRITERIA, PriorityModel
from gis_service.priority.ranking import BARS, bar, ranked
from tests.gis_service.priority.models import shipped_model

MODEL = shipped_model()
GRADES: tuple[tuple[str | None, str | None], ...] = (
    (None, None),
    *((scale, value) for of, scale, value in MODEL.points if of == "condition"),
    ("K", "UN"),
    ("EGEN", "skal rives ned"),
    ("K", "5"),
)
PROPERTY = st.fixed_dictionaries(
    {
        "is_standing": st.sampled_from(("t", "t", "t", "f")),
        "grade": st.sampled_from(GRADES),
        "suspicion": st.none() | st.integers(0, 100),
        "in_place": st.sampled_from((None, "t", "f")),
        "place_distance_m": st.none() | st.floats(0, 20_000),
        "population": st.none() | st.integers(0, 10_000),
    }
)
UNHURRIED = settings(deadline=None)
Property = dict[str, Any]


def rank(*rows: Property, model: PriorityModel | None = MODEL) -> pd.DataFrame:
    """The ranking of properties; one that says no more stands, and nothing is known of it."""
    told = [{"is_standing": "t", "grade": (None, None), **row} for row in rows]
    frame = pd.DataFrame(
        {
            "is_standing": pd.Series([row["is_standing"] for row in told], dtype=object),
            "grade_scale": pd.Series([row["grade"][0] for row in told], dtype=object),
            "grade": pd.Series([row["grade"][1] for row in told], dtype=object),
            "in_place": pd.Series([row.get("in_place") for row in told], dtype=object),
        }
        | {
            name: pd.Series([row.get(name) for row in told], dtype="float64")
            for name in ("place_distance_m", "population", "suspicion")
        }
    )
    return ranked(frame, frame["suspicion"], model)


def of(row: Property, model: PriorityModel | None = MODEL) -> dict[str, Any]:
    """The ranking of one property, None where something is missing."""
    (told,) = rank(row, model=model).to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in told.items()}


IN_VILLAGE: Property = {"in_place": "t", "place_distance_m": 0, "population": 312}


@pytest.mark.parametrize(
    ("row", "bars", "priority"),
    (
        (IN_VILLAGE | {"grade": ("K", "K3")}, (50, 20, 30), 100),
        (IN_VILLAGE | {"grade": ("K", "K1")}, (18, 20, 30), 68),  # 17.5 is rounded up
        (IN_VILLAGE | {"grade": ("FARVE", "gul"), "suspicion": 90}, (20, 20, 30), 70),
        (IN_VILLAGE | {"suspicion": 90}, (45, 20, 30), 95),
        (IN_VILLAGE | {"suspicion": 0}, (0, 20, 30), 50),
        (IN_VILLAGE, (None, 20, 30), None),
        (IN_VILLAGE | {"grade": ("EGEN", "slem"), "suspicion": 90}, (None, 20, 30), None),
        (IN_VILLAGE | {"grade": ("K", "UN"), "suspicion": 90}, (None, 20, 30), None),
        (IN_VILLAGE | {"suspicion": 40, "population": 3999}, (20, 20, 30), 70),
        (IN_VILLAGE | {"suspicion": 40, "population": 4000}, (20, 20, 0), 40),
        (IN_VILLAGE | {"suspicion": 40, "population": None}, (20, 20, None), 40),
        ({"suspicion": 40}, (20, None, None), 20),
        ({"suspicion": 40, "in_place": "f"}, (20, None, 30), 50),
        ({"suspicion": 40, "in_place": "f", "place_distance_m": 1000}, (20, 10, 30), 60),
        ({"suspicion": 40, "in_place": "f", "place_distance_m": 1000.1}, (20, 0, 30), 50),
        (IN_VILLAGE | {"suspicion": 40, "is_standing": "f"}, (None, None, None), None),
    ),
)
def test_a_property_is_ranked_by_what_is_known(
    row: Property, bars: tuple[int | None, ...], priority: int | None
) -> None:
    told = of(row)
    assert (tuple(told[name] for name in BARS), told["priority"]) == (bars, priority)
    assert told["priority_model"] == (None if row.get("is_standing") == "f" else MODEL.name)


def test_the_condition_is_the_points_and_the_grade_is_left_as_it_is() -> None:
    assert of({"grade": ("SAVE", "4"), "suspicion": 90})["condition"] == 25
    assert of({"suspicion": 90})["condition"] == 90
    assert of({"grade": ("EGEN", "4"), "suspicion": 90})["condition"] is None


def test_what_does_not_stand_is_ranked_by_no_model() -> None:
    told = rank({"suspicion": 90}, {"suspicion": 90, "is_standing": "f"})
    assert told["priority_model"].tolist() == [MODEL.name, None]


def test_without_a_model_nothing_is_ranked() -> None:
    assert set(of(IN_VILLAGE | {"suspicion": 90}, None).values()) == {None}


def test_where_neither_limit_is_known_both_are_missing() -> None:
    silent = PriorityModel(
        name="m", weights=MODEL.weights, points=MODEL.points, near_m=None, largest_town=None
    )
    for row in (IN_VILLAGE, {"in_place": "f", "place_distance_m": 10}):
        told = of({**row, "suspicion": 40}, silent)
        assert told["priority_eligible"] is None
        assert (told["priority_place"] is None) == (row["in_place"] == "f")


@UNHURRIED
@given(st.lists(PROPERTY, min_size=1, max_size=30))
def test_bars_sum_to_the_priority_and_keep_their_bounds(rows: list[Property]) -> None:
    told = rank(*rows)
    for name, criterion in zip(BARS, CRITERIA, strict=True):
        known = told[name].dropna()
        assert known.between(0, MODEL.weights[criterion]).all()
        assert (known == known.round()).all()
    is_ranked = told["priority"].notna()
    assert (is_ranked == told["priority_condition"].notna()).all()
    assert (told["priority"] == told[list(BARS)].sum(axis=1))[is_ranked].all()
    assert told["priority"].dropna().between(0, 100).all()
    assert (told["condition"].notna() == is_ranked).all()


@UNHURRIED
@given(st.lists(PROPERTY, min_size=1, max_size=10))
def test_what_is_missing_is_never_counted(rows: list[Property]) -> None:
    told = rank(*rows)
    for row, found in zip(rows, told.to_dict("records"), strict=True):
        stands = row["is_standing"] == "t"
        scale, grade = row["grade"]
        if not stands or (grade is None and row["suspicion"] is None):
            assert np.isnan(found["priority_condition"])
        if not stands or row["in_place"] is None:
            assert np.isnan(found["priority_place"])
            assert np.isnan(found["priority_eligible"])
        if grade is not None and ("condition", scale, grade) not in MODEL.points:
            assert np.isnan(found["condition"])


@UNHURRIED
@given(PROPERTY, st.integers(0, 100), st.integers(0, 100))
def test_more_suspicion_never_ranks_lower(row: Property, one: int, other: int) -> None:
    low, high = (of({**row, "suspicion": value}) for value in sorted((one, other)))
    assert (low["priority"] is None) == (high["priority"] is None)
    assert (low["priority"] or 0) <= (high["priority"] or 0)


@UNHURRIED
@given(PROPERTY, st.sampled_from(("K", "FARVE", "SAVE")), st.data())
def test_a_worse_grade_never_ranks_lower(row: Property, scale: str, data: st.DataObject) -> None:
    points = MODEL.points_of("condition")
    grades = sorted((points[one], one) for one in points if one[0] == scale)
    pair = sorted(data.draw(st.tuples(st.sampled_from(grades), st.sampled_from(grades))))
    low, high = (of({**row, "grade": grade}) for _, grade in pair)
    assert (low["priority"] or 0) <= (high["priority"] or 0)


@UNHURRIED
@given(PROPERTY, st.floats(0, 20_000), st.floats(0, 20_000), st.integers(0, 9_999), st.integers())
def test_nearer_and_smaller_never_rank_lower(
    row: Property, one_m: float, other_m: float, population: int, more: int
) -> None:
    near, far = sorted((one_m, other_m))
    for less, greater in (
        ({"in_place": "f", "place_distance_m": far}, {"in_place": "f", "place_distance_m": near}),
        (
            {"in_place": "t", "population": population + abs(more) % 9_999},
            {"in_place": "t", "population": population},
        ),
    ):
        low, high = of({**row, **less}), of({**row, **greater})
        assert (low["priority"] or 0) <= (high["priority"] or 0)


@UNHURRIED
@given(st.integers(0, 100), st.integers(0, 100))
def test_a_bar_is_a_whole_number_of_its_weight_halves_rounded_up(points: int, weight: int) -> None:
    (told,) = bar(np.array([float(points)]), weight)
    assert 0 <= told <= weight
    assert told == (points * weight * 2 + 100) // 200
    assert np.isnan(bar(np.array([np.nan]), weight)).all()
