"""Which of the dated rows of rules and code lists count on a day."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, func, or_
from sqlalchemy.orm import aliased

from db.models.inspection import Grade
from db.models.priority import PriorityCriterion, PriorityPoints
from db.models.rule import CodeTitle, DatedRule, LifeCycle, ScreeningRule, UnknownValue

Dated = (
    CodeTitle
    | DatedRule
    | Grade
    | LifeCycle
    | PriorityCriterion
    | PriorityPoints
    | ScreeningRule
    | UnknownValue
)


def in_force(rows: type[Dated], day: SQLColumnExpression[Any] | None = None) -> ColumnElement[bool]:
    """The rows that count on a day, today where none is named; the last day of a row counts too.

    Of several rows for one thing the newest counts, as in screening: a newer row does not wait for
    somebody to close the older one.
    """
    day = func.current_date() if day is None else day
    newer = aliased(rows)
    key = [column.name for column in rows.__table__.primary_key if column.name != "valid_from"]
    is_newer = and_(
        *(getattr(newer, name) == getattr(rows, name) for name in key),
        newer.valid_from > rows.valid_from,
        newer.valid_from <= day,
        or_(newer.valid_to.is_(None), newer.valid_to >= day),
    )
    return and_(
        rows.valid_from <= day,
        or_(rows.valid_to.is_(None), rows.valid_to >= day),
        ~exists().where(is_newer).correlate_except(newer),
    )
