"""A running service whose rooms hold something of two municipalities."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from db.database import Database
from tests.gis_service.conftest import Place, served
from tests.gis_service.rooms.world import CHILDREN, SAMSO, THISTED, WORKS, World


@pytest.fixture(scope="module")
def service(place: Place) -> Iterator[TestClient]:
    """The service, asked by whoever signs in."""
    with served(place) as client:
        yield client


@pytest.fixture(scope="module")
def world(filled: Database, service: TestClient) -> World:
    """Units of the same names in both municipalities."""
    made = World(database=filled, client=service)
    for code in (THISTED, SAMSO):
        for name in (CHILDREN, WORKS):
            made.rows(
                "insert into staff.unit (municipality_code, name) values (%s, %s)", code, name
            )
            made.rows(
                "insert into social.flag (municipality_code, key, property_key, flag_type, unit,"
                " review_on, run_id) values (%s, %s, %s, 'rehousing', %s, '2026-12-01', 1)",
                code,
                f"flag of {name}",
                "bfe:1" if code == THISTED else "bfe:3",
                name,
            )
    return made
