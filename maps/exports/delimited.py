"""CSV as Danish Excel opens it: UTF-8 with byte order mark, semicolon, decimal comma.

Lines before or after the table would break programs that read it, so what stands behind the rows
is the title of one last, empty column: it survives sorting, and a table without rows tells it too.
The fingerprint is known when the rows have gone by: it stands in that column, beside the last row.
"""

from collections.abc import Callable, Generator, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from db.spreadsheet import shown
from layers.words import Language
from maps.exports.batches import Batch, Batches, rows_of
from maps.exports.cells import Cell, Cells, texts_of, titled
from maps.exports.export import Column, Export
from maps.exports.words import WORDS

BYTE_ORDER_MARK = "\ufeff"
# Delimiter and decimal mark: English tables keep the ones that English spreadsheets expect.
MARKS: dict[Language, tuple[str, str]] = {
    Language.DA: (";", ","),
    Language.EN: (",", "."),
}
_END: Final = "\r\n"
_PLACE: Final = ("_lon", "_lat", "_x", "_y")


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the rows as CSV."""
    delimiter, decimal = MARKS[export.language]
    words = WORDS[export.language]
    titles = [column.title for column in export.columns]
    titles += [words["longitude"], words["latitude"]]
    titles += [words[axis].format(srid=export.srid) for axis in ("easting", "northing")]
    quoted = partial(_quoted, delimiter)
    head = delimiter.join(quoted(shown(title)) for title in (*titles, export.told))
    yield f"{BYTE_ORDER_MARK}{head}{_END}".encode()
    columns = [_column(column, export.language) for column in export.columns]
    end = f"{delimiter}{_END}"
    kept: list[str] = []
    for batch in batches:
        cells = [made(batch) for made in columns]
        lines = map(delimiter.join, zip(*cells, _places(batch, delimiter, decimal), strict=True))
        # One row is kept back: the last of all bears the fingerprint.
        *ready, last = *kept, *lines
        kept = [last]
        yield "".join([f"{line}{end}" for line in ready]).encode()
    for line in kept:
        told = quoted(f"{words['fingerprint']}: {batches.fingerprint}")
        yield f"{line}{delimiter}{told}{_END}".encode()


def _column(column: Column, language: Language) -> Callable[[Batch], Sequence[str]]:
    """What makes the cells of a column; each is quoted where it is made, and made once."""
    cells = Cells(_cell(column, language))
    if column.kind == "text_list":
        return lambda batch: cells.of(texts_of(batch[column.name]))
    return lambda batch: cells.of(batch[column.name])


def _cell(column: Column, language: Language) -> Cell:
    words = WORDS[language]
    delimiter, decimal = MARKS[language]
    match column.kind:
        case "integer":
            return str
        case "number":
            return lambda value: f"{Decimal(str(value)):f}".replace(".", decimal)
        case "boolean":
            return lambda value: words["yes"] if value else words["no"]
        case "date":
            return lambda value: str(value.isoformat())
        case _:
            return lambda value: _quoted(delimiter, shown(titled(column, value)))


def _places(batch: Batch, delimiter: str, decimal: str) -> list[str]:
    """The four cells of each position, which is there or missing as a whole."""
    form = delimiter.join(("%.7f", "%.7f", "%.2f", "%.2f"))
    nowhere = delimiter * 3
    return [
        nowhere if place[0] is None else (form % place).replace(".", decimal)
        for place in rows_of(batch, _PLACE)
    ]


def _quoted(delimiter: str, text: str) -> str:
    """A cell as it stands in a line."""
    if any(mark in text for mark in (delimiter, '"', "\r", "\n")):
        return '"{}"'.format(text.replace('"', '""'))
    return text
