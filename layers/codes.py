"""Meanings of register codes in SQL: one small dictionary per statement, looked up for each row."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    Text,
    and_,
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meaning:
    """What the code of a row means: its title, or the group that it belongs to.

    Attributes:
        list_: The code list that the code is of.
        value: What the rows of the list say of it.
    """

    code: SQLColumnExpression[Any]
    list_: str
    value: SQLColumnExpression[Any]

    @property
    def sql(self) -> ColumnElement[str]:
        """The meaning of the row's code."""
        # A scalar subquery without a reference to the row runs once per statement, not per row.
        titles = (
            select(func.jsonb_object_agg(CodeTitle.code, self.value))
            .where(self._in_list)
            .scalar_subquery()
        )
        return type_coerce(titles.op("->>")(self.code), Text)

    def fits(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Whether the row's code is one of those whose `value` fulfils a condition.

        The codes are found once, and a row is not asked what its own means. A code that no list
        knows does not fit, where asking the row would give null: not to be denied.
        """
        return self.code.in_(select(CodeTitle.code).where(self._in_list, condition))

    @property
    def _in_list(self) -> ColumnElement[bool]:
        return and_(CodeTitle.list == self.list_, in_force(CodeTitle))


def title_of(code: SQLColumnExpression[Any], list_: str) -> Meaning:
    """The Danish title of a code."""
    return Meaning(code=code, list_=list_, value=CodeTitle.title_da)


def english_title_of(code: SQLColumnExpression[Any], list_: str) -> Meaning:
    """The English title of a code."""
    return Meaning(code=code, list_=list_, value=CodeTitle.title_en)


def group_of(code: SQLColumnExpression[Any], list_: str) -> Meaning:
    """The group that a code belongs to."""
    return Meaning(code=code, list_=list_, value=CodeTitle.group_name)


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
