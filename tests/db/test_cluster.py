"""The private cluster lets in whom it should, survives what machines do, and stops when unused."""

import multiprocessing
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.account import Account, cluster_account
from db.cluster import Cluster
from db.cluster_files import SUPERUSER, read_postmaster, socket_folder
from db.data_folder import DataFolder
from db.database import Database
from db.errors import ClusterError
from db.logins import Login
from db.postgres_programs import find_programs
from tests.conftest import FAST, discard

HOLD = """
import sys
from pathlib import Path
from db.account import cluster_account
from db.cluster import Cluster
from db.data_folder import DataFolder
data = DataFolder(path=Path(sys.argv[1]), account=cluster_account())
with Cluster(data=data, extra={"fsync": "off"}).held("test"):
    print("held", flush=True)
    sys.stdin.read()
"""


def cluster_in(folder: Path) -> Cluster:
    """A cluster of the test's own, not started."""
    return Cluster(data=DataFolder(path=folder, account=cluster_account()), extra=FAST)


@pytest.fixture
def private(short_folder: Path) -> Iterator[Cluster]:
    """A cluster that one test may kill."""
    made = cluster_in(short_folder / "data")
    yield made
    discard(made.data.path)


def ask(cluster: Cluster, question: str) -> str:
    """One answer as the cluster's owner."""
    with psycopg.connect(cluster.database("postgres").owner or "") as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def hold_elsewhere(cluster: Cluster) -> subprocess.Popen[str]:
    """Another process that uses the cluster until its input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(cluster.data.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    """End another process in peace."""
    process.communicate("", timeout=120)
    assert process.returncode == 0


def pid_of(cluster: Cluster) -> int:
    """The process number of the running server."""
    running = cluster.running()
    assert running is not None
    return running.pid


def wait_until_gone(pid: int) -> None:
    """Wait for a killed process to disappear."""
    while Path("/proc", str(pid)).exists() and "Z" not in _state(pid):
        time.sleep(0.02)


def _state(pid: int) -> str:
    try:
        return Path("/proc", str(pid), "stat").read_text(encoding="ascii").rpartition(")")[2]
    except OSError:
        return "Z"


def other_account() -> Account:
    """An account of this machine that the service does not run as."""
    if os.geteuid() != 0:
        pytest.skip("only root can try to connect as another account")
    entry = pwd.getpwnam("nobody")
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def connect_as(account: Account, database: Database, login: str) -> str:
    """What psql says to another local account that claims a login."""
    programs = find_programs(Path("/nonexistent"))
    tried = account.run(
        [
            programs.path("psql"),
            f"host={database.host} port={database.port} dbname={database.name} user={login}",
            "--no-password",
            "--command=select 'let in'",
        ]
    )
    assert tried.returncode != 0, tried.stdout
    return tried.stderr


def test_it_is_made_as_it_must_be(private: Cluster) -> None:
    with private.held("test"):
        assert ask(private, "show server_encoding") == "UTF8"
        assert ask(private, "show lc_ctype") == "C.UTF-8"
        assert ask(private, "show data_checksums") == "on"
        assert ask(private, "show listen_addresses") == ""
        data = private.data.path.stat()
        assert data.st_uid == os.geteuid()
        assert (data.st_mode & 0o777) == (0o700 if os.geteuid() else 0o710)
        assert (private.folder.stat().st_mode & 0o777) == 0o700
        assert private.folder.stat().st_uid == private.data.account.uid


def test_another_local_account_is_refused(private: Cluster) -> None:
    nobody = other_account()
    with private.held("test"):
        database = private.database("postgres")
        assert "Permission denied" in connect_as(nobody, database, SUPERUSER)
        # And when somebody opens the way to the socket, the server itself refuses.
        for folder in (private.data.path, Path(database.host)):
            folder.chmod(0o755)
        (Path(database.host) / ".s.PGSQL.5432").chmod(0o777)
        for login in (SUPERUSER, *(each.value for each in Login), "nobody", "postgres"):
            assert "eer authentication failed" in connect_as(nobody, database, login)


def test_the_log_tells_what_failed_but_nothing_of_the_rows(private: Cluster) -> None:
    with private.held("test"):
        with psycopg.connect(private.database("postgres").owner or "") as connection:
            connection.execute("create temp table t (name text check (name is null))")
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute("insert into t values ('Anna Jensen')")
        log = (private.data.path / "cluster.log").read_text(encoding="utf-8")
    assert "violates check constraint" in log
    assert "Anna" not in log


def test_the_last_holder_stops_it(private: Cluster) -> None:
    other = hold_elsewhere(private)
    with private.held("here"):
        assert sorted(holder.purpose for holder in private.holders()) == ["here", "test"]
    assert private.running() is not None
    let_go(other)
    assert private.running() is None
    assert private.holders() == ()


def test_two_that_start_at_once_share_one_cluster(private: Cluster) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        started = pool.map(start_in, [private.data.path] * 2)
    assert started[0] == started[1] == pid_of(private)


def start_in(folder: Path) -> int:
    """Start the cluster of a folder; its server's process number."""
    cluster = cluster_in(folder)
    cluster.start()
    return pid_of(cluster)


