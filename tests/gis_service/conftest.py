"""A running service over the test registry, asked as a browser on this machine asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from db.installation import Registry
from gis_service.app import create_app
from gis_service.installed import Installed
from gis_service.page_token import HEADER
from gis_service.settings import ServiceSettings
from gis_service.signin.opaque import fresh
from tests.gis_service.registry_rows import fill
from tests.gis_service.signin.people import COOKIE, LOLLAND, Browser, People

NearPlace = Callable[[str | None], None]
# What the planner who asks is called beside what she changed.
TOVE = "Tove"
AsRole = Callable[..., Browser]
HOST = "http://127.0.0.1:8000"
# Where a browser on this machine asks from.
PEER = ("127.0.0.1", 50_000)


@dataclass(slots=True, kw_only=True)
class Place:
    """An installation for tests: a data folder and a database per registry."""

    folder: Path
    databases: dict[Registry, Database] = field(default_factory=dict)

    @property
    def active_file(self) -> Path:
        """The file that names the shown registry."""
        return self.folder / "active"

    def active(self) -> Registry:
        """The registry that is shown."""
        try:
            return Registry(self.active_file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return Registry.REAL

    def activate(self, registry: Registry) -> None:
        """Show this registry."""
        fresh = self.active_file.with_suffix(".new")
        fresh.write_text(registry, encoding="ascii")
        fresh.replace(self.active_file)

    def prepare(self, registry: Registry | None = None) -> Database:
        """Where a registry is; a test's is ready."""
        return self.database(registry)

    def database(self, registry: Registry | None = None) -> Database:
        """Where a registry is."""
        return self.databases[registry or self.active()]


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    """The module's registry with some hundred invented rows."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        fill(connection)
    return database


@pytest.fixture(scope="module")
def place(filled: Database, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation whose real registry is the filled one."""
    return Place(folder=tmp_path_factory.mktemp("data"), databases={Registry.REAL: filled})


@pytest.fixture(scope="module")
def service(place: Place) -> Iterator[TestClient]:
    """The service, asked by a planner who reads every municipality; errors inside are answers."""
    with signed(place) as client:
        yield client


@pytest.fixture(scope="module")
def unsigned(service: TestClient) -> TestClient:
    """The same service, asked by somebody who is not signed in."""
    return beside(service)


@pytest.fixture(scope="module")
def as_role(place: Place, service: TestClient) -> AsRole:
    """Signs somebody in to the same service: each call is another person with her own browser."""
    people, numbers = people_of(place), count(1)

    def entered(
        role: str,
        municipality: str = LOLLAND,
        *,
        unit: str | None = None,
        reads_all: bool = False,
    ) -> Browser:
        name = f"{role}-{next(numbers)}"
        person = people.add(name, role, municipality=municipality, unit=unit, reads_all=reads_all)
        return Browser(client=beside(service), cookie=people.session(person))

    return entered


def served(place: Installed, settings: ServiceSettings | None = None) -> TestClient:
    """A service over an installation, to be entered; each is a worker of its own."""
    app = create_app(settings or ServiceSettings(upload_bytes=3_000_000), place)
    return TestClient(app, base_url=HOST, client=PEER, raise_server_exceptions=False)


def signed(place: Place, settings: ServiceSettings | None = None) -> TestClient:
    """The same, asked by a planner of every registry that there is, who reads everything."""
    client = served(place, settings)
    client.cookies.set(COOKIE, cookie_of_planner(*place.databases.values()))
    return client


def cookie_of_planner(*databases: Database, cookie: str | None = None) -> str:
    """Make a planner who reads every municipality, and open her session; what its cookie holds."""
    cookie = cookie or fresh()
    for database in databases:
        people = People(database=database, key_file=Path("none"))
        name = f"planner-{token_hex(4)}"
        people.session(people.add(name, display_name=TOVE, reads_all=True), cookie)
    return cookie


def entered(
    service: TestClient, database: Database, role: str, municipality: str = LOLLAND
) -> TestClient:
    """A browser of its own at the service, of somebody in a role who reads everything."""
    people = People(database=database, key_file=Path("none"))
    name = f"{role}-{token_hex(4)}"
    person = people.add(name, role, municipality=municipality, reads_all=True)
    browser = beside(service)
    browser.cookies.set(COOKIE, people.session(person))
    return browser


def people_of(place: Place) -> People:
    """Makes accounts in the registry that a place shows."""
    return People(database=place.database(), key_file=place.folder / "sign-in-key")


def speaking(service: TestClient, language: str) -> dict[str, str]:
    """The headers of somebody who is signed in and has chosen a language."""
    return {"cookie": f"lang={language}; {COOKIE}={service.cookies[COOKIE]}"}


def beside(service: TestClient) -> TestClient:
    """Another browser at the same running service, with no cookie yet."""
    other = TestClient(service.app, base_url=HOST, client=PEER, raise_server_exceptions=False)
    other.app_state.update(service.app_state)
    other.portal = service.portal
    return other


@pytest.fixture
def near_place(filled: Database) -> Iterator[NearPlace]:
    """Says how near a place counts as near it; what was said before is put back."""
    assert filled.owner is not None
    where = "where topic = 'priority' and key = 'near_place'"
    with psycopg.connect(filled.owner, autocommit=True) as connection:
        before = connection.execute(
            f"select value from work.dated_rule {where}".encode()
        ).fetchone()
        assert before is not None

        def say(value: str | None) -> None:
            statement = f"update work.dated_rule set value = %s {where}"
            connection.execute(statement.encode(), [value])

        yield say
        say(before[0])


@pytest.fixture
def own_page(service: TestClient) -> dict[str, str]:
    """The headers of a request from one of our own pages."""
    return {
        HEADER: service.get("/api/session").json()["page_token"],
        "origin": HOST,
        "sec-fetch-site": "same-origin",
    }
