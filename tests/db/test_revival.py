"""A server that dies under its holder is started again, and what was committed is there."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.cluster import Cluster
from db.revival import revived
from tests.conftest import discard
from tests.db.test_cluster import ask, cluster_in, pid_of

PATIENCE_S = 120


@pytest.fixture
def private(short_folder: Path) -> Iterator[Cluster]:
    """A cluster that the test may kill; as safe as on a planner's machine."""
    made = Cluster(data=cluster_in(short_folder / "data").data)
    yield made
    discard(made.data.path)


def test_a_killed_server_comes_back_by_itself(private: Cluster) -> None:
    sentences: list[str] = []
    back = threading.Event()

    def tell(sentence: str) -> None:
        sentences.append(sentence)
        back.set()

    with private.held("test"), revived(private, tell, pause_s=0.1):
        with psycopg.connect(private.database("postgres").owner or "") as connection:
            connection.execute("create table kept as select generate_series(1, 1000) n")
        killed = pid_of(private)
        os.kill(killed, signal.SIGKILL)
        assert back.wait(PATIENCE_S)
        assert pid_of(private) != killed
        assert ask(private, "select count(*) from kept") == "1000"
    assert len(sentences) == 1
    assert "started again" in sentences[0]
    assert private.running() is None
