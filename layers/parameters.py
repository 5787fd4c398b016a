"""Named, bounded values that a layer is computed for, such as the year of a rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, bindparam
from sqlalchemy.sql.visitors import replacement_traverse

from db.clock import today
from layers.errors import BadParameter
from layers.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A whole number that a layer's fields depend on.

    Attributes:
        default: Gives the value where none is asked for.
    """

    name: str
    title: Words
    description: Words
    default: Callable[[], int]
    minimum: int
    maximum: int

    @property
    def bind(self) -> BindParameter[Any]:
        """The place of the value in the SQL of a field."""
        return bindparam(self.name, type_=Integer)

    def read(self, text: str) -> int:
        """The value that a query string asks for."""
        if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004  # fits an integer
            raise BadParameter(
                da=f"{self.name} skal være et helt tal, ikke {text[:20]!r}.",
                en=f"{self.name} must be a whole number, not {text[:20]!r}.",
                next_da=f"Angiv {self.name} som et tal fra {self.minimum} til {self.maximum}.",
                next_en=f"Give {self.name} as a number from {self.minimum} to {self.maximum}.",
            )
        value = int(text)
        if not self.minimum <= value <= self.maximum:
            raise BadParameter(
                da=f"{self.name}={value} er uden for grænserne.",
                en=f"{self.name}={value} is out of bounds.",
                next_da=f"Angiv {self.name} fra {self.minimum} til {self.maximum}.",
                next_en=f"Give {self.name} from {self.minimum} to {self.maximum}.",
            )
        return value


def with_values(expression: ColumnElement[Any], values: Mapping[str, int]) -> ColumnElement[Any]:
    """The same SQL with the parameters' values in their places."""

    def filled(element: object, **_: object) -> BindParameter[Any] | None:
        if isinstance(element, BindParameter) and element.key in values:
            return bindparam(element.key, values[element.key], type_=element.type)
        return None

    return replacement_traverse(expression, {}, filled) if values else expression


def this_year() -> int:
    """The year it is in Denmark."""
    return today().year


YEAR = Parameter(
    name="year",
    title=Words("Puljeår", "Pool year"),
    description=Words(
        "Det år, hvis regler for landsbypuljen bruges.",
        "The year whose rules of the village pool are used.",
    ),
    default=this_year,
    minimum=2014,
    maximum=2100,
)
