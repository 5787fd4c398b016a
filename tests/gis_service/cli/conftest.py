"""An installation with a cluster of its own, and the command line over it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.cluster import Cluster
from db.installation import Installation
from gis_service.cli import main
from tests.conftest import discard
from tests.db.test_cluster import cluster_in

Run = Callable[..., int]


@pytest.fixture
def private(short_folder: Path) -> Iterator[Cluster]:
    """The cluster that the commands will use."""
    made = cluster_in(short_folder / "data")
    yield made
    discard(made.data.path)


@pytest.fixture
def installation(private: Cluster, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation that the commands find by the environment, as anybody's is."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANDSBYATLAS_DATA", str(private.data.path))
    return Installation.here()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; its exit code."""

    def code(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["landsbyatlas", *arguments])
        try:
            main.run()
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    return code
