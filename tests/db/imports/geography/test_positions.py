"""Positions of every reference system come to the registry's, and wrong ones are told."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from db.imports.errors import Refused
from db.imports.geography.positions import Positions, as_areas
from db.imports.geography.reference_systems import (
    local_srid,
    obvious_reference_system,
    reference_system,
)

_LON, _LAT = st.floats(8.2, 12.6), st.floats(54.7, 57.7)
# Made once: PROJ looks long for the best way between two systems.
_IN_DENMARK = Positions(reference_system("EPSG:4326"), is_danish=True)
_ABROAD = Positions(reference_system("EPSG:4326"), is_danish=False)
_BACK = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)


@pytest.mark.parametrize(
    "crs",
    (
        "EPSG:4326",
        "EPSG:32633",
        "EPSG:3857",
        "EPSG:4258",
        "EPSG:3034",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "+proj=laea +lat_0=56 +lon_0=10 +datum=WGS84",
    ),
)
def test_the_same_places_from_any_system(crs: str) -> None:
    degrees = [(lon / 10, lat / 10) for lon in range(82, 126, 4) for lat in range(547, 577, 3)]
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    here = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)
    shapes = [shapely.Point(there.transform(*place)) for place in degrees]
    placed = Positions(reference_system(crs), is_danish=True).place(shapes)
    for each, place in zip(placed, degrees, strict=True):
        assert each.geometry is not None
        found = shapely.get_coordinates(each.geometry)[0]
        assert found == pytest.approx(here.transform(*place), abs=0.01)


@given(lon=_LON, lat=_LAT)
@settings(deadline=None)
def test_swapped_degrees_are_told(lon: float, lat: float) -> None:
    (placed,) = _IN_DENMARK.place([shapely.Point(lat, lon)])
    assert placed.geometry is None
    assert placed.reason_code == "swapped_axes"


@given(lon=st.floats(-179, 179), lat=st.floats(-80, 84))
@settings(deadline=None)
def test_abroad_every_position_is_kept_true_or_refused(lon: float, lat: float) -> None:
    (placed,) = _ABROAD.place([shapely.Point(lon, lat)])
    if placed.geometry is not None:
        x, y = shapely.get_coordinates(placed.geometry)[0]
        back = _BACK.transform(x, y)
        assert back == pytest.approx((lon, lat), abs=1e-4)
    else:
        # Half a world away from Denmark, near the equator, the registry's system has no room.
        assert placed.reason_code in {None, "swapped_axes", "outside_reference_system"}


def test_no_position_is_no_error() -> None:
    positions = Positions(reference_system("EPSG:4326"), is_danish=True)
    for shape in (None, shapely.Point(), shapely.Point(0, 0), shapely.GeometryCollection()):
        (placed,) = positions.place([shape])
        assert (placed.geometry, placed.reason_code) == (None, None)
    assert positions.centre is None


@pytest.mark.parametrize(
    ("lon", "lat", "srid"),
    ((-76.6, 39.3, 32618), (9.0, 56.0, 32632), (151.2, -33.9, 32756), (180.0, 0.0, 32660)),
)
def test_distances_are_measured_in_the_zone_of_the_place(lon: float, lat: float, srid: int) -> None:
    assert local_srid(lon, lat) == srid


def test_unnamed_positions_are_only_taken_where_they_are_plain() -> None:
    assert obvious_reference_system([(593_000.5, 6_231_000.0)]) == "EPSG:25832"
    assert obvious_reference_system([(6_231_000.0, 593_000.5)]) == "EPSG:25832"
    assert obvious_reference_system([(10.25, 56.25)]) == "EPSG:4326"
    for unclear in ([(1234.0, 5678.0)], [(10.0, 56.0)], [(2_000_000.0, 500_000.0)], []):
        with pytest.raises(Refused, match="hvilket koordinatsystem"):
            obvious_reference_system(unclear)


_DRAWING = (
    'ENGCRS["x",EDATUM["y"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
)


@pytest.mark.parametrize("crs", ("EPSG:9", "noget andet", _DRAWING))
def test_systems_that_place_nothing_are_refused(crs: str) -> None:
    with pytest.raises(Refused) as refusal:
        reference_system(crs)
    assert "--crs" in refusal.value.next_step


def test_areas_are_taken_out_of_what_a_repair_leaves() -> None:
    square = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection([square, shapely.LineString([(0, 0), (2, 2)])])
    areas = as_areas(mixed)
    assert areas is not None
    assert (areas.geom_type, areas.area) == ("MultiPolygon", 1)
    assert as_areas(shapely.Point(1, 1)) is None
