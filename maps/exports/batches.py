"""The rows of an export on their way into a file, with the fingerprint that the file tells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any, Final

import orjson

# Some rows, column by column: the values of a field in the order of the rows, by its name; what a
# format adds to them begins with an underscore (maps/exports/rows.py).
Batch = Mapping[str, Sequence[Any]]


class Batches:
    """The rows in batches, each passed on once, and the fingerprint of those that went by.

    The fingerprint is SHA-256 over one line for each row in the order of the list: the values of
    the columns in their order as a JSON array in UTF-8 without spaces, and a line feed. It tells
    of values and not of the file, so that one list has one fingerprint in every format.
    """

    def __init__(self, names: Sequence[str], source: Iterable[Batch]) -> None:
        self._names = names
        self._source = source
        self._seen = sha256()

    def __iter__(self) -> Iterator[Batch]:
        """The batches, each counted in as it goes by."""
        for batch in self._source:
            self._seen.update(b"".join(map(_LINE, rows_of(batch, self._names))))
            yield batch

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the rows so far, as 64 hexadecimal digits."""
        return self._seen.hexdigest()


def rows_of(batch: Batch, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """The rows, each with the values of these columns in their order."""
    return zip(*(batch[name] for name in names), strict=True)


def count_of(batch: Batch) -> int:
    """How many rows a batch has."""
    return len(next(iter(batch.values()), ()))


def number(value: object) -> float:
    """A decimal as JSON has it; anything else is no value of a row."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError


_LINE: Final = partial(orjson.dumps, default=number, option=orjson.OPT_APPEND_NEWLINE)
