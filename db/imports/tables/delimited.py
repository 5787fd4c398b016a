"""Delimited text: CSV in the encodings, separators and line lengths that municipalities send."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from db.imports.errors import Refused
from db.imports.tables.heading import checked_heading
from db.imports.tables.table import MAX_LINE_BYTES, Row, Table

_SEPARATORS = ";,\t"
_HEAD_BYTES = 65_536
# æ, ø, å as DOS (CP 850) and old Macintosh write them, and bytes that stand for no letter.
_FOREIGN_LETTERS = frozenset(b"\x81\x86\x8c\x8d\x8f\x90\x9b\x9d")
_LETTERS = tuple(letter.encode() for letter in "æøåÆØÅ")
# The same letters encoded twice, and the mark of a letter that is lost.
_BROKEN = (*(letter.decode("cp1252").encode() for letter in _LETTERS), "\ufffd".encode())
_SAVE_AGAIN = (
    "Gem filen igen som »CSV UTF-8« (i Excel: Gem som → CSV UTF-8), og indlæs den derefter."
)


def read_delimited(path: Path, name: str) -> Table:
    """The table of a CSV file; refused where its bytes cannot be told for sure."""
    encoding, lines = _encoding(path)
    separator = _separator(path, encoding)
    csv.field_size_limit(MAX_LINE_BYTES)
    with path.open(encoding=encoding, newline="") as file:
        try:
            header = next(csv.reader(file, delimiter=separator), [])
        except csv.Error as error:
            raise _unreadable(error) from error
    return Table(
        name=name,
        header=checked_heading(header),
        rows=lambda: _rows(path, encoding, separator),
        row_count=lines - 1,
    )


@dataclass(slots=True)
class _Letters:
    """What a pass over the bytes of a file tells about its encoding."""

    utf8: bool = False
    broken: bool = False
    danish: bool = False
    other_line: int | None = None
    foreign: bool = False

    def see(self, line: bytes, number: int) -> None:
        """Take one line into account."""
        if line.isascii():
            return
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            self.other_line = self.other_line or number
            self.foreign = self.foreign or not _FOREIGN_LETTERS.isdisjoint(line)
        else:
            self.utf8 = True
            self.broken = self.broken or any(letters in line for letters in _BROKEN)
            self.danish = self.danish or any(letter in line for letter in _LETTERS)


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding of the whole file, and its lines: one wrong byte must not spoil a name."""
    letters = _Letters()
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise Refused(
                    f"Linje {number} er længere end 1 MB.",
                    "Kontrollér, at filen er en CSV-fil med linjeskift efter hver række.",
                )
            if b"\0" in line:
                raise Refused(
                    "Filens tegnsæt kan ikke læses (den indeholder nul-tegn, som i UTF-16).",
                    _SAVE_AGAIN,
                )
            letters.see(line, number)
    if letters.other_line is None:
        if letters.broken and not letters.danish:
            raise Refused(
                "Filens æ, ø og å er ødelagt: den er gemt i forkert tegnsæt.", _SAVE_AGAIN
            )
        return "utf-8-sig", number
    if letters.utf8 or letters.foreign:
        raise Refused(
            f"Filens tegnsæt kan ikke afgøres; første tvivl er i linje {letters.other_line}.",
            _SAVE_AGAIN,
        )
    # Windows-1252 is ISO-8859-1 with dashes and quotation marks where that has none.
    return "cp1252", number


def _separator(path: Path, encoding: str) -> str:
    """The separator that divides the heading; quoted text does not count."""
    with path.open(encoding=encoding, newline="") as file:
        heading = file.readline(_HEAD_BYTES)
    outside_quotes = "".join(heading.split('"')[::2])
    return max(_SEPARATORS, key=outside_quotes.count)


def _rows(path: Path, encoding: str, separator: str) -> Iterator[Row]:
    """The rows below the heading; empty lines are no rows."""
    with path.open(encoding=encoding, newline="") as file:
        yield from _records(file, separator)


def _records(file: TextIO, separator: str) -> Iterator[Row]:
    """The rows of an open file, each with the line on which it begins."""
    reader = csv.reader(file, delimiter=separator)
    header = checked_heading(next(reader, []))
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(line, header, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(error, line) from error


def _row(line: int, header: tuple[str, ...], cells: list[str]) -> Row:
    """One row; where it is not as wide as the heading, its cells may be out of place."""
    values = {column: cell.strip() or None for column, cell in zip(header, cells, strict=False)}
    surplus = any(cell.strip() for cell in cells[len(header) :])
    if len(cells) < len(header) or surplus:
        problem = f"Rækken har {len(cells)} felter, men overskriften har {len(header)}."
        return Row(line=line, values=values, problem=problem)
    return Row(line=line, values=values)


def _unreadable(error: csv.Error, line: int = 1) -> Refused:
    """What a user is told when the CSV reader gives up."""
    return Refused(
        f"Filen kan ikke læses som CSV fra linje {line} ({error}).",
        "Se efter et anførselstegn, der ikke er lukket, og ret linjen.",
    )
