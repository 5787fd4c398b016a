"""CSV as Danish Excel opens it: UTF-8 with byte order mark, semicolon, decimal comma.

Lines before or after the table would break programs that read it, so what stands behind the rows
is the title of one last, empty column: it survives sorting, and a table without rows tells it too.
The fingerprint is known when the rows have gone by: it stands in that column, beside the last row.
"""

import csv
import io
from collections.abc import Callable, Generator, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from db.spreadsheet import shown
from layers.words import Language
from maps.exports.batches import Batches, Row
from maps.exports.cells import titled
from maps.exports.export import Column, Export
from maps.exports.words import WORDS

BYTE_ORDER_MARK = "\ufeff"
# Delimiter and decimal mark: English tables keep the ones that English spreadsheets expect.
MARKS: dict[Language, tuple[str, str]] = {
    Language.DA: (";", ","),
    Language.EN: (",", "."),
}
# Kinds whose values come back from row to row, and are written alike where they are equal.
_REPEATED: Final = frozenset({"boolean", "date", "integer", "text"})
_MOST_KEPT: Final = 10_000

Cell = Callable[[Any], str]


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the rows as CSV."""
    delimiter, decimal = MARKS[export.language]
    words = WORDS[export.language]
    cells: list[tuple[str, Cell]] = []
    for column in export.columns:
        cell = _cell(column, decimal, export.language)
        is_repeated = column.kind in _REPEATED
        cells.append((column.name, _Cells(cell).__getitem__ if is_repeated else _or_empty(cell)))
    degrees, metres = (_or_empty(_decimals(places, decimal)) for places in (7, 2))
    cells += [("_lon", degrees), ("_lat", degrees), ("_x", metres), ("_y", metres)]
    titles = [column.title for column in export.columns]
    titles += [words["longitude"], words["latitude"]]
    titles += [words[axis].format(srid=export.srid) for axis in ("easting", "northing")]
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    text.write(BYTE_ORDER_MARK)
    lines.writerow([shown(title) for title in (*titles, export.told)])
    yield _taken(text)
    kept: Sequence[Row] = ()
    for batch in batches:
        # One row is kept back: the last of all bears the fingerprint.
        *ready, last = *kept, *batch
        kept = (last,)
        lines.writerows(_lines(ready, cells))
        yield _taken(text)
    for row in kept:
        (cells_of_last,) = _lines((row,), cells)
        lines.writerow((*cells_of_last[:-1], f"{words['fingerprint']}: {batches.fingerprint}"))
        yield _taken(text)


def _or_empty(cell: Cell) -> Cell:
    return lambda value: "" if value is None else cell(value)


class _Cells(dict[Any, str]):
    """The cell of each value of a column, worked out once: codes, names and dates come back."""

    def __init__(self, cell: Cell) -> None:
        super().__init__({None: ""})
        self._cell = cell

    def __missing__(self, value: Any) -> str:
        cell = self._cell(value)
        if len(self) < _MOST_KEPT:
            self[value] = cell
        return cell


def _lines(rows: Sequence[Row], columns: Sequence[tuple[str, Cell]]) -> Iterable[tuple[str, ...]]:
    """The rows as cells, made column by column, with an empty one at the end."""
    made = (map(cell, [row[name] for row in rows]) for name, cell in columns)
    return zip(*made, [""] * len(rows), strict=True)


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken


def _cell(column: Column, decimal: str, language: Language) -> Cell:
    words = WORDS[language]
    match column.kind:
        case "integer":
            return str
        case "number":
            return lambda value: f"{Decimal(str(value)):f}".replace(".", decimal)
        case "boolean":
            return lambda value: words["yes"] if value else words["no"]
        case "date":
            return lambda value: str(value.isoformat())
        case "text" if not column.titles:
            return lambda value: shown(str(value))
        case _:
            return lambda value: shown(titled(column, value))


def _decimals(places: int, decimal: str) -> Cell:
    return lambda value: f"{value:.{places}f}".replace(".", decimal)
