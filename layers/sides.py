"""The two sides of a comparison: what each is, whether they agree, and lists among them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, cast, literal, not_
from sqlalchemy.dialects.postgresql import ARRAY

from layers.errors import BadFilter
from layers.fields import Field, FieldKind
from layers.literals import BOOLEAN, DATE, NUMERIC, TEXT, Value, as_date
from layers.words import Words

SORTS = {
    FieldKind.TEXT: TEXT,
    FieldKind.TEXT_LIST: TEXT,
    FieldKind.INTEGER: NUMERIC,
    FieldKind.NUMBER: NUMERIC,
    FieldKind.DATE: DATE,
    FieldKind.BOOLEAN: BOOLEAN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: a field, a literal, or either folded."""

    sql: SQLColumnExpression[Any]
    text: str
    sort: Words
    field: Field | None = None
    value: Value | None = None
    position: int


def agreed(left: Side, right: Side) -> tuple[Side, Side]:
    """Both sides, when they are of one sort; a quoted day agrees with a date."""
    if left.sort == DATE and right.sort == TEXT and right.value is not None:
        day = as_date(right.value, right.position)
        right = Side(sql=day.sql, text=day.text, sort=DATE, value=day, position=right.position)
    if left.sort != right.sort:
        raise BadFilter(
            da=f"{left.text} er {left.sort.da}, men {right.text} er {right.sort.da}.",
            en=f"{left.text} is {left.sort.en}, but {right.text} is {right.sort.en}.",
            next_da=f"Sammenlign {left.text} med {left.sort.da}.",
            next_en=f"Compare {left.text} with {left.sort.en}.",
            position=right.position,
        )
    return left, right


def refuse_list(side: Side, word: str) -> None:
    """Refuse what can only be asked of a single value."""
    if side.field is not None and side.field.kind is FieldKind.TEXT_LIST:
        raise _is_list(side, word)


def member(left: Side, operator: str, right: Side) -> ColumnElement[bool]:
    """Whether a list holds a value, or does not."""
    if operator not in {"=", "<>"} or right.value is None or left.field is None:
        raise _is_list(left, operator)
    found = contains(left.sql, array([right]))
    return found if operator == "=" else not_(found)


def _is_list(side: Side, word: str) -> BadFilter:
    one, some = f"{side.text} = 'R3'", f"A_CONTAINS({side.text}, ('R3', 'R5'))"
    return BadFilter(
        da=f"{side.text} er en liste, så {word} kan ikke bruges.",
        en=f"{side.text} is a list, so {word} does not apply.",
        next_da=f"Skriv {one} eller {some}.",
        next_en=f"Write {one} or {some}.",
        position=side.position,
    )


def array(values: list[Side]) -> ColumnElement[Any]:
    """Some values as one list."""
    texts = sorted({str(one.value.value) for one in values if one.value is not None})
    return cast(literal(texts, ARRAY(Text)), ARRAY(Text))


def contains(one: SQLColumnExpression[Any], other: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether one list holds all of another."""
    return one.bool_op("@>")(other)


def overlaps(one: SQLColumnExpression[Any], other: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether two lists share anything."""
    return one.bool_op("&&")(other)
