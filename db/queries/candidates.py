"""Which properties are candidates: the one definition behind counts, lists and the way to them."""

from typing import Any

from sqlalchemy import Integer, Select, cast, select

from db.models.rule import DatedRule
from db.queries.dated import in_force


def candidate_condition(threshold: int) -> str:
    """Suspected from registers, or graded as badly on site; the same words in SQL and in CQL2."""
    return f"(suspicion >= {threshold:d} OR condition >= {threshold:d})"


def candidate_threshold() -> Select[Any]:
    """The points from which a property is a candidate, by the practice of today."""
    return select(cast(DatedRule.value, Integer)).where(
        DatedRule.topic == "practice",
        DatedRule.key == "candidate_suspicion",
        in_force(DatedRule),
    )
