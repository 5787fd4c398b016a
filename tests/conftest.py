"""What every test stands on: a throwaway PostGIS cluster, and a fresh registry per module."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest

from db.account import cluster_account
from db.cluster import Cluster
from db.context import install_key
from db.data_folder import DataFolder
from db.database import Database
from db.errors import AtlasError
from db.init import initialise
from db.logins import Login
from db.migrate import upgrade

Connect = Callable[[Login], psycopg.Connection]

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
TEMPLATE = "registry_template"
_PREFIX = "atlas-tests-"
_FOLDER_KEY = "atlas_cluster_folder"
# A machine that loses power during a test loses nothing that anybody wants.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}
_numbers = count(1)


def _folder(config: pytest.Config) -> Path:
    """The folder of the session's cluster: named by the controller, told to its workers."""
    told = getattr(config, "workerinput", {}).get(_FOLDER_KEY)
    return Path(told) if told else config.stash[_FOLDER]


_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of the cluster; it is made by the first test that asks for it."""
    if hasattr(config, "workerinput"):
        return
    base = Path(tempfile.gettempdir())
    _sweep(base)
    config.stash[_FOLDER] = base / f"{_PREFIX}{os.getpid()}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist which cluster is the session's."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    node.workerinput[_FOLDER_KEY] = str(config.stash[_FOLDER])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller stops the cluster when every worker is done."""
    if not hasattr(config, "workerinput") and _FOLDER in config.stash:
        discard(config.stash[_FOLDER])


def _sweep(base: Path) -> None:
    """Stop clusters of sessions that were killed."""
    for folder in base.glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX)
        if not (pid.isdecimal() and Path("/proc", pid).exists()):
            with suppress(AtlasError, OSError):
                discard(folder)


def discard(folder: Path) -> None:
    """Stop the cluster of a folder, and remove both."""
    if folder.exists():
        _cluster(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


def _cluster(folder: Path) -> Cluster:
    return Cluster(data=DataFolder(path=folder, account=cluster_account()), extra=FAST)


@contextmanager
def _one_at_a_time(cluster: Cluster) -> Iterator[None]:
    """Only one worker makes the template."""
    with (cluster.data.path / "template.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    """The session's cluster, shared by all workers, with a migrated template in it."""
    cluster = _cluster(_folder(pytestconfig))
    cluster.start()
    with _one_at_a_time(cluster):
        ready = cluster.data.path / "template.ready"
        if not ready.exists():
            owner = cluster.create_database(TEMPLATE).owner
            assert owner is not None
            initialise(owner, {})
            upgrade(owner)
            ready.touch()
    return cluster


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Database]:
    """An empty registry of the module's own, cloned from the migrated template."""
    with fresh_database(cluster) as made:
        yield made


@pytest.fixture
def own_database(cluster: Cluster) -> Iterator[Database]:
    """An empty registry for one test alone, for tests that commit what others must not see."""
    with fresh_database(cluster) as made:
        yield made


@contextmanager
def fresh_database(cluster: Cluster) -> Iterator[Database]:
    """Clone the template, and drop the clone afterwards, whoever is still connected."""
    name = f"registry_{os.getpid()}_{next(_numbers)}"
    # Cloning wants nobody on the template, and two clones at once would be on it together.
    with _one_at_a_time(cluster):
        made = cluster.create_database(name, template=TEMPLATE)
    _open_to_logins(made)
    try:
        yield made
    finally:
        cluster.drop_database(name)


def _open_to_logins(database: Database) -> None:
    """Rights and owner of a database are not cloned with its content; each has its own key."""
    assert database.owner is not None
    initialise(database.owner, {})
    install_key(database.owner, database)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short path that any account may pass through, which pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="atlas-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def connection(database: Database) -> Iterator[Connect]:
    """Connect to the module's registry as a login; what is not committed is rolled back."""
    opened: list[psycopg.Connection] = []

    def connect(login: Login) -> psycopg.Connection:
        opened.append(psycopg.connect(database.conninfo(login)))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real test data beside the project; tests skip where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"the real test data are not at {DATA.relative_to(ROOT.parent)} beside this")
    return DATA
