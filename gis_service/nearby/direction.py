"""Which way to go: the direction from one position to another, as an angle and in words."""

from enum import IntEnum
from typing import Final

from pyproj import Geod

from layers.words import Language, Words

# The ellipsoid of EPSG:25832; that of EPSG:4326 gives the same direction to far below a degree.
_EARTH: Final = Geod(ellps="GRS80")
_TURN: Final = 360.0
# Nearer than this a direction says nothing: no phone knows its place so well.
_NEAREST_M: Final = 1.0


class Direction(IntEnum):
    """The eight directions people name, clockwise from north."""

    NORTH = 0
    NORTHEAST = 1
    EAST = 2
    SOUTHEAST = 3
    SOUTH = 4
    SOUTHWEST = 5
    WEST = 6
    NORTHWEST = 7

    def in_(self, language: Language) -> str:
        """The direction in a language."""
        return _WORDS[self].in_(language)


_WORDS: Final = {
    Direction.NORTH: Words(da="nord", en="north"),
    Direction.NORTHEAST: Words(da="nordøst", en="northeast"),
    Direction.EAST: Words(da="øst", en="east"),
    Direction.SOUTHEAST: Words(da="sydøst", en="southeast"),
    Direction.SOUTH: Words(da="syd", en="south"),
    Direction.SOUTHWEST: Words(da="sydvest", en="southwest"),
    Direction.WEST: Words(da="vest", en="west"),
    Direction.NORTHWEST: Words(da="nordvest", en="northwest"),
}


def bearing_deg(here: tuple[float, float], there: tuple[float, float]) -> float | None:
    """The angle in which one sets out, in degrees clockwise from true north; None on the spot.

    Args:
        here: Longitude and latitude in degrees (EPSG:4326).
        there: The same of where one goes.
    """
    azimuth, _back, metres = _EARTH.inv(*here, *there)
    if metres < _NEAREST_M:
        return None
    # A degree's decimal is more than a compass shows; 359.96 is north, not 360.
    return round(float(azimuth) % _TURN, 1) % _TURN


def direction_of(bearing: float) -> Direction:
    """The named direction that an angle is nearest to."""
    return Direction(round(bearing / _TURN * len(Direction)) % len(Direction))
