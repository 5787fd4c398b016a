"""The priority of many properties at once: one bar per criterion, and their sum.

What is missing is missing: it gives no bar, and is never counted as 0.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_service.priority.model import CONDITION, CRITERIA, ELIGIBLE, PLACE, PriorityModel

BARS = tuple(f"priority_{criterion}" for criterion in CRITERIA)
RANKING_COLUMNS = ("condition", *BARS, "priority", "priority_model")

Numbers = NDArray[np.float64]


def ranked(
    properties: pd.DataFrame, suspicion: pd.Series, model: PriorityModel | None
) -> pd.DataFrame:
    """Condition, bars, priority and model of each standing property; NaN where one is missing.

    Args:
        properties: Whether each stands, its newest grade, and how it lies to its place.
        suspicion: What screening found, row by row; it stands in where nobody has graded.
        model: The model in force; None where there is none.
    """
    nothing = np.full(len(properties), np.nan)
    standing = (properties["is_standing"] == "t").to_numpy(dtype=bool)
    if model is None:
        return pd.DataFrame(
            dict.fromkeys(RANKING_COLUMNS, nothing) | {"priority_model": None},
            index=properties.index,
        )
    points = {
        CONDITION: condition_points(properties, suspicion, model),
        PLACE: place_points(properties, model),
        ELIGIBLE: eligible_points(properties, model),
    }
    bars = {
        f"priority_{criterion}": np.where(
            standing, bar(found, model.weights.get(criterion)), np.nan
        )
        for criterion, found in points.items()
    }
    return pd.DataFrame(
        {
            "condition": np.where(standing, points[CONDITION], np.nan),
            **bars,
            "priority": priority_of(bars[f"priority_{CONDITION}"], *bars.values()),
            "priority_model": pd.Series(
                [model.name if stands else None for stands in standing],
                index=properties.index,
                dtype=object,
            ),
        },
        index=properties.index,
    )


def bar(points: Numbers, weight: int | None) -> Numbers:
    """What points give of a weight: a whole number, halves rounded up; NaN where missing."""
    if weight is None:
        return np.full(len(points), np.nan)
    return np.floor((points * weight + 50) / 100)


def priority_of(condition: Numbers, *bars: Numbers) -> Numbers:
    """The sum of the bars that are not missing; without a condition there is nothing to rank by."""
    total: Numbers = np.nansum(np.vstack(bars), axis=0)
    return np.where(np.isnan(condition), np.nan, total)


def condition_points(
    properties: pd.DataFrame, suspicion: pd.Series, model: PriorityModel
) -> Numbers:
    """The points of the grade in its own scale, or the suspicion where nobody has graded.

    A grade whose scale has no points is not the suspicion either: somebody has been there.
    """
    graded = properties["grade"].notna().to_numpy(dtype=bool)
    grades = _points(properties["grade_scale"], properties["grade"], CONDITION, model)
    return np.where(graded, grades, suspicion.to_numpy(dtype="float64"))


def place_points(properties: pd.DataFrame, model: PriorityModel) -> Numbers:
    """The points of lying in a place, near it, or away from every place."""
    inside, outside = _inside_and_outside(properties)
    distance_m = properties["place_distance_m"].to_numpy(dtype="float64")
    near_m = np.nan if model.near_m is None else model.near_m
    is_near, is_far = outside & (distance_m <= near_m), outside & (distance_m > near_m)
    return _points_of_answers({"in": inside, "near": is_near, "away": is_far}, PLACE, model)


def eligible_points(properties: pd.DataFrame, model: PriorityModel) -> Numbers:
    """The points of being admitted by the pool's town limit: open land always, a town by its size.

    The same answers as `layers.pool.eligible` for the year.
    """
    inside, outside = _inside_and_outside(properties)
    population = properties["population"].to_numpy(dtype="float64")
    largest = np.nan if model.largest_town is None else float(model.largest_town)
    admitted = (outside & ~np.isnan(largest)) | (inside & (population <= largest))
    return _points_of_answers(
        {"yes": admitted, "no": inside & (population > largest)}, ELIGIBLE, model
    )


def _inside_and_outside(properties: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    inside: NDArray[np.bool_] = (properties["in_place"] == "t").to_numpy(dtype=bool)
    outside: NDArray[np.bool_] = (properties["in_place"] == "f").to_numpy(dtype=bool)
    return inside, outside


def _points_of_answers(
    answers: dict[str, NDArray[np.bool_]], criterion: str, model: PriorityModel
) -> Numbers:
    known = model.points_of(criterion)
    given = [known.get((criterion, answer), np.nan) for answer in answers]
    return np.select(list(answers.values()), given, np.nan)


def _points(scales: pd.Series, values: pd.Series, criterion: str, model: PriorityModel) -> Numbers:
    found = np.full(len(values), np.nan)
    for (scale, value), points in model.points_of(criterion).items():
        found[((scales == scale) & (values == value)).to_numpy(dtype=bool)] = points
    return found
