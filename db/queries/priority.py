"""The published model of priority: the dated rows that are in force on a day."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, literal, select

from db.models.inspection import Grade
from db.models.priority import PriorityCriterion, PriorityPoints
from db.models.rule import CodeTitle, DatedRule
from db.queries.dated import in_force


def criteria(day: date) -> Select[*tuple[Any, ...]]:
    """What a priority is made of on a day, the weightiest first; of every model."""
    return (
        select(*PriorityCriterion.__table__.c)
        .where(in_force(PriorityCriterion, literal(day, Date)))
        .order_by(PriorityCriterion.weight.desc(), PriorityCriterion.criterion)
    )


def points(model: str, day: date) -> Select[*tuple[Any, ...]]:
    """The points of a model's values, with the titles of those that are grades of a scale."""
    on = literal(day, Date)
    return (
        select(
            *PriorityPoints.__table__.c,
            Grade.title_da,
            Grade.title_en,
            CodeTitle.title_da.label("scale_da"),
            CodeTitle.title_en.label("scale_en"),
        )
        .select_from(PriorityPoints)
        .outerjoin(
            Grade,
            and_(
                Grade.scale == PriorityPoints.scale,
                Grade.grade == PriorityPoints.value,
                in_force(Grade, on),
            ),
        )
        .outerjoin(
            CodeTitle,
            and_(
                CodeTitle.list == "grade_scale",
                CodeTitle.code == PriorityPoints.scale,
                in_force(CodeTitle, on),
            ),
        )
        .where(PriorityPoints.model == model, in_force(PriorityPoints, on))
        .order_by(PriorityPoints.criterion, PriorityPoints.scale, PriorityPoints.value)
    )


def near_place(day: date) -> Select[*tuple[Any, ...]]:
    """The rule that says how near a place a property counts as near it."""
    return _rule("priority", "near_place", day)


def town_limit(year: int) -> Select[*tuple[Any, ...]]:
    """The pool's town limit as it holds at the end of a year."""
    return _rule("pool", "town_limit", date(year, 12, 31))


def _rule(topic: str, key: str, day: date) -> Select[*tuple[Any, ...]]:
    return select(*DatedRule.__table__.c).where(
        DatedRule.topic == topic, DatedRule.key == key, in_force(DatedRule, literal(day, Date))
    )
