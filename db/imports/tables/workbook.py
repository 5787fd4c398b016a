"""Spreadsheets: XLSX as it was last saved; nothing in it is ever calculated."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from db.imports.errors import Refused
from db.imports.part import MAXIMUM_RATIO
from db.imports.tables.heading import checked_heading
from db.imports.tables.table import Row, Table

# A sheet is held in memory while it is read, so it is refused where that would not fit.
_MAX_UNPACKED_BYTES = 2**30
# Small parts of a workbook (styles, relations) are often nearly empty text.
_SMALL_BYTES = 1_000_000

Cell = int | float | str | bool | time | date | datetime | timedelta


class _Sheet:
    """A sheet, parsed once and held until its rows have been read to the end."""

    def __init__(self, path: Path, parsed: CalamineSheet) -> None:
        self._path = path
        self._parsed: CalamineSheet | None = parsed
        self.name, self.height = parsed.name, parsed.total_height

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows, numbered as the spreadsheet does."""
        if self._parsed is None:
            self._parsed = _workbook(self._path).get_sheet_by_name(self.name)
        yield from enumerate(self._parsed.iter_rows(), start=1)
        self._parsed = None


def read_workbook(path: Path, name: str) -> Table:
    """The first visible sheet that holds rows; other sheets are named, not read."""
    _check_size(path)
    sheet, others = _sheets_with_rows(path)
    heading_line, header = _heading(sheet)
    unread = ", ".join(f"»{each}«" for each in others)
    return Table(
        name=sheet.name if others else name,
        header=header,
        rows=lambda: _rows(sheet, header, heading_line),
        row_count=sheet.height,
        notes=(f"Arket »{sheet.name}« er læst; ikke læst: {unread}.",) if others else (),
    )


def _check_size(path: Path) -> None:
    """Refuse what would swell to more than memory holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _broken() from error
    swollen = any(
        member.file_size > _SMALL_BYTES
        and member.file_size > MAXIMUM_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if swollen or sum(member.file_size for member in members) > _MAX_UNPACKED_BYTES:
        raise Refused(
            "Regnearket fylder for meget, når det pakkes ud.",
            "Gem det som CSV UTF-8, og indlæs den fil i stedet.",
        )


def _sheets_with_rows(path: Path) -> tuple[_Sheet, list[str]]:
    """The first visible sheet that holds anything, and the names of the others."""
    workbook = _workbook(path)
    first: _Sheet | None = None
    others: list[str] = []
    for each in workbook.sheets_metadata:
        is_sheet = each.typ == python_calamine.SheetTypeEnum.WorkSheet
        if not is_sheet or each.visible != SheetVisibleEnum.Visible:
            continue
        parsed = workbook.get_sheet_by_name(each.name)
        if parsed.start is None:
            continue
        if first is None:
            first = _Sheet(path, parsed)
        else:
            others.append(each.name)
    if first is None:
        raise _empty()
    return first, others


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise _broken() from error


def _heading(sheet: _Sheet) -> tuple[int, tuple[str, ...]]:
    """The first row that holds anything, with its number."""
    for line, cells in sheet.rows():
        texts = [_text(cell) or "" for cell in cells]
        if any(texts):
            return line, checked_heading(texts)
    raise _empty()


def _rows(sheet: _Sheet, header: tuple[str, ...], heading_line: int) -> Iterator[Row]:
    """The rows below the heading; empty rows are no rows."""
    for line, cells in sheet.rows():
        if line <= heading_line:
            continue
        texts = [_text(cell) for cell in cells]
        if any(texts):
            values = {column: text for column, text in zip(header, texts, strict=False) if column}
            yield Row(line=line, values=values)


def _text(cell: Cell) -> str | None:
    """A cell as text: whole numbers without decimals, dates as ISO 8601, formulas as text."""
    if isinstance(cell, str):
        # A sheet can spell a character that no database text can hold.
        return cell.replace("\0", "").strip() or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _empty() -> Refused:
    return Refused("Regnearket er tomt.", "Kontrollér, at rækkerne er gemt i det første ark.")


def _broken() -> Refused:
    return Refused(
        "Regnearket er afkortet eller beskadiget.",
        "Åbn det i Excel, gem det igen som .xlsx, og indlæs den fil.",
    )
