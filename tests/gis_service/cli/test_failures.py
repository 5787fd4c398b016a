"""Whatever goes wrong at the start is told in plain words with the next step: no traceback."""

import errno
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from db import installation
from db.account import cluster_account
from db.data_folder import DataFolder
from db.errors import FolderError
from db.postgres_programs import find_programs
from gis_service.cli import main
from gis_service.cli.listening import AddressError, refuse_open_host
from gis_service.cli.serve import refuse_guessable_secrets
from gis_service.settings import ServiceSettings

Run = Callable[..., str]


@pytest.fixture
def failing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], short_folder: Path
) -> Run:
    """Run a command that fails with exit code 1; what it says."""
    monkeypatch.setenv("LANDSBYATLAS_DATA", str(short_folder / "data"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["landsbyatlas", *arguments])
        with pytest.raises(SystemExit) as ended:
            main.run()
        told = capsys.readouterr().err
        assert ended.value.code == 1, told
        assert told.startswith("Error: ")
        assert told.count("\n       ") == 1  # the next step stands on a line of its own
        assert "Traceback" not in told
        return told

    return run


def test_a_taken_port(failing: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = failing("serve", "--port", str(port))
    assert f"Port {port} is taken" in told
    assert f"PORT={port + 1}" in told


@pytest.mark.parametrize("host", ("0.0.0.0", "192.168.1.10", "example.org"))  # noqa: S104 -- refused
def test_a_host_that_others_reach(failing: Run, host: str) -> None:
    assert "does not listen on" in failing("serve", "--host", host)


BEHIND_TLS = {
    "LANDSBYATLAS_SECURE_COOKIES": "yes",
    "LANDSBYATLAS_TRUSTED_PROXIES": "10.0.0.2",
    "LANDSBYATLAS_HOSTS": "atlas.example",
}


@pytest.mark.parametrize("missing", tuple(BEHIND_TLS))
def test_beyond_this_machine_only_behind_tls(missing: str) -> None:
    host = "192.168.1.10"
    refuse_open_host(host, ServiceSettings.read(BEHIND_TLS))
    without = {name: value for name, value in BEHIND_TLS.items() if name != missing}
    with pytest.raises(AddressError, match=f"{missing}.* is not set") as refused:
        refuse_open_host(host, ServiceSettings.read(without))
    assert "127.0.0.1" in refused.value.next_step


def test_a_secret_that_somebody_chose_starts_nothing(short_folder: Path) -> None:
    data = DataFolder(path=short_folder / "data", account=cluster_account())
    data.open()
    refuse_guessable_secrets(data)
    data.write_secret("page-secret", "change me")
    with pytest.raises(FolderError, match="page-secret"):
        refuse_guessable_secrets(data)


def test_an_unknown_setting(failing: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDSBYATLAS_DATTA", "/x")
    assert "Did you mean LANDSBYATLAS_DATA?" in failing("db", "status")


def test_a_data_folder_that_cannot_be_entered(
    failing: Run, monkeypatch: pytest.MonkeyPatch, short_folder: Path
) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "inside"
    inside.mkdir(mode=0o600)
    monkeypatch.setenv("LANDSBYATLAS_DATA", str(inside / "data"))
    assert "cannot enter" in failing("db", "migrate")


def test_a_database_address_that_is_wrong(failing: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://atlas_reader_login:pw@127.0.0.1:1/atlas")
    told = failing("serve", "--port", "18999")
    assert "DATABASE_URL leads to no database" in told
    assert "pw@" not in told
    assert "DATABASE_OWNER_URL" in failing("db", "migrate")
    assert "not ours to stop" in failing("db", "stop")


def fake_server(folder: Path, *, major: int, postgis: bool) -> Path:
    """Programs that say they are a PostgreSQL of some version."""
    programs = folder / str(major) / "bin"
    programs.mkdir(parents=True)
    share = folder / str(major) / "share"
    (share / "extension").mkdir(parents=True)
    if postgis:
        (share / "extension" / "postgis.control").touch()
    for name, answer in {
        "postgres": f"postgres (PostgreSQL) {major}.3",
        "initdb": "",
        "pg_config": str(share),
    }.items():
        (programs / name).write_text(f"#!/bin/sh\necho '{answer}'\n", encoding="ascii")
        (programs / name).chmod(0o755)
    return programs


@pytest.mark.parametrize(
    ("servers", "told", "next_step"),
    (
        ([], "is not installed", "postgresql-15-postgis-3"),
        ([(16, False)], "PostgreSQL 16 is installed, but without PostGIS", "postgresql-16-postgis"),
        ([(13, True)], "older than 15", "postgresql-15-postgis-3"),
    ),
)
def test_postgis_that_is_missing(
    failing: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    servers: list[tuple[int, bool]],
    told: str,
    next_step: str,
) -> None:
    folders = [fake_server(tmp_path, major=major, postgis=has) for major, has in servers]
    monkeypatch.setattr("db.postgres_programs.usual_folders", lambda: folders)
    said = failing("db", "migrate")
    assert told in said
    assert next_step in said


def test_the_newest_server_with_postgis_is_taken_and_the_makers_for_old_data(
    tmp_path: Path,
) -> None:
    folders = [
        fake_server(tmp_path, major=major, postgis=has)
        for major, has in ((15, True), (16, True), (17, False))
    ]
    assert find_programs(tmp_path / "none", folders).major == 16
    (tmp_path / "PG_VERSION").write_text("15\n", encoding="ascii")
    assert find_programs(tmp_path, folders).major == 15


def test_data_of_another_major(failing: Run, short_folder: Path) -> None:
    data = installation.Installation.here().data
    data.open()
    cluster = short_folder / "data" / "cluster"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("12\n", encoding="ascii")
    assert "were made by PostgreSQL 12" in failing("db", "migrate")


@pytest.mark.parametrize(
    ("error", "told"),
    (
        (psycopg.errors.DiskFull("could not extend file"), "The disk of the database is full"),
        (psycopg.OperationalError("server closed the connection"), "does not answer"),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "The disk is full"),
    ),
)
def test_a_disk_or_server_that_fails_in_the_middle(
    failing: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(main, "app", fail)
    assert told in failing("import", "x")


def test_another_error_is_ours_and_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise psycopg.errors.SyntaxError

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(psycopg.errors.SyntaxError):
        main.run()


def test_a_wrong_option_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["landsbyatlas", "serve", "--port", "abc"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
