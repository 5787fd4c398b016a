"""How a layer looks, as data: one table of classes behind map, legend and pictures."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, literal

from layers.words import Words

UNKNOWN = "none"


class Shape(StrEnum):
    """The mark that a row is drawn as."""

    CIRCLE = "circle"
    # Wide and open in the middle, where the point of another layer is seen.
    RING = "ring"
    AREA = "area"


class Ramp(StrEnum):
    """Which end of a numeric field stands for a whole cell of rows."""

    HIGHEST = "max"
    LOWEST = "min"


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleClass:
    """One class of a layer: what belongs to it and its colour.

    Attributes:
        lower: First value of a numeric class; it reaches to the next class's first value.
        value: The value of a class of a text field.
    """

    key: str
    title: Words
    color: str
    lower: float | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a filled or a hollow mark means, in a style that has both."""

    is_filled: bool
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The look of a layer: its classes in order, and what the rows without a value look like.

    Attributes:
        field: The field whose value decides the class.
        unknown: The class of rows where that field has no value.
        is_filled: Filled: known on site or exact; hollow: known from registers only.
        filled_by: A yes/no field that decides it row by row: "yes" is filled, else hollow. A cell
            is filled when any of its rows is.
        marks: What the two then mean, for legends.
        ramp: What a cell of many rows shows: the highest or the lowest value among them.
        dashed_by: A yes/no field whose "yes" draws the outline dashed.
    """

    field: str
    classes: tuple[StyleClass, ...]
    unknown: StyleClass
    shape: Shape
    is_filled: bool
    ramp: Ramp = Ramp.HIGHEST
    opacity: float = 0.65
    dashed_by: str | None = None
    filled_by: str | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether classes are ranges of numbers rather than named values."""
        return all(one.lower is not None for one in self.classes)

    @property
    def all_classes(self) -> tuple[StyleClass, ...]:
        """Every class a legend shows, the unknown last."""
        return (*self.classes, self.unknown)

    def class_for(self, value: Any) -> StyleClass:
        """The class that a value belongs to."""
        if not self.is_numeric:
            return next((one for one in self.classes if one.value == value), self.unknown)
        reached = [one for one in self.classes if value is not None and value >= (one.lower or 0)]
        return max(reached, key=lambda one: one.lower or 0, default=self.unknown)

    def class_of(self, expression: SQLColumnExpression[Any]) -> ColumnElement[str]:
        """The key of the class that a value belongs to, in SQL."""
        if self.is_numeric:
            highest_first = sorted(self.classes, key=lambda one: -(one.lower or 0))
            whens = [(expression >= one.lower, literal(one.key)) for one in highest_first]
        else:
            whens = [(expression == one.value, literal(one.key)) for one in self.classes]
        return case(*whens, else_=literal(self.unknown.key))
