"""A service whose hashes are cheap, and people who may sign in to it."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from db.database import Database
from tests.gis_service.conftest import Place, served
from tests.gis_service.signin.people import SETTINGS, Browser, People

Browsers = Callable[[], Browser]


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    """The registry: who signs in sees nothing of it here."""
    return database


@pytest.fixture(scope="module")
def service(place: Place) -> Iterator[TestClient]:
    """The service."""
    with served(place, SETTINGS) as client:
        yield client


@pytest.fixture(scope="module")
def people(place: Place, service: TestClient) -> People:
    """Makes accounts; the key is made when the service starts."""
    del service
    return People(database=place.database(), key_file=place.folder / "sign-in-key")


@pytest.fixture
def browser(service: TestClient, people: People) -> Browsers:
    """Opens browsers; what failed in other tests does not count."""
    people.change("delete from staff.attempt")
    return lambda: Browser(client=service)
