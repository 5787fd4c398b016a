"""`landsbyatlas serve` as people meet it: it answers, stops with Ctrl-C, and survives kill -9."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.cluster import Cluster
from tests.conftest import discard
from tests.db.test_cluster import cluster_in

Serve = Callable[[], tuple[subprocess.Popen[str], int]]
PATIENCE_S = 120


@pytest.fixture
def private(short_folder: Path) -> Iterator[Cluster]:
    """The cluster that the service will use."""
    made = cluster_in(short_folder / "data")
    yield made
    discard(made.data.path)


@pytest.fixture
def serve(private: Cluster) -> Iterator[Serve]:
    """Start a service on the cluster's folder, and wait until it answers; its process and port."""
    started: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], int]:
        port = free_port()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "gis_service.cli", "serve", "--port", str(port)],
            env=environment | {"LANDSBYATLAS_DATA": str(private.data.path)},
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        started.append(process)
        wait_for_answer(process, port)
        return process, port

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for_answer(process: subprocess.Popen[str], port: int) -> None:
    """Wait until the service says that it is healthy."""
    for _ in range(PATIENCE_S * 10):
        assert process.poll() is None, "the service ended by itself"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail("the service never answered")


def test_ctrl_c_stops_service_and_cluster(serve: Serve, private: Cluster) -> None:
    process, port = serve()
    assert private.running() is not None
    os.killpg(process.pid, signal.SIGINT)  # the terminal sends it to every process of the command
    told, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in told
    assert str(private.data.path) in told
    assert private.running() is None


def test_termination_stops_service_and_cluster(serve: Serve, private: Cluster) -> None:
    process, _ = serve()
    process.terminate()
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert private.running() is None


def test_after_kill_9_the_next_start_just_works(serve: Serve, private: Cluster) -> None:
    killed, port = serve()
    killed.kill()
    killed.communicate()
    assert private.running() is not None
    for _ in range(PATIENCE_S * 10):  # its workers notice, and free the port
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                break
        time.sleep(0.1)
    else:
        pytest.fail("a worker outlived its service")
    process, _ = serve()
    assert [holder.pid for holder in private.holders()] == [process.pid]


def test_a_second_service_shares_the_cluster(serve: Serve, private: Cluster) -> None:
    first, _ = serve()
    second, port = serve()
    os.killpg(first.pid, signal.SIGINT)
    first.communicate(timeout=PATIENCE_S)
    wait_for_answer(second, port)
    assert private.running() is not None
