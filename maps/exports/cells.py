"""What a value looks like in a cell, and how a cell is kept from being run as a formula."""

import re
from typing import Any, Final

from maps.exports.export import Column

# What spreadsheets take for the beginning of a formula or a command: the full-width signs of East
# Asian keyboards too (U+FF1D and on), and a line break, which may move the rest to another cell.
RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


def would_run(text: str) -> bool:
    """Whether a spreadsheet would run the text instead of showing it (never a plain number)."""
    # Nearly every cell: a letter or a digit begins no formula.
    if text[:1].isalnum() or PLAIN_NUMBER.fullmatch(text) is not None:
        return False
    # Some spreadsheets drop the white space before a sign when they read a file.
    return text.startswith(RUNS) or text.lstrip().startswith(RUNS)


def text_of(value: Any) -> str:
    """A text value as one string: lists by comma."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def titled(column: Column, value: Any) -> str:
    """A value as people read it: by its title where it has one."""
    if isinstance(value, str):
        return column.titles.get(value, value)
    return text_of(value)
