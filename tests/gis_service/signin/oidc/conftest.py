"""A service whose people come by an identity provider, which runs in a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from gis_service.settings import ServiceSettings
from gis_service.signin.oidc_settings import IdentitySettings
from tests.gis_service.conftest import Place, served
from tests.gis_service.signin.oidc.travelling import Provider, Traveller
from tests.gis_service.signin.people import LOLLAND, SETTINGS, People

CLIENT_SECRET = "hemmelighed-af-udbyderen"  # noqa: S105 -- of an invented provider
Travellers = Callable[[], Traveller]
Mapping = Callable[..., None]


@pytest.fixture(scope="session")
def running() -> Iterator[Provider]:
    """The provider, once for all tests of a worker."""
    program = Path(__file__).with_name("provider_process.py")
    with subprocess.Popen(
        (sys.executable, "-W", "ignore", str(program), CLIENT_SECRET),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield Provider(address=f"http://127.0.0.1:{port}")
        process.terminate()


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, honest."""
    running.lie()
    return running


def with_provider(address: str) -> ServiceSettings:
    """What the environment says where a provider is used."""
    identity = IdentitySettings(
        issuer=address,
        client_id="landsbyatlas",
        client_secret=SecretStr(CLIENT_SECRET),
        name="Lolland Kommune",
        second_factor=frozenset({"amr:mfa", "acr:substantial"}),
    )
    return replace(SETTINGS, signin=replace(SETTINGS.signin, identity=identity))


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
