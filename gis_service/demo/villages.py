"""Where the demo's properties lie: about real villages, on land, more in some municipalities."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_service.demo import recipe
from gis_service.demo.recipe import Numbers, Random, Size
from maps.cells import land
from maps.settlements import Settlement

_BLOCK = 10_000
_ATTEMPTS = 60

Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Villages:
    """The places of the demo, as columns.

    Attributes:
        reach_m: How far each place reaches from its point.
    """

    places: tuple[Settlement, ...]
    x: Numbers
    y: Numbers
    population: Numbers
    reach_m: Numbers

    @classmethod
    def of(cls, places: tuple[Settlement, ...], reach_m: Numbers) -> "Villages":
        """The places as columns."""
        return cls(
            places=places,
            x=np.array([place.x for place in places]),
            y=np.array([place.y for place in places]),
            population=np.array([float(place.population) for place in places]),
            reach_m=reach_m,
        )

    def nearest(self, x: Numbers, y: Numbers) -> tuple[Indexes, Indexes, Numbers]:
        """Of each point: the nearest place, the place that it belongs to, and how far that is.

        A point belongs to the nearest place that reaches it, else to the nearest.
        """
        middle = np.array([self.x.mean(), self.y.mean()])
        places = np.column_stack([self.x, self.y]) - middle
        points = np.column_stack([x, y]) - middle
        nearest = np.empty(len(x), dtype="int64")
        belongs = np.empty(len(x), dtype="int64")
        for start in range(0, len(x), _BLOCK):
            block = slice(start, start + _BLOCK)
            # The squared distance without a difference per pair, which would take ten times longer.
            away = (places**2).sum(axis=1) - 2 * points[block] @ places.T
            nearest[block] = away.argmin(axis=1)
            reach = self.reach_m**2 - (points[block] ** 2).sum(axis=1)[:, None]
            reaching = np.where(away <= reach, away, np.inf)
            belongs[block] = np.where(
                np.isfinite(reaching.min(axis=1)), reaching.argmin(axis=1), nearest[block]
            )
        return nearest, belongs, np.hypot(x - self.x[belongs], y - self.y[belongs])


def village_of_each(random: Random, villages: Villages, size: Size) -> Indexes:
    """The place about which each property is drawn, in the order of places."""
    smallest, largest = recipe.VILLAGE_POPULATION
    codes = sorted({place.municipality_code for place in villages.places})
    factor = dict(
        zip(
            codes,
            random.lognormal(0.0, recipe.MUNICIPALITY_LOG_SD, len(codes)).tolist(),
            strict=True,
        )
    )
    homes = villages.population / recipe.PEOPLE_PER_HOME * recipe.DETACHED_SHARE
    expected = homes * recipe.RUNDOWN_SHARE * recipe.VILLAGE_FACTOR
    expected *= np.array([factor[place.municipality_code] for place in villages.places])
    expected[(villages.population < smallest) | (villages.population >= largest)] = 0
    counts = (
        random.poisson(expected)
        if size.exact is None
        else random.multinomial(size.exact, expected / expected.sum())
    )
    return np.repeat(np.arange(len(villages.places)), counts)


def scatter(
    random: Random, villages: Villages, village: Indexes, spread: float
) -> NDArray[np.float64]:
    """A point on land (EPSG:25832, to the centimetre) about each one's village.

    Attributes:
        spread: How much wider than a village's rundown houses they lie, so that a large demo is
            not a heap.
    """
    ground = land()
    shapely.prepare(ground)
    middles = np.column_stack([villages.x[village], villages.y[village]])
    points = middles.copy()
    left = np.arange(len(village))
    for _ in range(_ATTEMPTS):
        if not len(left):
            break
        tried = middles[left] + _offset(random, villages.population[village[left]], spread)
        dry = shapely.contains_xy(ground, tried[:, 0], tried[:, 1])
        points[left[dry]] = tried[dry]
        left = left[~dry]
    return points.round(2)


def _offset(random: Random, population: Numbers, spread: float) -> NDArray[np.float64]:
    count = len(population)
    smallest, _ = recipe.VILLAGE_POPULATION
    radius = recipe.VILLAGE_RADIUS_M * np.sqrt(population / smallest) * spread
    inside = random.random(count) < recipe.VILLAGE_SHARE
    tail_max = np.maximum(recipe.TAIL_MAX_M, 1.5 * radius)
    tail = np.minimum(radius + random.exponential(recipe.TAIL_MEAN_M * spread, count), tail_max)
    distance = np.where(inside, radius * np.sqrt(random.random(count)), tail)
    angle = random.random(count) * 2 * np.pi
    return np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
