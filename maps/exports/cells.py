"""What a value looks like in a cell."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from maps.exports.export import Column

# Codes, days and names come back; addresses and numbers do not, and would only be kept.
_MOST_KEPT: Final = 1_000

Cell = Callable[[Any], str]


class Cells(dict[Any, str]):
    """The cells of one column, each worked out once: codes, names and dates come back.

    A value that is missing is an empty cell.
    """

    def __init__(self, cell: Cell) -> None:
        super().__init__({None: ""})
        self._cell = cell

    def __missing__(self, value: Any) -> str:
        """The cell of a value that was not met yet."""
        cell = self._cell(value)
        if len(self) < _MOST_KEPT:
            self[value] = cell
        return cell

    def of(self, values: Sequence[Any]) -> list[str]:
        """The cells of some rows."""
        return list(map(self.__getitem__, values))


def text_of(value: Any) -> str:
    """A text value as one string: lists by comma."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def texts_of(values: Sequence[Any]) -> list[str | None]:
    """Text values as one string each; what is missing stays missing."""
    return [None if value is None else text_of(value) for value in values]


def titled(column: Column, value: Any) -> str:
    """A value as people read it: by its title where it has one."""
    if isinstance(value, str):
        return column.titles.get(value, value)
    return text_of(value)
