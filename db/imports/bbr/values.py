"""One spelling for what the forms write in different ways: the same fact is the same row."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from db.clock import COPENHAGEN

# What a transport adds to a row differs between files of the same register, and is not a fact.
_TRANSPORT = frozenset(
    {
        "ois_ajour", "ois_id", "ois_ts", "datafordeleropdateringstid", "datafordelerrowid",
        "datafordelerrowversion", "datafordelerregisterimportsequencenumber", "eventopret",
        "eventopdater", "rowkey", "__typename", "crs", "id_namespace",
    }
)  # fmt: skip
# The names of DAR replicas without and with the ending that tells a key.
_SYNONYMS = {
    "id": "id_lokalid",
    "husnummer_id": "husnummer",
    "doerpunkt_id": "doerpunkt",
    "fk_bbr_bygning_bygning": "bygning",
}
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_POINT = re.compile(
    r"POINT\s*(?:Z\s*)?\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)(?:\s+-?\d+(?:\.\d+)?)?\s*\)",
    re.IGNORECASE,
)
_UUID_LENGTH = 36
_SHORTEST_TIME = len("2000-01-01T00:00")
_SHORTEST_SPELLED = len("POINT(1 1)")
# Rows that were registered together bear the same moment, in several of their fields.
_MOMENTS = 16_384
# More names than any register has: a file cannot fill the memory with its own.
_KNOWN_NAMES = 4_096


class _Names(dict[str, str]):
    """What a fact is called here, by its key, found once a name; empty for what is no fact."""

    def __missing__(self, key: str) -> str:
        name = "" if key in _TRANSPORT else _SYNONYMS.get(key, key)
        if len(self) < _KNOWN_NAMES:
            self[key] = name
        return name


_NAMES = _Names()


def canonical(values: Mapping[str, str | None]) -> dict[str, str]:
    """The facts of a row by canonical name; what is missing or empty is absent."""
    facts: dict[str, str] = {}
    for key, value in values.items():
        if not value or not (name := _NAMES[key]):
            continue
        # JSON can spell a character that no database text can hold.
        text = (value.replace("\0", "") if "\0" in value else value).strip()
        if text:
            is_plain = len(text) < _SHORTEST_SPELLED  # a code, a number: most values are
            facts[name] = text if is_plain else _spelled(text)
    code = facts.get("kommunekode")
    if code is not None and code.isdecimal():
        facts["kommunekode"] = code.zfill(4)
    return facts


def _spelled(text: str) -> str:
    if len(text) == _UUID_LENGTH and _UUID.fullmatch(text):
        return text.lower()
    if len(text) >= _SHORTEST_TIME and text[4] == "-":
        return _spelled_as_time(text)
    if text[:5].upper() == "POINT" and (found := _POINT.fullmatch(text)):
        return f"POINT ({found[1]} {found[2]})"
    return text


@lru_cache(maxsize=_MOMENTS)
def _spelled_as_time(text: str) -> str:
    return (spelled_time(text) or text) if _TIME.fullmatch(text) else text


@lru_cache(maxsize=_MOMENTS)
def spelled_time(text: str) -> str | None:
    """A register time in its one spelling; None when it is no time."""
    moment = moment_of(text)
    return None if moment is None else spelled_moment(moment)


def moment_of(text: str) -> datetime | None:
    """A register time in UTC; one without offset is Danish time. None when it is no time."""
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
        return (moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day that a calendar has
        return None


def spelled_moment(moment: datetime) -> str:
    """A moment in UTC as text: `2017-06-02T12:29:37.5Z`, without trailing zeros."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%S").zfill(len("2000-01-01T00:00:00"))
    return f"{text}.{moment.microsecond:06}".rstrip("0") + "Z" if moment.microsecond else f"{text}Z"


def position_of(text: str) -> tuple[float, float] | None:
    """Easting and northing (EPSG:25832) of a canonical point; None for no position."""
    found = _POINT.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None
