"""The model of priority: what counts, how much it weighs, and the points of each value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from db.errors import AtlasError
from db.screening import ScreeningSession

CONDITION, PLACE, ELIGIBLE = "condition", "place", "eligible"
# Each has its bar in the registry.
CRITERIA: Final = (CONDITION, PLACE, ELIGIBLE)
HIGHEST: Final = 100

Row = Mapping[str, Any]


class BadModelError(AtlasError):
    """The dated rows do not make a model that priorities can be computed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityModel:
    """The model in force on a day.

    Attributes:
        weights: How much each criterion gives at most, by criterion; together 100.
        points: From 0 to 100 by criterion, scale and value. What is not there says nothing.
        near_m: So near a place a property counts as near it; None while that is not known.
        largest_town: The largest population that the pool admits; None while that is not known.
    """

    name: str
    weights: Mapping[str, int]
    points: Mapping[tuple[str, str, str], int]
    near_m: float | None
    largest_town: int | None

    def points_of(self, criterion: str) -> dict[tuple[str, str], int]:
        """The points of one criterion, by scale and value."""
        return {
            (scale, value): points
            for (of, scale, value), points in self.points.items()
            if of == criterion
        }


def read_priority_model(session: ScreeningSession, as_of: date) -> PriorityModel | None:
    """The model that the registry's dated rows describe for a day; None before the first one."""
    return priority_model_of(
        criteria=session.model_rows("priority_criterion", as_of),
        points=session.model_rows("priority_points", as_of),
        dated=session.model_rows("dated_rule", as_of),
        # A year of the pool has the limit that holds at its end, as in every list.
        dated_at_years_end=session.model_rows("dated_rule", date(as_of.year, 12, 31)),
    )


def priority_model_of(
    *,
    criteria: Iterable[Row],
    points: Iterable[Row],
    dated: Iterable[Row],
    dated_at_years_end: Iterable[Row],
) -> PriorityModel | None:
    """Put dated rows together to a model; they come oldest first, and the newest counts."""
    rows = list(criteria)
    name = newest_model(rows)
    if name is None:
        return None
    weights = {row["criterion"]: row["weight"] for row in rows if row["model"] == name}
    _refuse_bad(name, weights)
    newest = {
        (row["criterion"], row["scale"], row["value"]): row["points"]
        for row in points
        if row["model"] == name
    }
    near = _rule(dated, "priority", "near_place")
    return PriorityModel(
        name=name,
        weights=weights,
        points={key: value for key, value in newest.items() if value is not None},
        near_m=rule_value(near),
        largest_town=_largest(_rule(dated_at_years_end, "pool", "town_limit")),
    )


def newest_model(criteria: Iterable[Row]) -> str | None:
    """The model that priorities are computed by: the one whose rows are the newest."""
    known = [(row["valid_from"], row["model"]) for row in criteria]
    return max(known)[1] if known else None


def rule_value(rule: Row | None) -> float | None:
    """The number that a dated rule says; None where there is no rule or it says none."""
    return float(rule["value"]) if rule and rule["value"] else None


def _refuse_bad(name: str, weights: Mapping[str, int]) -> None:
    unknown = sorted(weights.keys() - set(CRITERIA))
    if unknown:
        raise BadModelError(
            f"The priority model {name} has a criterion that is not known: {', '.join(unknown)}.",
            f"Use these in work.priority_criterion: {', '.join(CRITERIA)}.",
        )
    if sum(weights.values()) != HIGHEST:
        raise BadModelError(
            f"The weights of the priority model {name} sum to {sum(weights.values())}.",
            "Let the weights in work.priority_criterion sum to 100.",
        )


def _rule(dated: Iterable[Row], topic: str, key: str) -> Row:
    found: Row = {}
    for row in dated:
        if (row["topic"], row["key"]) == (topic, key):
            found = row
    return found


def _largest(limit: Row) -> int | None:
    """The largest town within a limit of the form "below" or "at most"."""
    if not limit.get("value"):
        return None
    match limit["comparison"]:
        case "<":
            return int(limit["value"]) - 1
        case "<=":
            return int(limit["value"])
    return None
