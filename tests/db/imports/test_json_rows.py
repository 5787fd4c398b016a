"""Rows of JSON: in blocks or one by one, they are what the event parser gives."""

import io
import json
import random
from typing import Any, BinaryIO, cast

import ijson
import pytest

from db.imports.json_rows import MEMBER_ARRAY, Blocks, rows_of

_TEXTS = (
    *("", "120", "[{", '","x":[{"a":1}', "}]", "},\n{", "æøå", "\\", '\\"[{', "C:\\udvalg"),
    "\N{HOUSE BUILDING}",
)


class Pieces:
    """A stream that gives few bytes at a time, so that everything is cut somewhere."""

    def __init__(self, content: bytes, size: int) -> None:
        self._stream, self._size = io.BytesIO(content), size

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most so many."""
        return self._stream.read(min(size, self._size) if size >= 0 else self._size)


def _as_events_tell(content: bytes, place: str) -> list[Any]:
    return list(ijson.items(io.BytesIO(content), place, multiple_values=True))


def _value(chance: random.Random, depth: int) -> object:
    kinds = ("text", "whole", "decimal", "constant", "rows", "object")
    match chance.choice(kinds if depth else kinds[:4]):
        case "text":
            return "".join(chance.choices(_TEXTS, k=2))
        case "whole":
            return chance.randint(-(10**30), 10**30)
        case "decimal":
            return chance.random()
        case "constant":
            return chance.choice((None, True, False))
        case "rows":
            return [_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    return {f"k{n}": _value(chance, depth - 1) for n in range(chance.randint(0, 3))}


@pytest.mark.parametrize("seed", range(60))
def test_rows_of_any_shape_are_what_the_event_parser_gives(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- not for secrets
    rows = [_value(chance, 3) for _ in range(30)]
    text = json.dumps(rows, ensure_ascii=seed % 2 == 0, indent=chance.choice((None, 1)))
    content = text.encode()
    for size in (1, 7, 64, 100_000):
        found = [row for _, row in rows_of(Pieces(content, size), "item".__eq__)]
        assert found == _as_events_tell(content, "item")
        assert repr(found) == repr(_as_events_tell(content, "item"))


@pytest.mark.parametrize("size", (1, 64, 100_000))
def test_objects_one_after_another_keep_what_is_in_them(size: int) -> None:
    rows = [{"id": str(n), "list": [{"a": n}, {"b": [{"c": 1.50}]}]} for n in range(9)]
    content = "\n".join(json.dumps(row) for row in rows).encode()
    found = [row for _, row in rows_of(Pieces(content, size), "".__eq__)]
    assert found == _as_events_tell(content, "")


@pytest.mark.parametrize("size", (5, 100_000))
def test_pages_in_an_array_are_gone_into(size: int) -> None:
    pages = [{"data": {"T": {"nodes": [{"id": n}, {"id": -n}]}}} for n in range(1, 4)]
    content = json.dumps(pages).encode()
    place = "item.data.T.nodes.item"
    found = [row for _, row in rows_of(Pieces(content, size), place.__eq__, MEMBER_ARRAY)]
    assert found == _as_events_tell(content, place)


def test_half_a_character_is_mended_as_the_event_parser_does() -> None:
    content = b'[{"a": "x"}, {"a": "\\ud83d"}, {"a": "y"}]'
    found = [row for _, row in rows_of(io.BytesIO(content), "item".__eq__)]
    assert found == _as_events_tell(content, "item")


@pytest.mark.parametrize(
    "content",
    (b'[{"a": 1}, {"a": NaN}]', b'[{"a": 1}, {"a": 01}]', b'[{"a": 1}, {"a"', b'[{"a": 1},]'),
)
def test_what_is_no_json_is_still_an_error(content: bytes) -> None:
    with pytest.raises(ijson.JSONError):
        list(rows_of(io.BytesIO(content), "item".__eq__))


def test_a_number_in_the_file_is_no_block() -> None:
    content = b'[{"a": 1}, 1000000000000001, {"a": 2}]'
    blocks = Blocks(io.BytesIO(content), MEMBER_ARRAY)
    assert list(ijson.items(cast("BinaryIO", blocks), "item")) == _as_events_tell(content, "item")
    assert blocks.taken(1000000000000001) is None