def test_a_cluster_left_by_a_killed_service_is_adopted(private: Cluster) -> None:
    service = hold_elsewhere(private)
    left = pid_of(private)
    service.kill()
    service.communicate()
    assert private.running() is not None
    with private.held("next"):
        assert pid_of(private) == left
        assert [holder.purpose for holder in private.holders()] == ["next"]
    assert private.running() is None


def test_a_killed_server_recovers_with_what_was_committed(private: Cluster) -> None:
    private = Cluster(data=private.data)  # as safe as on a planner's machine
    private.start()
    owner = private.database("postgres").owner or ""
    with psycopg.connect(owner) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) n")
    pid = pid_of(private)
    with psycopg.connect(owner):  # a backend that notices late
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid)
        private.start()
    assert pid_of(private) != pid
    assert ask(private, "select count(*) from kept") == "1000"


def test_a_pid_file_that_names_a_stranger_is_stale(private: Cluster) -> None:
    private.start()
    pid_file = private.folder / "postmaster.pid"
    before = pid_file.read_text(encoding="utf-8")
    private.stop()
    stranger = subprocess.Popen(["sleep", "600"], user=private.data.account.uid)  # noqa: S607
    try:
        lines = before.splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n", encoding="utf-8")
        private.data.account.give(pid_file)
        assert private.running() is None
        private.start()
        assert ask(private, "select 1") == "1"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("left", ("", "x\n", "12"))
def test_a_torn_pid_file_is_no_server(private: Cluster, left: str) -> None:
    private.folder.mkdir(parents=True)
    (private.folder / "postmaster.pid").write_text(left, encoding="ascii")
    assert read_postmaster(private.folder) is None


def test_an_interrupted_first_start_leaves_no_half_cluster(private: Cluster) -> None:
    private.data.open()
    half = private.data.path / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n", encoding="ascii")
    private.start()
    assert ask(private, "select 1") == "1"
    assert not half.exists()


def test_it_is_not_stopped_under_somebody(private: Cluster) -> None:
    other = hold_elsewhere(private)
    with pytest.raises(ClusterError, match=rf"test \(process {other.pid}\)"):
        private.stop()
    let_go(other)


def test_data_of_another_major_are_refused_in_plain_words(private: Cluster) -> None:
    private.start()
    private.stop()
    (private.folder / "PG_VERSION").write_text("9\n", encoding="ascii")
    with pytest.raises(ClusterError, match="were made by PostgreSQL 9") as refused:
        private.start()
    assert "postgresql-9-postgis-3" in refused.value.next_step


def test_a_deep_data_folder_still_has_a_short_socket(short_folder: Path) -> None:
    deep = short_folder / ("x" * 60) / ("y" * 60)
    deep.parent.mkdir()
    deep.parent.chmod(0o755)
    private = cluster_in(deep)
    try:
        with private.held("test"):
            host = Path(private.database("postgres").host)
            assert len(os.fsencode(host / ".s.PGSQL.5432")) <= 107
            assert not host.is_relative_to(deep)
            assert (host.stat().st_mode & 0o777) == 0o700
            assert ask(private, "select 1") == "1"
    finally:
        discard(deep)
        socket_folder(private.data).rmdir()


def test_a_full_disk_is_told(private: Cluster) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    place = private.data.path
    place.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=60m", "none", str(place)]
    if subprocess.run(size, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        with pytest.raises(Exception, match=r"The disk that holds .* is full") as refused:
            private.start()
        assert "Free some space" in str(refused.value)
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S607


def test_a_disk_that_fills_during_the_first_start_is_told(private: Cluster) -> None:
    found = private._diagnose(
        'initdb: error: could not write to file "pg_wal/xlogtemp": No space left on device', "No"
    )
    assert "is full" in found.message


def test_the_servers_own_words_are_passed_on(private: Cluster) -> None:
    private.start()
    private.stop()
    (private.folder / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(ClusterError, match=r"did not start: .*(FATAL|PANIC)") as refused:
        private.start()
    assert str(private.log) in refused.value.next_step
