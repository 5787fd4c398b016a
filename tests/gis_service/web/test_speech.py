"""How dates and numbers are written for Danes and for others."""

from datetime import UTC, date, datetime

import pytest

from gis_service.web.extent import box_of
from gis_service.web.speech import DASH, Speech
from layers.words import Language

DANISH, ENGLISH = Speech(language=Language.DA), Speech(language=Language.EN)


def test_dates_and_moments() -> None:
    day = date(2026, 11, 22)
    assert DANISH.date(day) == "22-11-2026"
    assert ENGLISH.date(day) == "22 Nov 2026"
    assert DANISH.date("2026-11-22") == "22-11-2026"
    moment = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
    # Shown as it was in Copenhagen: the day after.
    assert DANISH.moment(moment) == "23-11-2026 kl. 00.05"
    assert ENGLISH.moment(moment) == "23 Nov 2026, 00:05"


@pytest.mark.parametrize("speech", (DANISH, ENGLISH))
def test_what_is_not_known_is_a_dash(speech: Speech) -> None:
    assert {speech.date(None), speech.moment(None), speech.number(None)} == {DASH}


def test_numbers_and_distances() -> None:
    assert DANISH.number(1268.5) == "1.268,5"
    assert ENGLISH.number(1268.5) == "1,268.5"
    assert DANISH.metres(999.4) == "999 m"
    assert DANISH.metres(13_420) == "13,4 km"


def test_many() -> None:
    assert DANISH.many("%(num)s inhabitant", "%(num)s inhabitants", 1) == "1 indbygger"
    assert DANISH.many("%(num)s inhabitant", "%(num)s inhabitants", 3990) == "3.990 indbyggere"


def test_the_box_of_a_cell_is_the_box_of_its_tile() -> None:
    # Tile 9/270/160: x=100001110, y=010100000 in bits.
    cell = sum(
        ((270 >> bit & 1) << 2 * bit) | ((160 >> bit & 1) << 2 * bit + 1) for bit in range(9)
    )
    west, south, east, north = box_of(cell)
    assert (round(west, 4), round(east, 4)) == (9.8438, 10.5469)
    assert 55 < south < north < 56
