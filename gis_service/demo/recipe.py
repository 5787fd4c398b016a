"""How the demo's invented properties are distributed: figures from Danish statistics on vacancy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

# The day that the invented registers are from; fixed, so that a seed always gives the same bytes.
REGISTER_DATE = date(2026, 11, 1)
# BFE numbers from here on are never given to a real property.
FIRST_BFE = 99_000_000
PEOPLE_PER_HOME = 2.1
DETACHED_SHARE = 0.85
RUNDOWN_SHARE = 0.006
VILLAGE_FACTOR = 2.0
# Municipalities differ: the factor of each is drawn from a log-normal of this log-sd.
MUNICIPALITY_LOG_SD = 0.7
VILLAGE_POPULATION = (200, 4_000)
# A village's houses lie within this of its point, for 200 people; it grows with the square root.
VILLAGE_RADIUS_M = 120.0
VILLAGE_SHARE = 0.8
TAIL_MEAN_M = 700.0
TAIL_MAX_M = 3_000.0
UNPLACED_SHARE = 0.01
# The number of properties that the village radius is right for.
USUAL_COUNT = 3_000

Random = np.random.Generator
Texts = NDArray[np.object_]
Numbers = NDArray[np.float64]


class Size(StrEnum):
    """How large a demo is: as many as the statistics say, or so many properties."""

    SMALL = "small"
    FIFTY_THOUSAND = "50000"
    MILLION = "1000000"

    @property
    def exact(self) -> int | None:
        """How many properties, exactly; None where the statistics decide (about 3,000)."""
        return None if self is Size.SMALL else int(self.value)


@dataclass(frozen=True, slots=True)
class Shares:
    """A choice of codes with the share of each; None is a value that is not filled in."""

    codes: tuple[str | None, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, shares: Mapping[str | None, float]) -> "Shares":
        """Codes by share in percent."""
        total = sum(shares.values())
        return cls(tuple(shares), tuple(share / total for share in shares.values()))

    def draw(self, random: Random, count: int) -> Texts:
        """So many codes, at random."""
        edges = np.cumsum(self.shares)[:-1]
        return np.array(self.codes, dtype=object)[np.searchsorted(edges, random.random(count))]


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A distribution known by some of its quantiles, straight between them."""

    percents: tuple[float, ...]
    values: tuple[float, ...]

    def draw(self, random: Random, count: int) -> Numbers:
        """So many values, at random."""
        return np.interp(random.random(count) * 100, self.percents, self.values)


USE = Shares.of({
    "120": 70, "110": 18, "130": 5, "321": 1.5, "322": 2.5, "223": 1.5, "331": 0.7, "415": 0.8,
})  # fmt: skip
BUSINESS = frozenset({"321", "322", "223", "331", "415"})
BUILT = Quantiles((0, 5, 10, 25, 50, 75, 90, 100), (1740, 1800, 1862, 1895, 1919, 1960, 1978, 2012))
YEAR_UNKNOWN_SHARE = 0.03
REBUILT_SHARE = 0.3
WALL = Shares.of({"1": 90, "5": 6, "2": 3, "90": 1})
HALF_TIMBER_BEFORE = (1900, 0.08)
ROOF = Shares.of({"3": 42, "5": 27, "4": 16, "1": 5, "2": 4, "6": 3, "7": 2, "10": 1})
LIVING_AREA_M2 = Quantiles((0, 5, 50, 95, 100), (45, 94, 139, 245, 420))
HEATING = Shares.of({"9": 14, "3": 16, "2": 46, "7": 10, "5": 8, "1": 4, "8": 1, None: 1})
WATER = Shares.of({"1": 70, "2": 24, "4": 4, "9": 1, None: 1})
DRAIN = Shares.of({"10": 62, "29": 14, "30": 12, "5": 5, "70": 4, "90": 2, None: 1})
PROTECTION = Shares.of({None: 94, "8": 4, "9": 1, "1": 1})
SOURCE = Shares.of({"5": 55, "1": 25, "2": 15, "4": 5})
COORDINATES = Shares.of({"1": 60, "2": 31, "3": 9})
OWNER = Shares.of({"10": 94, "30": 3, "50": 1.5, "90": 1.5})
VACANT_SHARE = 0.7
YEARS_VACANT = Quantiles((0, 10, 25, 50, 75, 90, 100), (0.05, 0.5, 1.4, 4, 9, 11.6, 25))
VACANT_OCCUPANCY = Shares.of({"3": 75, "2": 15, None: 10})
LIVED_OCCUPANCY = Shares.of({"2": 75, "1": 22, None: 3})
APPROVED_EMPTY = Shares.of({"0": 96, "100": 4})
REGISTER_TELLS_VACANCY_SHARE = 0.8
MISSING_INSTALLATION_SHARE = 0.15
MISSING = Shares.of({"toilet": 25, "bath": 35, "kitchen": 15, "toilet,bath": 15, "all": 10})
NO_TOILET = Shares.of({"A": 40, "B": 60})
CONDEMNED_SHARE = 0.02
BARN_SHARE = 0.6
BARN = Shares.of({"216": 40, "217": 25, "970": 25, "990": 10})
SHED_SHARE = 0.45
SHED = Shares.of({"910": 40, "920": 15, "930": 45})
REVISED_YEARS_AGO = Quantiles((0, 40, 80, 100), (0.2, 4, 10, 17))
# "Demo" in each, so that a row cannot be taken for somebody's home.
STREETS: Sequence[str] = tuple(
    f"Demo {street}"
    for street in (
        "Bygade", "Skolevej", "Kirkevej", "Møllevej", "Nørregade", "Søndergade", "Østergade",
        "Vestergade", "Stationsvej", "Mosevej", "Engvej", "Skovvej", "Åvej", "Havnevej", "Markvej",
        "Bakkevej", "Smedegade", "Mejerivej", "Strandvej", "Hovedgade",
    )
)  # fmt: skip
