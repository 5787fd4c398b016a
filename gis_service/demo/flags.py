"""The demo's invented social flags: many in a few villages, few or none in all others."""

from datetime import timedelta
from typing import Final

import numpy as np
import pandas as pd

from gis_service.demo.recipe import REGISTER_DATE, Random, Shares
from gis_service.demo.villages import Indexes

# Every so many of the villages with enough properties gets as many flags as a band wants.
_EVERY: Final = 4
_FEWEST_PROPERTIES: Final = 6
_WANTED: Final = (26, 14, 7)
_FLAGGED_SHARE: Final = 0.9
# Everywhere else there are fewer than any band begins with.
_FEW: Final = 5
_FEW_SHARE: Final = 0.1
_TYPES: Final = Shares.of(
    {"assistance": 40, "children": 20, "rehousing": 10, "contact": 20, "other": 10}
)
_UNITS: Final = Shares.of({"Demo voksen": 50, "Demo familie": 30, "Demo bolig": 20})
_REVIEWED_WITHIN_DAYS: Final = 360


class Flagging:
    """Flags properties as they come, until each place has as many flags as it is to have.

    Args:
        random: Where chance comes from.
        properties: How many properties each place has, about.
    """

    def __init__(self, random: Random, properties: Indexes) -> None:
        self._random = random
        self._wanted = _wanted(random, properties)
        self._given = np.zeros(len(properties), dtype="int64")

    def flags(self, properties: pd.DataFrame) -> pd.DataFrame:
        """Rows of `social.flag` for some of these rows of `work.property`."""
        placed = properties[properties["place_id"].notna()]
        place = _place(placed)
        share = np.where(self._wanted[place] >= _FEW, _FLAGGED_SHARE, _FEW_SHARE)
        drawn = placed[self._random.random(len(placed)) < share]
        place = _place(drawn)
        before = drawn.groupby("place_id").cumcount().to_numpy() + self._given[place]
        flagged = drawn[before < self._wanted[place]]
        np.add.at(self._given, _place(flagged), 1)
        return _rows(self._random, flagged)


def _place(properties: pd.DataFrame) -> Indexes:
    """The place of each property, counted from 0."""
    numbers: Indexes = properties["place_id"].to_numpy(dtype="int64") - 1
    return numbers


def _wanted(random: Random, properties: Indexes) -> Indexes:
    """How many flags each place is to have, as far as its properties reach."""
    wanted = random.integers(0, _FEW, len(properties))
    fitting = np.flatnonzero(properties >= _FEWEST_PROPERTIES)
    largest_first = fitting[np.argsort(-properties[fitting], kind="stable")]
    chosen = largest_first[::_EVERY]
    wanted[chosen] = np.resize(_WANTED, len(chosen))
    return wanted


def _rows(random: Random, flagged: pd.DataFrame) -> pd.DataFrame:
    days = random.integers(1, _REVIEWED_WITHIN_DAYS, len(flagged))
    return pd.DataFrame(
        {
            "municipality_code": flagged["municipality_code"].to_numpy(),
            "key": ("demo:" + flagged["key"]).to_numpy(),
            "property_key": flagged["key"].to_numpy(),
            "flag_type": _TYPES.draw(random, len(flagged)),
            "unit": _UNITS.draw(random, len(flagged)),
            "review_on": [
                (REGISTER_DATE + timedelta(days=int(number))).isoformat() for number in days
            ],
        }
    )
