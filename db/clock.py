"""What day it is where the product is used, wherever the machine thinks it stands."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")


def today() -> date:
    """The day it is in Denmark."""
    return datetime.now(COPENHAGEN).date()
