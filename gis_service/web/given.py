"""Values as an address gives them: what cannot be meant is nothing, never an error."""

import re
from collections.abc import Mapping, Sequence

# Degrees, as `/api/nearby` takes them.
_EAST, _NORTH = 180, 85
_WHOLE = re.compile(r"^\d{1,4}$")


def whole(given: Mapping[str, str], name: str) -> int | None:
    """A whole number of up to four digits."""
    value = given.get(name, "")
    return int(value) if _WHOLE.match(value) else None


def span(
    given: Mapping[str, str], low_name: str, high_name: str, highest: int
) -> tuple[int | None, int | None]:
    """The bounds of a span, turned where written backwards; an end that bounds nothing is open."""
    low, high = whole(given, low_name), whole(given, high_name)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return (low or None), (None if high is None or high >= highest else high)


def among(value: str | None, allowed: Sequence[str]) -> str:
    """A value that is one of those allowed; else nothing."""
    return value if value is not None and value in allowed else ""


def like(value: str | None, pattern: re.Pattern[str]) -> str:
    """A value of this form; else nothing."""
    return value if value and pattern.match(value) else ""


def on_the_map(near: str) -> str:
    """A position that the map has: Web Mercator ends before the poles."""
    lon, _, lat = near.partition(",")
    return near if near and abs(float(lon)) <= _EAST and abs(float(lat)) <= _NORTH else ""


def printable(text: str) -> str:
    """A text without what nobody can see in it."""
    # A hard space pasted from a document is a space: without it two words would run together.
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return "".join(letter for letter in spaced if letter.isprintable()).strip()


def many(values: Sequence[str] | None, pattern: re.Pattern[str]) -> set[str]:
    """The values of this form."""
    return {value for value in values or () if pattern.match(value)}
