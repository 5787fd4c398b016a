"""Which registry a running service shows, and what it says while there is none."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from db.cluster import Cluster
from db.database import Database
from db.installation import Registry
from tests.conftest import fresh_database
from tests.gis_service.conftest import Place, cookie_of_planner, served, signed
from tests.gis_service.problem_shape import told
from tests.gis_service.registry_rows import STANDING, fill
from tests.gis_service.signin.people import COOKIE

LAYER = "/api/layers/suspicion"


@pytest.fixture
def two(cluster: Cluster, tmp_path: Path) -> Iterator[Place]:
    """An installation with rows in its real registry and none in its demo."""
    with fresh_database(cluster) as real, fresh_database(cluster) as demo:
        with psycopg.connect(real.owner or "") as connection:
            fill(connection)
        yield Place(folder=tmp_path, databases={Registry.REAL: real, Registry.DEMO: demo})


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never became so")


def total(service: TestClient) -> int:
    """How many rows the service shows."""
    found: int = service.get(LAYER).json()["total"]
    return found


def test_every_worker_follows_a_switch_of_the_registry(two: Place) -> None:
    with signed(two) as one, signed(two) as other:
        assert [total(worker) for worker in (one, other)] == [STANDING, STANDING]
        assert one.get("/readyz").json() == {"status": "ok", "registry": "real"}
        tile = f"{LAYER}/tiles/0/0/0.mvt"
        real = one.get(tile)
        assert real.status_code == 200
        two.activate(Registry.DEMO)
        for worker in (one, other):
            eventually(lambda worker=worker: total(worker) == 0)  # type: ignore[misc]
            assert worker.get("/readyz").json()["registry"] == "demo"
            # The tag of the other registry's tile must not pass for this one's.
            tag = {"if-none-match": real.headers["etag"]}
            assert worker.get(tile, headers=tag).status_code == 204
        two.activate(Registry.REAL)
        for worker in (one, other):
            eventually(lambda worker=worker: total(worker) == STANDING)  # type: ignore[misc]
            assert worker.get(tile).content == real.content


def test_a_registry_made_anew_under_its_old_name_is_opened_anew(
    two: Place, cluster: Cluster
) -> None:
    with signed(two) as service:
        assert total(service) == STANDING
        with fresh_database(cluster) as other:
            cookie_of_planner(other, cookie=service.cookies[COOKIE])
            two.databases[Registry.REAL] = other
            two.activate(Registry.REAL)
            eventually(lambda: total(service) == 0)


def test_without_a_migrated_registry_the_service_is_alive_but_not_ready(
    cluster: Cluster, tmp_path: Path, database: Database
) -> None:
    empty = cluster.create_database("not_migrated")
    place = Place(folder=tmp_path, databases={Registry.REAL: empty})
    try:
        with served(place) as service:
            assert service.get("/healthz").json() == {"status": "ok"}
            told(service.get("/readyz"), 503, "registry-unavailable")
            service.cookies.set(COOKIE, "nobody can look it up")
            told(service.get(LAYER), 503, "registry-unavailable")
            told(service.get(f"{LAYER}/tiles/0/0/0.mvt"), 503, "registry-unavailable")
            # It looks again by itself.
            place.databases[Registry.REAL] = database
            eventually(lambda: service.get("/readyz").status_code == 200)
    finally:
        cluster.drop_database("not_migrated")


def test_a_database_that_goes_away_is_told_and_found_again(two: Place) -> None:
    name = two.databases[Registry.REAL].name
    owner = psycopg.connect(two.databases[Registry.DEMO].owner or "", autocommit=True)
    with signed(two) as service, owner:
        assert total(service) == STANDING
        owner.execute(f'alter database "{name}" allow_connections false'.encode())
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
        )
        eventually(lambda: service.get("/readyz").status_code == 503)
        told(service.get(LAYER), 503, "registry-unavailable")
        assert service.get("/healthz").status_code == 200
        owner.execute(f'alter database "{name}" allow_connections true'.encode())
        eventually(lambda: service.get("/readyz").status_code == 200)
        assert total(service) == STANDING
