"""Meanings of register codes in SQL: one small dictionary per statement, looked up for each row."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    Text,
    any_,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    type_coerce,
)

from db.models.inspection import Grade
from db.models.place import Registry
from db.models.rule import CodeTitle, UnknownValue
from db.queries.dated import in_force

# Written into the statement, not bound: so that a partial index is known to serve it.
STANDING: ColumnElement[str] = literal_column("'standing'", Text)


def title_of(code: SQLColumnExpression[Any], list_: str) -> ColumnElement[str]:
    """The Danish title of a code."""
    return _looked_up(code, list_, CodeTitle.title_da)


def english_title_of(code: SQLColumnExpression[Any], list_: str) -> ColumnElement[str]:
    """The English title of a code."""
    return _looked_up(code, list_, CodeTitle.title_en)


def group_of(code: SQLColumnExpression[Any], list_: str) -> ColumnElement[str]:
    """The group that a code belongs to."""
    return _looked_up(code, list_, CodeTitle.group_name)


def grade_title(
    scale: SQLColumnExpression[Any], grade: SQLColumnExpression[Any]
) -> ColumnElement[str]:
    """The Danish title of a grade of a scale."""
    return _of_grade(scale, grade, Grade.title_da)


def english_grade_title(
    scale: SQLColumnExpression[Any], grade: SQLColumnExpression[Any]
) -> ColumnElement[str]:
    """The English title of a grade of a scale."""
    return _of_grade(scale, grade, Grade.title_en)


def registry_name(code: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """The name of the municipality with this code."""
    names = select(
        func.jsonb_object_agg(Registry.municipality_code, Registry.name)
    ).scalar_subquery()
    return type_coerce(names.op("->>")(code), Text)


def known_year(year: SQLColumnExpression[Any], field: str) -> ColumnElement[int]:
    """The year, or nothing where the register's value means "not known"."""
    unknown = (
        select(cast(UnknownValue.value, Integer))
        .where(UnknownValue.field == field, UnknownValue.value.regexp_match("^[0-9]{1,4}$"))
        .scalar_subquery()
    )
    is_unknown = year == any_(func.array(unknown, type_=ARRAY(Integer)))
    return type_coerce(case((is_unknown, null()), else_=year), Integer)


def _of_grade(
    scale: SQLColumnExpression[Any],
    grade: SQLColumnExpression[Any],
    title: SQLColumnExpression[Any],
) -> ColumnElement[str]:
    # A sign that no scale has in its name keeps two scales with like grades apart.
    titles = (
        select(func.jsonb_object_agg(Grade.scale.concat("/").concat(Grade.grade), title))
        .where(in_force(Grade))
        .scalar_subquery()
    )
    # A call, since ->> and || bind alike and would be read from the left.
    return type_coerce(titles.op("->>")(func.concat(scale, "/", grade)), Text)


def _looked_up(
    code: SQLColumnExpression[Any], list_: str, value: SQLColumnExpression[Any]
) -> ColumnElement[str]:
    # A scalar subquery without a reference to the row runs once per statement, not once per row.
    titles = (
        select(func.jsonb_object_agg(CodeTitle.code, value))
        .where(CodeTitle.list == list_, in_force(CodeTitle))
        .scalar_subquery()
    )
    return type_coerce(titles.op("->>")(code), Text)
