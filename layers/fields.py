"""The described fields of a layer: what a citizen reads of a value, and the SQL behind it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import SQLColumnExpression

from db.access import Permission
from layers.codes import Meaning
from layers.words import Language, Words


class FieldKind(StrEnum):
    """What sort of value a field holds; decides how it is filtered, sorted and written."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    TEXT_LIST = "text_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the few values that a field can have."""

    value: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A register's code list, kept with titles in `map.code_title`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """One value that a layer tells about each of its rows.

    Attributes:
        expression: Any SQL over the layer's view; filters, sorting and tiles read it.
        english: What an English reader is shown instead, where the value itself is Danish text.
        source: The register's own name of the value, where it has one.
        requires: The right to see it; None: whoever sees the layer.
        in_tile: Whether tiles carry it; few do, since a tile should be small.
        meaning: What it is the meaning of, for filters; None: the row holds the value itself.
        tables: What it reads beside the layer's own table, as named by `map.version`.
    """

    name: str
    title: Words
    description: Words
    expression: SQLColumnExpression[Any]
    kind: FieldKind
    english: SQLColumnExpression[Any] | None = None
    unit: str | None = None
    source: str | None = None
    requires: Permission | None = None
    in_tile: bool = False
    choices: CodeList | tuple[Choice, ...] | None = None
    meaning: Meaning | None = None
    tables: tuple[str, ...] = ()

    def shown_in(self, language: Language) -> SQLColumnExpression[Any]:
        """The expression whose value a reader of the language is shown."""
        if language is Language.EN and self.english is not None:
            return self.english
        return self.expression
