"""The rows of an export on their way into a file, with the fingerprint that the file tells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from operator import itemgetter
from typing import Any

import orjson

# A row by field name; what a format adds to it begins with an underscore (maps/exports/rows.py).
Row = Mapping[str, Any]


class Batches:
    """The rows in batches, each passed on once, and the fingerprint of those that went by.

    The fingerprint is SHA-256 over one line for each row in the order of the list: the values of
    the columns in their order as a JSON array in UTF-8 without spaces, and a line feed. It tells
    of values and not of the file, so that one list has one fingerprint in every format.
    """

    def __init__(self, names: Sequence[str], source: Iterable[Sequence[Row]]) -> None:
        # A tuple is written as an array; two columns at least, else it would be a bare value.
        self._values = itemgetter(*names) if len(names) > 1 else _one(names)
        self._source = source
        self._seen = sha256()

    def __iter__(self) -> Iterator[Sequence[Row]]:
        """The batches, each counted in as it goes by."""
        for batch in self._source:
            self._seen.update(b"".join(map(self._line, batch)))
            yield batch

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the rows so far, as 64 hexadecimal digits."""
        return self._seen.hexdigest()

    def _line(self, row: Row) -> bytes:
        return orjson.dumps(self._values(row), default=number, option=orjson.OPT_APPEND_NEWLINE)


def _one(names: Sequence[str]) -> Callable[[Row], Any]:
    return lambda row: [row[name] for name in names]


def number(value: object) -> float:
    """A decimal as JSON has it; anything else is no value of a row."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError
