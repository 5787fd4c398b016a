"""A running service over the test registry, asked as a browser on this machine asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from db.installation import Registry
from gis_service.app import create_app
from gis_service.page_token import HEADER, PageTokens
from gis_service.settings import ServiceSettings
from tests.gis_service.registry_rows import fill

NearPlace = Callable[[str | None], None]
HOST = "http://127.0.0.1:8000"


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
    """The service; errors inside it are answers, as they are to a browser."""
    with served(place) as client:
        yield client


def served(place: Place, settings: ServiceSettings | None = None) -> TestClient:
    """A service over an installation, to be entered; each is a worker of its own."""
    app = create_app(settings or ServiceSettings(upload_bytes=3_000_000), place)
    return TestClient(app, base_url=HOST, raise_server_exceptions=False)


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
def own_page(service: TestClient, place: Place) -> dict[str, str]:
    """The headers of a request from one of our own pages."""
    del service  # the secret is made when the service starts
    secret = (place.folder / "page-secret").read_bytes()
    return {
        HEADER: PageTokens(secret=secret).issue(),
        "origin": HOST,
        "sec-fetch-site": "same-origin",
    }
