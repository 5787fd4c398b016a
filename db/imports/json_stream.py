"""JSON as a stream that a parser can be trusted with."""

from decimal import DecimalException
from typing import Protocol

import ijson

from db.imports.errors import Refused

# What the parser raises for text that is no JSON, or that holds no number or depth of this world.
UNREADABLE_JSON = (ijson.JSONError, UnicodeDecodeError, DecimalException, RecursionError)

_MARK = b"\xef\xbb\xbf"
# Python makes no number of more digits by itself, and the parser does not survive being told so.
_DIGITS = b"0" * 4000
_AS_ZERO = bytes.maketrans(b"123456789", b"0" * 9)
# Register rows and maps nest less than ten deep; the parser's memory grows by the square of it.
_DEEPER_PER_CHUNK = 400


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes."""
        ...


class JsonStream:
    """The bytes of a JSON file without byte order mark; refused where they would break a parser."""

    def __init__(self, stream: Readable, name: str) -> None:
        self._stream, self._name = stream, name
        self._is_first, self._digits = True, b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self._check(data)
        if self._is_first and data:
            self._is_first = False
            return data.removeprefix(_MARK)
        return data

    def _check(self, data: bytes) -> None:
        digits = self._digits + data.translate(_AS_ZERO)
        opened = data.count(b"[") + data.count(b"{")
        closed = data.count(b"]") + data.count(b"}")
        if _DIGITS in digits or opened - closed > _DEEPER_PER_CHUNK:
            raise Refused(
                f"Filen {self._name} har et tal eller en indlejring, som intet register har.",
                "Filen er beskadiget eller lavet til at skade. Hent den igen.",
            )
        self._digits = digits[-len(_DIGITS) :]
