"""The values of a cell: numbers, dates, codes as people write them in Denmark and abroad."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

_GROUPED = re.compile(r"[+-]?\d{1,3}([.,\s\u00a0'])\d{3}(?:\1\d{3})*")
_GROUPS_AND_DECIMALS = re.compile(r"[+-]?\d{1,3}(?:([.,\s\u00a0'])\d{3})+([.,])\d+")
_ISO_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?:[T ].*)?")
_CODE = re.compile(r"[0-9A-Za-zÆØÅæøå]{1,8}")
_NAME = re.compile(r"[^\W\d_][^\d_]{2,39}")
_YEARS = range(10_000)
_MAX_BFE = 10**9
# What PostgreSQL holds as integer.
_MAX_INTEGER = 2**31 - 1
# The same codes, years and days stand in many rows.
_remembered = lru_cache(maxsize=4_096)


class ValueKind(StrEnum):
    """What a cell holds."""

    KEY = "key"
    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    YEAR = "year"
    DATE = "date"
    UUID = "uuid"
    BFE = "bfe"
    MUNICIPALITY = "municipality"
    DECIMAL = "decimal"
    SHAPE = "shape"


def parse(kind: ValueKind, text: str) -> str:
    """The value in its one spelling; a ValueError says in Danish what it should have been."""
    return parser_of(kind)(text)


def parser_of(kind: ValueKind) -> Callable[[str], str]:
    """What gives the values of a kind their one spelling, as `parse` does."""
    return _PARSERS[kind]


def parse_decimal(text: str) -> float:
    """A number with decimal comma or point, with or without groups of thousands."""
    compact = text.strip()
    if found := _GROUPS_AND_DECIMALS.fullmatch(compact):
        group, point = found.groups()
        if group == point:
            raise ValueError("er ikke et tal")
        compact = compact.replace(group, "").replace(point, ".")
    compact = compact.replace(",", ".")
    try:
        number = float(compact)
    except ValueError:
        raise ValueError("er ikke et tal") from None
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        raise ValueError("er ikke et tal")
    return number


@_remembered
def _integer(text: str) -> str:
    compact = text.strip()
    if found := _GROUPED.fullmatch(compact):
        compact = compact.replace(found[1], "")
    number = parse_decimal(compact)
    if abs(number) > _MAX_INTEGER:
        raise ValueError("er for stort et tal")
    return str(round(number))


@_remembered
def _year(text: str) -> str:
    number = parse_decimal(text[:4] if _ISO_DATE.fullmatch(text) and "-" in text else text)
    if not number.is_integer() or int(number) not in _YEARS:
        raise ValueError("er ikke et årstal")
    return str(int(number))


@_remembered
def _date(text: str) -> str:
    if found := _ISO_DATE.fullmatch(text.strip()):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError("er ikke en dato")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError("er ikke en dato") from None


@_remembered
def _code(text: str) -> str:
    code = text.strip()
    if not _CODE.fullmatch(code):
        raise ValueError("er ikke en kode")
    return code.upper()


def _uuid(text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        raise ValueError("er ikke et UUID") from None


def _bfe(text: str) -> str:
    number = text.strip()
    if not number.isdecimal() or not 0 < int(number) < _MAX_BFE:
        raise ValueError("er ikke et BFE-nummer")
    return str(int(number))


@_remembered
def _municipality(text: str) -> str:
    # Spreadsheets take the leading zero away; Statistics Denmark never writes it.
    code = text.strip().removesuffix(".0")
    # Which name is whose, only the registry knows.
    if _NAME.fullmatch(code):
        return code
    if not code.isdecimal() or len(code) > len("0000"):
        raise ValueError("er hverken en kommunekode eller en kommunes navn")
    return code.zfill(4)


def _decimal(text: str) -> str:
    return repr(parse_decimal(text))


def _as_is(text: str) -> str:
    return text.strip()


_PARSERS: Mapping[ValueKind, Callable[[str], str]] = {
    ValueKind.KEY: _as_is,
    ValueKind.TEXT: _as_is,
    ValueKind.CODE: _code,
    ValueKind.INTEGER: _integer,
    ValueKind.YEAR: _year,
    ValueKind.DATE: _date,
    ValueKind.UUID: _uuid,
    ValueKind.BFE: _bfe,
    ValueKind.MUNICIPALITY: _municipality,
    ValueKind.DECIMAL: _decimal,
    ValueKind.SHAPE: _as_is,
}
