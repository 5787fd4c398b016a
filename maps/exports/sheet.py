"""The rows of an export as the XML of a sheet (ECMA-376, part 1, 18.3).

xlsxwriter asks and writes cell by cell; here every value of a column is written out once, since
most come back from row to row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from db.spreadsheet import would_run
from layers.words import Language
from maps.exports.batches import Batch, Batches, count_of
from maps.exports.cells import Cell, Cells, texts_of, titled
from maps.exports.export import Column
from maps.exports.words import WORDS

MOST_CHARACTERS: Final = 32_767  # of one cell
# Stands for the number of the row; no text holds it, since control characters are written out.
_LINE: Final = "\0"
# What a sheet writes as _xHHHH_: signs that XML has no place for, and what looks like one of those.
_WRITTEN_OUT: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# Day 1 is the first of January 1900, and a day that never was follows the 28th of February.
_EPOCH: Final = date(1899, 12, 31)
_NEVER_WAS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The columns of a sheet, and how its cells look.

    Attributes:
        looks: The number of each look among the styles of the workbook.
    """

    columns: Sequence[Column]
    looks: Mapping[str, str]
    language: Language

    def rows(self, batches: Batches) -> Iterator[bytes]:
        """The rows below the titles, as they come."""
        columns = [self._column(index, column) for index, column in enumerate(self.columns)]
        first = 2  # below the titles
        for batch in batches:
            rows = zip(*(cells_of(batch) for cells_of in columns), strict=True)
            yield "".join(
                [
                    f'<row r="{_LINE}">{"".join(cells)}</row>'.replace(_LINE, str(line))
                    for line, cells in enumerate(rows, start=first)
                ]
            ).encode()
            first += count_of(batch)

    def _column(self, index: int, column: Column) -> Callable[[Batch], Sequence[str]]:
        """What makes the cells of a column; a value that is missing has none."""
        cell = self._cell(f'<c r="{xl_col_to_name(index)}{_LINE}"', column)
        match column.kind:
            case "degrees" | "metres":  # hardly one comes back
                return lambda batch: [
                    "" if value is None else cell(value) for value in batch[column.name]
                ]
            case "text_list":
                cells = Cells(cell)
                return lambda batch: cells.of(texts_of(batch[column.name]))
            case _:
                cells = Cells(cell)
                return lambda batch: cells.of(batch[column.name])

    def _cell(self, start: str, column: Column) -> Cell:
        look = self.looks.get(column.kind)
        styled = start if look is None else f'{start} s="{look}"'
        words = WORDS[self.language]
        match column.kind:
            case "integer" | "degrees" | "metres":
                return lambda value: f"{styled}><v>{value!r}</v></c>"
            case "number":
                return lambda value: f"{styled}><v>{float(value)!r}</v></c>"
            case "date":
                return lambda value: (
                    f"{styled}><v>{_day(value)}</v></c>"
                    if value > _EPOCH
                    else self._text(start, value.isoformat())
                )
            case "boolean":
                return lambda value: self._text(start, words["yes"] if value else words["no"])
            case _:
                return lambda value: self._text(start, titled(column, value))

    def _text(self, start: str, text: str) -> str:
        if not text:
            return ""
        if len(text) > MOST_CHARACTERS:
            text = f"{text[: MOST_CHARACTERS - 1]}…"
        # A string cell is never run, but editing it would; the quote prefix keeps it text then too.
        look = f' s="{self.looks["guarded"]}"' if would_run(text) else ""
        kept = "" if text == text.strip() else ' xml:space="preserve"'
        content = escape(_WRITTEN_OUT.sub(_written_out, text))
        return f'{start}{look} t="inlineStr"><is><t{kept}>{content}</t></is></c>'


def _written_out(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _day(value: date) -> int:
    days = (value - _EPOCH).days
    return days if days < _NEVER_WAS else days + 1
