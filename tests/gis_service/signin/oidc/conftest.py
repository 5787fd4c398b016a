"""A service whose people come by an identity provider, which runs in a process of its own."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from tests.gis_service.conftest import Place, served
from tests.gis_service.signin.oidc.travelling import (
    Provider,
    Traveller,
    provider_process,
    with_provider,
)
from tests.gis_service.signin.people import LOLLAND, People

Travellers = Callable[[], Traveller]
Mapping = Callable[..., None]


@pytest.fixture(scope="session")
def running() -> Iterator[Provider]:
    """The provider, once for all tests of a worker."""
    with provider_process() as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, honest."""
    running.lie()
    return running


@pytest.fixture(scope="module")
def service(place: Place, running: Provider) -> Iterator[TestClient]:
    """The service."""
    running.lie()
    with served(place, with_provider(running.address)) as client:
        yield client


@pytest.fixture
def traveller(service: TestClient, provider: Provider, people: People) -> Travellers:
    """Opens browsers; nobody is mapped yet, and what failed in other tests does not count."""
    people.change("delete from staff.attempt")
    people.change("delete from staff.claim_mapping")
    return lambda: Traveller(client=service, provider=provider)


@pytest.fixture
def mapped(people: People) -> Mapping:
    """Maps a group of the provider to a role."""

    def add(value: str, role: str, *, municipality: str = LOLLAND, unit: int | None = None) -> None:
        people.change(
            "insert into staff.claim_mapping (municipality_code, claim, value, role, unit_id)"
            " values (%s, 'groups', %s, %s, %s)",
            *(municipality, value, role, unit),
        )

    return add
