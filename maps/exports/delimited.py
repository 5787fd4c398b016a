"""CSV as Danish Excel opens it: UTF-8 with byte order mark, semicolon, decimal comma.

Lines before or after the table would break programs that read it, so what stands behind the rows
is the title of one last, empty column: it survives sorting, and a table without rows tells it too.
The fingerprint is known when the rows have gone by: it stands in that column, beside the last row.
"""

import csv
import io
from collections.abc import Callable, Generator, Sequence
from decimal import Decimal
from typing import Any

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


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the rows as CSV."""
    delimiter, decimal = MARKS[export.language]
    words = WORDS[export.language]
    cells: list[tuple[str, Callable[[Any], str]]] = [
        (column.name, _cell(column, decimal, export.language)) for column in export.columns
    ]
    degrees, metres = _decimals(7, decimal), _decimals(2, decimal)
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
        lines.writerows(_line(row, cells, "") for row in ready)
        yield _taken(text)
    for row in kept:
        lines.writerow(_line(row, cells, f"{words['fingerprint']}: {batches.fingerprint}"))
        yield _taken(text)


def _line(row: Row, cells: Sequence[tuple[str, Callable[[Any], str]]], told: str) -> list[str]:
    return [*("" if (value := row[name]) is None else cell(value) for name, cell in cells), told]


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken


def _cell(column: Column, decimal: str, language: Language) -> Callable[[Any], str]:
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


def _decimals(places: int, decimal: str) -> Callable[[Any], str]:
    return lambda value: f"{value:.{places}f}".replace(".", decimal)
