"""Nearby gives the truly nearest, measured where it is."""

import math
from typing import Any

import pytest
from pyproj import Geod, Transformer
from sqlalchemy import Select, func, select

from db.models.property import Property
from db.queries.nearby import CODE, GEOMETRY, KEY, nearest, nearest_of_few
from tests.db.queries.conftest import Ask, Explain, scanned

GEOD = Geod(ellps="GRS80")
DENMARK = (9.6, 56.2)
BALTIMORE = (-76.61, 39.29)


def standing() -> Select[object]:
    position = func.ST_Transform(Property.geom_3857, 4326)
    columns = (
        Property.id.label(KEY),
        Property.geom_3857.label(GEOMETRY),
        Property.municipality_code.label(CODE),
        func.ST_X(position).label("lon"),
        func.ST_Y(position).label("lat"),
    )
    return select(*columns).where(Property.is_standing)


def metres(here: tuple[float, float], rows: list[dict[str, Any]], epsg: int) -> list[float]:
    """The distances of rows in a grid, by a program that is not the database."""
    placed = [row for row in rows if row["lon"] is not None]
    to = Transformer.from_crs(4326, epsg, always_xy=True)
    x, y = to.transform([row["lon"] for row in placed], [row["lat"] for row in placed])
    middle = to.transform(*here)
    return sorted(math.dist(middle, place) for place in zip(x, y, strict=True))


@pytest.mark.parametrize(("here", "epsg"), ((DENMARK, 25832), (BALTIMORE, 32618)))
@pytest.mark.parametrize("limit", (1, 7, 150))
def test_the_order_is_that_of_the_ground(
    ask: Ask, here: tuple[float, float], epsg: int, limit: int
) -> None:
    rows = ask(nearest(standing(), lon=here[0], lat=here[1], limit=limit))
    expected = metres(here, ask(standing()), epsg)[:limit]
    assert [row["distance_m"] for row in rows] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("here", (DENMARK, BALTIMORE))
def test_distances_are_those_on_the_earth(ask: Ask, here: tuple[float, float]) -> None:
    for row in ask(nearest(standing(), lon=here[0], lat=here[1], limit=50)):
        truth = GEOD.inv(*here, row["lon"], row["lat"])[2]
        # The grid's own scale: 0.04 % in the middle of a zone.
        assert row["distance_m"] == pytest.approx(truth, rel=6e-4)


def test_rows_without_position_are_never_near(ask: Ask) -> None:
    rows = ask(nearest(standing(), lon=8.67, lat=56.75, limit=1000))
    assert len(rows) == 1000
    assert all(row["lon"] is not None for row in rows)


def test_fewer_rows_than_asked_for_are_all_there(ask: Ask) -> None:
    few = standing().where(Property.bfe.in_([100001, 100002, 100007]))
    assert len(ask(nearest(few, lon=10, lat=56, limit=10))) == 2
    none = standing().where(Property.bfe == -1)
    assert ask(nearest(none, lon=10, lat=56, limit=10)) == []


@pytest.mark.parametrize("here", (DENMARK, BALTIMORE))
def test_of_few_rows_the_nearest_are_the_same(
    ask: Ask, explain: Explain, here: tuple[float, float]
) -> None:
    few = standing().where(Property.bfe < 100500)
    lon, lat = here
    found = ask(nearest_of_few(few, lon=lon, lat=lat, limit=20))
    assert found == ask(nearest(few, lon=lon, lat=lat, limit=20))
    assert found
    assert "property_geom_3857" not in explain(nearest_of_few(few, lon=lon, lat=lat, limit=20))


def test_from_afar_the_nearest_are_still_the_nearest(ask: Ask) -> None:
    few = standing().where(Property.bfe < 200000)
    rows = ask(nearest(few, lon=20.0, lat=60.0, limit=4))
    assert [row["distance_m"] for row in rows] == sorted(row["distance_m"] for row in rows)
    every = ask(nearest(few, lon=20.0, lat=60.0, limit=100))
    assert [row[KEY] for row in rows] == [row[KEY] for row in every[:4]]


def test_rows_of_one_position_are_ordered_by_key(ask: Ask) -> None:
    rows = ask(nearest(standing(), lon=10.0, lat=56.0, limit=200))
    assert rows == sorted(rows, key=lambda row: (row["distance_m"], row[KEY]))


def test_the_reader_s_nearby_uses_the_spatial_index_twice(explain: Explain) -> None:
    plan = explain(nearest(standing(), lon=10, lat=56, limit=10))
    assert plan.count('"Index Name": "property_geom_3857"') == 2
    assert scanned(plan) == {"registry"}
