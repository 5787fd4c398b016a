"""The CPR guard: generated numbers are found, digit runs of other kinds are not."""

import uuid
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.imports.cpr import find_cpr, has_cpr

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)
# The seventh digits that put a year into its century, by the CPR office's table.
_SERIALS = {range(1900, 1937): "0123", range(1937, 2000): "012349", range(2000, 2037): "456789"}
_BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2036, 12, 31))
# Text in which a number can stand: no digits, nor signs that would join it to one.
_WORDS = st.text(alphabet="abcæøåABC ÆØÅ:;()/\n", max_size=30)


@st.composite
def cpr_numbers(draw: st.DrawFn) -> str:
    """Ten digits as the CPR office gave them until 2007: valid date, century and check digit."""
    born = draw(_BIRTHS)
    seventh = next(digits for years, digits in _SERIALS.items() if born.year in years)
    start = born.strftime("%d%m%y") + draw(st.sampled_from(seventh))
    while True:
        middle = start + draw(st.text(alphabet="0123456789", min_size=2, max_size=2))
        rest = -sum(w * int(d) for w, d in zip(_WEIGHTS, middle, strict=True)) % 11
        if rest < 10:
            return middle + str(rest)


@given(cpr_numbers(), _WORDS, _WORDS)
@settings(deadline=None)
def test_ten_digits_with_date_and_check_digit_are_found(cpr: str, before: str, after: str) -> None:
    assert find_cpr(before + cpr + after) == len(before)


@given(_BIRTHS, st.integers(0, 9999), _WORDS, _WORDS, st.sampled_from(["-", " - ", "\u2013", "- "]))
@settings(deadline=None)
def test_date_hyphen_and_four_digits_are_found(
    born: date, serial: int, before: str, after: str, hyphen: str
) -> None:
    if (born.month, born.day) == (2, 29):
        born = born.replace(day=28)
    text = f"{before}{born:%d%m%y}{hyphen}{serial:04d}{after}"
    assert find_cpr(text) == len(before)


@given(st.uuids(), _WORDS)
@settings(deadline=None)
def test_uuids_are_not_numbers(value: uuid.UUID, before: str) -> None:
    assert not has_cpr(str(value))
    assert not has_cpr(f"{before}{value}")
    assert not has_cpr(str(value).upper())


@given(st.floats(7, 16), st.floats(54, 58))
@settings(deadline=None)
def test_coordinates_in_degrees_are_not_numbers(lon: float, lat: float) -> None:
    for text in (repr(lon), f"{lat:.10f}", f"{lat:.10f}".replace(".", ","), f"POINT ({lon} {lat})"):
        assert not has_cpr(text)


@given(st.integers(400_000_00, 900_000_00), st.integers(6_000_000_00, 6_400_000_00))
@settings(deadline=None)
def test_coordinates_in_metres_are_not_numbers(east: int, north: int) -> None:
    text = f"{east / 100:.2f} {north / 100:.2f}"
    assert not has_cpr(f"POINT({text})")
    assert not has_cpr(f"{east / 100:.2f}")
    assert not has_cpr(f"{north / 100:.2f}")


@given(st.integers(1, 999_999_999))
@settings(deadline=None)
def test_bfe_numbers_are_not_numbers(bfe: int) -> None:
    assert not has_cpr(str(bfe))
    assert not has_cpr(f"BFE {bfe}, ejerlav 12")


@given(st.integers(20_000_000, 99_999_999))
@settings(deadline=None)
def test_telephone_numbers_are_not_numbers(number: int) -> None:
    digits = str(number)
    pairs = " ".join(digits[i : i + 2] for i in range(0, 8, 2))
    for text in (digits, f"+45 {pairs}", f"+45{digits}", f"0045 {digits}", f"tlf. {pairs}"):
        assert not has_cpr(text)


@given(st.datetimes())
@settings(deadline=None)
def test_times_are_not_numbers(moment: object) -> None:
    assert not has_cpr(str(moment))
    assert not has_cpr(getattr(moment, "isoformat")())  # noqa: B009 - strategy is untyped


@given(st.integers(0, 9_999_999_999))
@settings(deadline=None)
def test_ten_digits_without_the_check_digit_are_left(number: int) -> None:
    digits = f"{number:010d}"
    total = sum(w * int(d) for w, d in zip((*_WEIGHTS, 1), digits, strict=True))
    if total % 11:
        assert not has_cpr(digits)


@pytest.mark.parametrize(
    "text",
    (
        "320190-1234",  # no such day
        "011390-1234",  # no such month
        "290201-1234",  # 1901 was no leap year
        "1010190-1234",  # seven digits
        "010190-12345",  # five digits
        "1234567890",  # no such month
        "01019012",
        "",
    ),
)
def test_what_is_no_cpr_number(text: str) -> None:
    assert not has_cpr(text)


@pytest.mark.parametrize(
    "text",
    (
        "010190-1234",
        "ejer 010190-1234, fraflyttet",
        "CPR010190-1234.",
        "290200-4123",  # 2000 was a leap year
        "Notat\n010190-1234",
    ),
)
def test_what_is_a_cpr_number(text: str) -> None:
    assert has_cpr(text)


def test_nothing_is_no_number() -> None:
    assert not has_cpr(None)
