"""People who look at a filled registry, and what the audit says of it."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from starlette.testclient import TestClient

from db.database import Database
from tests.gis_service.conftest import Place, served
from tests.gis_service.signin.people import SETTINGS, Browser, People, Person

Lines = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def service(place: Place) -> Iterator[TestClient]:
    """The service, whose hashes are cheap."""
    with served(place, SETTINGS) as client:
        yield client


@pytest.fixture(scope="module")
def people(place: Place, service: TestClient) -> People:
    """Makes accounts; the key is made when the service starts."""
    del service
    return People(database=place.database(), key_file=place.folder / "sign-in-key")


@pytest.fixture(scope="module")
def planner(people: People) -> Person:
    """Somebody who sees the bands and may take rows out."""
    made = people.add("pia")
    people.change("update staff.account set reads_all = true where id = %s", made.id)
    return made


@pytest.fixture
def browser(service: TestClient, planner: Person, people: People) -> Browser:
    """Her browser, in a session of its own."""
    people.change("delete from staff.attempt")
    return Browser(client=service).whole(planner)


@pytest.fixture
def lines(filled: Database) -> Lines:
    """The lines of an action that were written since the test began."""
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        before = connection.execute("select coalesce(max(id), 0) from audit.line").fetchone()

    def found(action: str, area: str | None = None) -> list[dict[str, Any]]:
        assert filled.owner is not None
        with psycopg.connect(filled.owner, row_factory=dict_row) as connection:
            return connection.execute(
                "select * from audit.line where id > %s and action = %s"
                " and (%s::text is null or area = %s) order by id",
                [before and before[0], action, area, area],
            ).fetchall()

    return found
