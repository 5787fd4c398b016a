"""XLSX: the rows on one sheet, what stands behind them on a second."""

import re
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from maps.exports.batches import Batches
from maps.exports.errors import ExportError
from maps.exports.export import Column, Export
from maps.exports.pieces import pieces
from maps.exports.sheet import Sheet
from maps.exports.words import WORDS

MOST_ROWS: Final = 1_048_575  # a sheet has 1,048,576 rows, and the first bears the titles
MOST_NAME: Final = 31  # characters of a sheet's name
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
WIDTHS: Final = {"date": 11, "integer": 9, "number": 11, "boolean": 8}
"""Widths in characters by kind; text is wider."""

LOOKS: Final = {
    "date": {"num_format": "dd-mm-yyyy"},
    "degrees": {"num_format": "0.0000000"},
    "metres": {"num_format": "0.00"},
    "guarded": {"quote_prefix": True},
}
"""How cells look that do not look like their value, by kind."""
# The part that holds the first sheet, and the row of it that shows each look once.
_SHEET: Final = "xl/worksheets/sheet1.xml"
_PATTERN: Final = re.compile(r'<row [^>]*>((?:<c r="[A-Z]+[0-9]+" s="[0-9]+"/>)+)</row>')
# Holds the place of the fingerprint until the rows have gone by.
_OPEN: Final = "0" * 64
# From so many cells on a sheet may be larger than a ZIP without its 64-bit extension can hold.
_MANY_CELLS: Final = 10_000_000


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Write the rows to a temporary workbook as they come, then send it."""
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
    """Copy the frame part by part, with the rows in their sheet; the fingerprint comes after it."""
    with (
        ZipFile(BytesIO(_frame(export))) as frame,
        ZipFile(path, "w", ZIP_DEFLATED) as book,
    ):
        # Four columns of the position stand beside those that were chosen.
        is_large = export.matched * (len(export.columns) + 4) > _MANY_CELLS
        for name in frame.namelist():
            content = frame.read(name)
            # A part opened by its name bears no date of its own: same rows, same bytes.
            with book.open(name, "w", force_zip64=is_large and name == _SHEET) as part:
                if name == _SHEET:
                    part.writelines(_sheet(export, content.decode(), batches))
                else:
                    fingerprint = batches.fingerprint.encode()
                    part.write(content.replace(_OPEN.encode(), fingerprint))


def _sheet(export: Export, frame: str, batches: Batches) -> Iterator[bytes]:
    """The sheet of the frame with the rows where their pattern is."""
    found = _PATTERN.search(frame)
    if found is None:
        raise TypeError("the frame shows no looks")
    looks = re.findall(' s="([0-9]+)"', found[1])
    yield frame[: found.start()].encode()
    yield from Sheet(
        columns=[*export.columns, *_positions(export)],
        looks=dict(zip(LOOKS, looks, strict=True)),
        language=export.language,
    ).rows(batches)
    yield frame[found.end() :].encode()


def _frame(export: Export) -> bytes:
    """The workbook without its rows: titles, widths, looks, and the sheet about the rows."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        # The date of the data and not of the clock: the same rows give the same bytes.
        created = datetime.combine(export.data_as_of, time(), UTC) if export.data_as_of else UNDATED
        book.set_properties(
            {
                "title": export.title,
                "comments": export.told,
                "created": created.replace(tzinfo=None),
            }
        )
        _titles(book, export)
        _about(book, export)
    return content.getvalue()


def _titles(book: xlsxwriter.Workbook, export: Export) -> None:
    sheet = book.add_worksheet(_sheet_name(export.title))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    columns = [*export.columns, *_positions(export)]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(WIDTHS.get(column.kind, 16), min(len(column.title), 24)))
        sheet.write_string(0, index, column.title, bold)
    sheet.freeze_panes(1, 0)
    # The pattern stands where the last row will be, so that the sheet tells its size rightly.
    last = max(export.matched, 1)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    for index, look in enumerate(LOOKS.values()):
        sheet.write_blank(last, index, None, book.add_format(look))
    # Codes such as 0253 are text on purpose: without this every such cell bears a warning.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


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


def _about(book: xlsxwriter.Workbook, export: Export) -> None:
    words = WORDS[export.language]
    sheet = book.add_worksheet(words["about"])
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    line = 0
    for label, text in export.sealed(_OPEN):
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
