"""XLSX: the rows on one sheet, what stands behind them on a second."""

from collections.abc import Callable, Generator
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import xlsxwriter

from db.spreadsheet import would_run
from maps.exports.batches import Batches
from maps.exports.cells import titled
from maps.exports.errors import ExportError
from maps.exports.export import Column, Export
from maps.exports.pieces import pieces
from maps.exports.words import WORDS

MOST_ROWS: Final = 1_048_575  # a sheet has 1,048,576 rows, and the first bears the titles
MOST_CHARACTERS: Final = 32_767  # of one cell
MOST_NAME: Final = 31  # characters of a sheet's name
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
WIDTHS: Final = {"date": 11, "integer": 9, "number": 11, "boolean": 8}
"""Widths in characters by kind; text is wider."""

Cell = Callable[[int, int, Any], int]


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Write the rows to a temporary workbook row by row, then send it."""
    refuse_too_many(export)
    with TemporaryDirectory(prefix="landsbyatlas-") as folder:
        path = Path(folder) / "export.xlsx"
        _fill(export, batches, path)
        yield from pieces(path)


def refuse_too_many(export: Export) -> None:
    """Refuse what a sheet cannot hold, before anything is read."""
    if export.matched > MOST_ROWS:
        words = WORDS[export.language]
        raise ExportError(
            words["too_many"].format(
                matched=export.number(export.matched), most=export.number(MOST_ROWS)
            ),
            words["too_many_next"],
        )


def _fill(export: Export, batches: Batches, path: Path) -> None:
    with xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as book:
        # The date of the data and not of the clock: the same rows give the same bytes.
        created = datetime.combine(export.data_as_of, time(), UTC) if export.data_as_of else UNDATED
        book.set_properties(
            {
                "title": export.title,
                "comments": export.told,
                "created": created.replace(tzinfo=None),
            }
        )
        _rows(book, export, batches)
        _about(book, export, batches.fingerprint)


def _rows(book: xlsxwriter.Workbook, export: Export, batches: Batches) -> None:
    words = WORDS[export.language]
    sheet = book.add_worksheet(_sheet_name(export.title))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    columns = [*export.columns, *_positions(export)]
    formats = {
        "date": book.add_format({"num_format": "dd-mm-yyyy"}),
        "degrees": book.add_format({"num_format": "0.0000000"}),
        "metres": book.add_format({"num_format": "0.00"}),
        "guarded": book.add_format({"quote_prefix": True}),
    }
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(WIDTHS.get(column.kind, 16), min(len(column.title), 24)))
        sheet.write_string(0, index, column.title, bold)
    cells = [(column.name, _cell(sheet, column, formats, words)) for column in columns]
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(export.matched, 1), len(columns) - 1)
    # Codes such as 0253 are text on purpose: without this every such cell bears a warning.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    line = 0
    for batch in batches:
        for row in batch:
            line += 1
            for index, (name, cell) in enumerate(cells):
                if (value := row[name]) is not None:
                    cell(line, index, value)


def _positions(export: Export) -> tuple[Column, ...]:
    words = WORDS[export.language]
    return tuple(
        Column(name=name, title=words[word].format(srid=export.srid), description="", kind=kind)
        for name, word, kind in (
            ("_lon", "longitude", "degrees"),
            ("_lat", "latitude", "degrees"),
            ("_x", "easting", "metres"),
            ("_y", "northing", "metres"),
        )
    )


def _cell(sheet: Any, column: Column, formats: dict[str, Any], words: Any) -> Cell:
    match column.kind:
        case "integer" | "number":
            return cast("Cell", sheet.write_number)
        case "degrees" | "metres":
            look = formats[column.kind]
            return lambda line, index, value: sheet.write_number(line, index, value, look)
        case "date":
            look = formats["date"]
            return lambda line, index, value: sheet.write_datetime(line, index, value, look)
        case "boolean":
            return lambda line, index, value: sheet.write_string(
                line, index, words["yes"] if value else words["no"]
            )
        case _:
            return lambda line, index, value: _text(
                sheet, line, index, titled(column, value), formats["guarded"]
            )


def _text(sheet: Any, line: int, index: int, text: str, guarded: Any) -> int:
    if len(text) > MOST_CHARACTERS:
        text = f"{text[: MOST_CHARACTERS - 1]}…"
    # A string cell is never run, but editing it would; the quote prefix keeps it text then too.
    if would_run(text):
        return int(sheet.write_string(line, index, text, guarded))
    return int(sheet.write_string(line, index, text))


def _about(book: xlsxwriter.Workbook, export: Export, fingerprint: str) -> None:
    words = WORDS[export.language]
    sheet = book.add_worksheet(words["about"])
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    line = 0
    for label, text in export.sealed(fingerprint):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, text)
        line += 1
    line += 1
    sheet.write_string(line, 0, words["column"], bold)
    sheet.write_string(line, 1, words["meaning"], bold)
    for below, column in enumerate(export.columns, start=line + 1):
        sheet.write_string(below, 0, column.title)
        sheet.write_string(below, 1, column.description)


def _sheet_name(title: str) -> str:
    # Characters that Excel forbids in the name of a sheet.
    return (
        "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:MOST_NAME].strip("' ")
        or "Data"
    )
