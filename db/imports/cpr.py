"""The guard that keeps civil registration (CPR) numbers out of the registry."""

import re
from calendar import isleap

# Digit runs inside a UUID look like CPR numbers.
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
# Whole values of a known form: a date or time stamp, a decimal number, a geometry as text.
_KNOWN_FORM = re.compile(
    r"""\s*(?:
        \d{4}-\d{2}-\d{2}(?:[T ][\d:.,+\-Z]*)?
      | [+-]?\d+[.,]\d+
      | (?:SRID=\d+;)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b
        [\sZM(]*[-+\d.,\s()eE]*
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
# Written with a hyphen or dash it is a CPR number by its looks alone, so the date is test enough.
_WITH_DASH = re.compile(
    r"(?<!\d)(\d{6})[ \t\u00a0]?[-\u00ad\u2010-\u2015\u2212][ \t\u00a0]?(\d{4})(?!\d)", re.ASCII
)
# Ten digits are often something else, so they must also pass modulus 11; decimals never count.
_WITHOUT_DASH = re.compile(r"(?<!\d)(?<!\d[.,])(\d{6})[ \u00a0]?(\d{4})(?!\d)(?![.,]\d)", re.ASCII)
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def find_cpr(text: str) -> int | None:
    """The position of the first CPR number in a text; None where there is none."""
    # The fewest digits that make one; nearly every cell ends here, which keeps large files fast.
    if len(text) < len("ddmmyynnnn") or _KNOWN_FORM.fullmatch(text):
        return None
    if "-" in text:
        text = _UUID.sub(lambda found: "x" * len(found[0]), text)
    positions = [found.start() for found in _WITH_DASH.finditer(text) if _has_date(*found.groups())]
    positions += [
        found.start()
        for found in _WITHOUT_DASH.finditer(text)
        if _has_date(*found.groups()) and _passes_modulus_11("".join(found.groups()))
    ]
    return min(positions, default=None)


def has_cpr(text: str | None) -> bool:
    """Whether a text holds a CPR number."""
    return text is not None and find_cpr(text) is not None


def _has_date(birth: str, serial: str) -> bool:
    """Whether the first six digits are a date in the century that the seventh digit tells."""
    day, month, year = int(birth[:2]), int(birth[2:4]), int(birth[4:])
    if not 1 <= month <= len(_DAYS):
        return False
    leap_day = month == 2 and isleap(_century(year, int(serial[0])) + year)  # noqa: PLR2004 - February
    return 1 <= day <= _DAYS[month - 1] + leap_day


def _century(year: int, seventh: int) -> int:
    """The century of a CPR number by its seventh digit, as the CPR office's table has it."""
    last_of_2000s = {4: 36, 9: 36, 5: 57, 6: 57, 7: 57, 8: 57}
    if seventh not in last_of_2000s:
        return 1900
    if year <= last_of_2000s[seventh]:
        return 2000
    return 1900 if seventh in {4, 9} else 1800


def _passes_modulus_11(digits: str) -> bool:
    """Whether the weighted sum of the ten digits is divisible by 11."""
    return sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
