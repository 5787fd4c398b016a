"""Which way to go, in Denmark and in Baltimore."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from gis_service.nearby.direction import Direction, bearing_deg, direction_of
from layers.words import Language

DENMARK = (9.6, 56.2)
BALTIMORE = (-76.61, 39.29)
PLACES = {25832: DENMARK, 32618: BALTIMORE}
# Where somebody stands, and how far off in degrees the other position is: up to some 50 km.
STEP = st.floats(-0.4, 0.4).filter(lambda step: abs(step) > 1e-3)


def apart(one: float, other: float) -> float:
    """How far two angles are apart, in degrees."""
    return abs((one - other + 180) % 360 - 180)


@pytest.mark.parametrize("epsg", PLACES)
@given(east=STEP, north=STEP)
def test_an_angle_is_that_of_the_grid_but_for_the_grid_s_own_turn(
    epsg: int, east: float, north: float
) -> None:
    here = PLACES[epsg]
    there = here[0] + east, here[1] + north
    bearing = bearing_deg(here, there)
    assert bearing is not None
    to = Transformer.from_crs(4326, epsg, always_xy=True)
    (x, y), (other_x, other_y) = to.transform(*here), to.transform(*there)
    # The grid's north is turned from the true one; a step straight north tells by how much.
    north_x, north_y = to.transform(here[0], here[1] + 1e-4)
    turn = math.degrees(math.atan2(north_x - x, north_y - y))
    in_grid = math.degrees(math.atan2(other_x - x, other_y - y))
    assert apart(bearing, in_grid - turn) < 0.15


@pytest.mark.parametrize("here", (DENMARK, BALTIMORE))
@given(east=STEP, north=STEP)
def test_the_way_back_is_the_other_way(
    here: tuple[float, float], east: float, north: float
) -> None:
    there = here[0] + east, here[1] + north
    forth, back = bearing_deg(here, there), bearing_deg(there, here)
    assert forth is not None
    assert back is not None
    # Meridians meet at the pole, which turns the way back by no more than their own difference.
    assert apart(forth + 180, back) <= abs(east) + 0.11


@pytest.mark.parametrize("here", (DENMARK, BALTIMORE))
def test_the_named_directions_are_where_they_are(here: tuple[float, float]) -> None:
    lon, lat = here
    # A degree of longitude is shorter than one of latitude.
    wide = 0.01 / math.cos(math.radians(lat))
    steps = {
        Direction.NORTH: (0, 0.01),
        Direction.NORTHEAST: (wide, 0.01),
        Direction.EAST: (wide, 0),
        Direction.SOUTHEAST: (wide, -0.01),
        Direction.SOUTH: (0, -0.01),
        Direction.SOUTHWEST: (-wide, -0.01),
        Direction.WEST: (-wide, 0),
        Direction.NORTHWEST: (-wide, 0.01),
    }
    for direction, (east, north) in steps.items():
        bearing = bearing_deg(here, (lon + east, lat + north))
        assert bearing is not None
        assert direction_of(bearing) is direction


@given(st.floats(0, 360, exclude_max=True))
def test_a_direction_is_never_more_than_half_an_eighth_off(bearing: float) -> None:
    assert apart(bearing, direction_of(bearing) * 45) <= 22.5


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(-180, 180), st.floats(-85, 85))
def test_an_angle_is_always_one_of_the_circle(
    lon: float, lat: float, to_lon: float, to_lat: float
) -> None:
    bearing = bearing_deg((lon, lat), (to_lon, to_lat))
    assert bearing is None or 0 <= bearing < 360


def test_on_the_spot_there_is_no_direction() -> None:
    assert bearing_deg(DENMARK, DENMARK) is None
    assert bearing_deg(DENMARK, (9.6, 56.20002)) == 0


def test_directions_are_told_in_both_languages() -> None:
    assert [one.in_(Language.DA) for one in Direction] == [
        "nord", "nordøst", "øst", "sydøst", "syd", "sydvest", "vest", "nordvest",
    ]  # fmt: skip
    assert Direction.SOUTHWEST.in_(Language.EN) == "southwest"
