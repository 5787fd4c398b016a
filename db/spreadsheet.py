"""How a cell of a table for spreadsheets is kept from being run as a formula."""

import re
from typing import Final

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


def shown(text: str) -> str:
    """The text as a cell of CSV that a spreadsheet shows and never runs."""
    # An apostrophe is how a spreadsheet itself marks that what follows is text.
    return f"'{text}" if would_run(text) else text
