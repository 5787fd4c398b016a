"""Rows of a JSON file: read in blocks where they lie in an array, and one by one elsewhere.

A parser that tells every value by an event costs far more than the values. So arrays of objects are
decoded many at a time, and the event parser, which answers for all the rest, sees a number instead.
"""

import codecs
import json
import re
import secrets
from collections.abc import Callable, Iterator
from decimal import Decimal, DecimalException
from typing import Any, BinaryIO, Never, cast

import ijson

from db.imports.json_stream import Readable

# An array of objects anywhere, or only as the value of a member.
ANY_ARRAY = r"\[\s*+(?=\{)"
MEMBER_ARRAY = r":\s*+\[\s*+(?=\{)"
# Text is stepped over whole: what looks like an array in it is none.
_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:(?P<closed>")|\\?\Z)'
_PERHAPS_CUT = "[: \t\r\n"
_BEHIND = re.compile(r"\s*+(?:(,)\s*+(?=\{)|(?=\]))")
# A row that is longer, or that is no JSON, is left to the event parser.
_LONGEST = 262_144
_OPENED, _ENDED = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
_SMALLEST_NUMBER = 10**15


def rows_of(
    stream: Readable, is_wanted: Callable[[str], object], arrays: str = ANY_ARRAY
) -> Iterator[tuple[str, Any]]:
    """Each value at a wanted place, with that place as ijson names it."""
    blocks = Blocks(stream, arrays)
    building: ijson.ObjectBuilder | None = None
    opened = ""
    for place, event, value in ijson.parse(cast("BinaryIO", blocks), multiple_values=True):
        block = blocks.taken(value) if event == "number" else None
        if building is None:
            if not is_wanted(place):
                continue
            if block is not None:
                yield from ((place, row) for row in block)
            elif event in _OPENED:
                building, opened = ijson.ObjectBuilder(), place
                building.event(event, value)
            elif event not in _ENDED:
                yield place, value
            continue
        for each in [value] if block is None else block:
            building.event(event, each)
        if event in _ENDED and place == opened:
            yield place, building.value
            building = None


class Blocks:
    """A JSON text in which a number stands for each run of objects in an array."""

    def __init__(self, stream: Readable, arrays: str) -> None:
        self._stream = stream
        self._token = re.compile(f"{_TEXT}|{arrays}", re.DOTALL)
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._is_in_array = False
        # Nobody can write a number into a file that is taken for one of these.
        self._number = _SMALLEST_NUMBER + secrets.randbelow(_SMALLEST_NUMBER)
        self._blocks: dict[int, list[Any]] = {}

    def taken(self, number: object) -> list[Any] | None:
        """The rows that a number stands for; None where it is only a number."""
        return self._blocks.pop(number, None) if isinstance(number, int) else None

    def read(self, size: int = -1) -> bytes:
        """The next bytes for the event parser."""
        while size:
            data = self._stream.read(size)
            self._text += self._decoder.decode(data, final=not data)
            given = "".join(self._pieces())
            if not data:
                given, self._text = given + self._text, ""
            if given or not data:
                return given.encode()
        return b""

    def _pieces(self) -> Iterator[str]:
        while self._text:
            piece = self._block() if self._is_in_array else self._between()
            if piece is None:
                return
            yield piece

    def _between(self) -> str | None:
        """What lies before the next array of objects."""
        for token in self._token.finditer(self._text):
            if token["closed"]:
                continue
            if token[0].startswith('"'):
                return self._cut(token.start()) or None
            self._is_in_array = True
            return self._cut(token.end())
        return self._cut(len(self._text.rstrip(_PERHAPS_CUT))) or None

    def _block(self) -> str | None:
        """The number for the objects that are here whole."""
        rows: list[Any] = []
        end = begin = 0
        behind = None
        while behind is None or behind[1]:
            try:
                row, end_of_row = _DECODER.raw_decode(self._text, begin)
            except (ValueError, RecursionError, DecimalException):
                break
            found = _BEHIND.match(self._text, end_of_row)
            if found is None:
                break
            rows.append(row)
            behind, end, begin = found, end_of_row, found.end()
        is_odd = not rows and len(self._text) > _LONGEST
        if is_odd or _has_half_characters(self._text, end):
            self._is_in_array = False
            return ""
        if behind is None:
            return None
        self._is_in_array = bool(behind[1])
        self._number += 1
        self._blocks[self._number] = rows
        self._cut(begin)
        return f"{self._number}{behind[1] or ''}"

    def _cut(self, end: int) -> str:
        piece, self._text = self._text[:end], self._text[end:]
        return piece


def _has_half_characters(text: str, end: int) -> bool:
    """Whether escapes may spell halves of characters, which the event parser mends."""
    return text.find("\\ud", 0, end) >= 0 or text.find("\\uD", 0, end) >= 0


def _no_number(text: str) -> Never:
    raise ValueError(text)


# Numbers as the event parser gives them: as they are written, and none that JSON does not have.
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)
