"""The town limit of the state's village pool in SQL, for the year that is asked about."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    SQLColumnExpression,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)

from db.models.rule import DatedRule
from layers.fields import Choice
from layers.parameters import YEAR
from layers.words import Words

YES, NO, UNKNOWN = "yes", "no", "unknown"

ANSWERS = (
    Choice(value=YES, title=Words("Ja", "Yes")),
    Choice(value=NO, title=Words("Nej", "No")),
    Choice(value=UNKNOWN, title=Words("Uvist", "Unknown")),
)

RULE_STATUSES = (
    Choice(value="stated", title=Words("Oplyst", "Stated")),
    Choice(value="carried forward", title=Words("Videreført", "Carried forward")),
    Choice(value="planned", title=Words("Planlagt", "Planned")),
    Choice(value="unknown", title=Words("Ukendt", "Unknown")),
)


def _of_the_year(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    # Where a rule changed within the year, the one that holds at its end is meant.
    return (
        select(column)
        .where(
            DatedRule.topic == "pool",
            DatedRule.key == "town_limit",
            DatedRule.valid_from <= func.make_date(YEAR.bind, 12, 31),
            or_(
                DatedRule.valid_to.is_(None),
                DatedRule.valid_to >= func.make_date(YEAR.bind, 12, 31),
            ),
        )
        .order_by(DatedRule.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


TOWN_LIMIT: ColumnElement[int] = type_coerce(cast(_of_the_year(DatedRule.value), Integer), Integer)
COMPARISON: ColumnElement[str] = _of_the_year(DatedRule.comparison)
RULE_STATUS: ColumnElement[str] = func.coalesce(_of_the_year(DatedRule.status), UNKNOWN)

# The largest town that is admitted; nothing where the rule of the year is not known.
_LARGEST: ColumnElement[int] = _of_the_year(
    case(
        (DatedRule.comparison == "<", cast(DatedRule.value, Integer) - 1),
        (DatedRule.comparison == "<=", cast(DatedRule.value, Integer)),
        else_=null(),
    )
)


def admits(population: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Whether a town of this size is within the limit of the year: yes, no or unknown."""
    return case(
        (population <= _LARGEST, literal(YES)),
        (population > _LARGEST, literal(NO)),
        else_=literal(UNKNOWN),
    )


def eligible(
    in_place: SQLColumnExpression[Any], population: SQLColumnExpression[Any]
) -> ColumnElement[str]:
    """Whether the pool of the year reaches a property: open land always, a town by its size."""
    return case(
        (and_(in_place == false(), _LARGEST.is_not(None)), literal(YES)),
        (in_place, admits(population)),
        else_=literal(UNKNOWN),
    )
