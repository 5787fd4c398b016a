"""The private cluster moves to a newer PostgreSQL as a whole, or stays as it was."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db import databases
from db.cluster import Cluster
from db.contents import Content, contents
from db.errors import AtlasError, ClusterError
from db.installation import Installation, Registry
from db.logins import Login
from db.postgres_programs import find_clients, find_programs, usual_folders
from db.upgrade import move, upgrade_cluster
from tests.conftest import discard
from tests.db.test_cluster import cluster_in, hold_elsewhere, let_go
from tests.gis_service.cli.test_failures import fake_server
from tests.gis_service.registry_rows import fill


@pytest.fixture
def private(short_folder: Path) -> Iterator[Cluster]:
    """A cluster that one test may move."""
    made = cluster_in(short_folder / "data")
    yield made
    discard(made.data.path)


@pytest.fixture
def filled(private: Cluster) -> Installation:
    """An installation with a registry of some hundred rows, and an empty demo; not running."""
    made = Installation(data=private.data, cluster=private, external=None)
    with made.running("test"):
        made.migrate(Registry.REAL)
        made.initialise(Registry.DEMO)
        with psycopg.connect(made.database(Registry.REAL).as_owner()) as connection:
            fill(connection)
    return made


def content(installation: Installation) -> dict[str, Content]:
    """What the registry holds, read from a cluster that is started for it."""
    with (
        installation.running("test"),
        psycopg.connect(installation.database(Registry.REAL).as_owner()) as connection,
    ):
        return contents(connection)


def system_number(cluster: Cluster) -> int:
    """The number that initdb gave a cluster."""
    with (
        cluster.held("test"),
        psycopg.connect(cluster.database("postgres").as_owner()) as connection,
    ):
        row = connection.execute("select system_identifier from pg_control_system()").fetchone()
    assert row is not None
    return int(row[0])


def newer_in_name(folder: Path, major: int) -> Path:
    """The programs that are installed here, under the name of another version."""
    real = find_programs(Path("/nonexistent")).folder
    programs = fake_server(folder, major=major, postgis=True)
    for name in ("initdb", "pg_ctl"):
        (programs / name).write_text(
            f'#!/bin/sh\nexec {shlex.quote(str(real / name))} "$@"\n', encoding="ascii"
        )
        (programs / name).chmod(0o755)
    for place in (folder, folder / str(major), programs):
        place.chmod(0o755)
    return programs


def test_a_cluster_moves_with_all_its_databases(
    filled: Installation, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = filled.cluster
    assert cluster is not None
    before, number = content(filled), system_number(cluster)
    assert before["work.property"].rows > 100
    folders = [*usual_folders(), newer_in_name(short_folder / "newer", 98)]
    monkeypatch.setattr("db.postgres_programs.usual_folders", lambda: folders)

    moved = upgrade_cluster(cluster)

    assert moved is not None
    assert moved.databases == ("landsbyatlas", "landsbyatlas_demo")
    assert moved.aside == cluster.data.path / f"cluster-{moved.before}"
    assert (moved.aside / "PG_VERSION").exists()
    assert cluster.running() is None
    assert system_number(cluster) != number
    assert content(filled) == before
    assert not (cluster.data.path / "upgrade").exists()
    with filled.running("test"):
        database = filled.prepare(Registry.REAL)
        for login in Login:
            psycopg.connect(database.conninfo(login)).close()
    with pytest.raises(ClusterError, match="from an earlier upgrade"):
        move(cluster)


def test_where_it_is_the_newest_nothing_is_done(private: Cluster) -> None:
    with pytest.raises(ClusterError, match="There is no cluster"):
        upgrade_cluster(private)
    private.start()
    private.stop()
    number = system_number(private)
    assert upgrade_cluster(private) is None
    assert system_number(private) == number


def test_a_cluster_in_use_is_not_moved(private: Cluster) -> None:
    other = hold_elsewhere(private)
    with pytest.raises(ClusterError, match=rf"in use by test \(process {other.pid}\)"):
        move(private)
    let_go(other)
    assert not private.aside().exists()


@pytest.mark.parametrize("major", (9, 99))
def test_data_of_a_version_that_is_not_installed_are_told(private: Cluster, major: int) -> None:
    private.start()
    private.stop()
    (private.folder / "PG_VERSION").write_text(f"{major}\n", encoding="ascii")
    with pytest.raises(ClusterError, match=f"were made by PostgreSQL {major}") as refused:
        upgrade_cluster(private)
    assert f"postgresql-{major}-postgis-3" in refused.value.next_step
    assert "landsbyatlas db upgrade" in refused.value.next_step


def test_what_fails_on_the_way_leaves_the_cluster_as_it_was(
    filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = filled.cluster
    assert cluster is not None
    before, number = content(filled), system_number(cluster)
    loaded: list[str] = []

    def lose_rows(owner: str, pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            loaded.append(owner)
            del piece

    # A restore that says it went well, and brought nothing.
    monkeypatch.setattr("db.restore.load", lose_rows)
    with pytest.raises(AtlasError, match=r"not what was kept: .*work\.property"):
        move(cluster)
    assert loaded
    assert not (cluster.data.path / "upgrade").exists()
    assert not cluster.aside().exists()
    assert cluster.running() is None
    assert system_number(cluster) == number
    assert content(filled) == before


def test_a_kill_between_the_last_steps_never_shows_an_empty_registry(filled: Installation) -> None:
    cluster = filled.cluster
    assert cluster is not None
    before = content(filled)
    aside = cluster.aside()
    cluster.folder.rename(aside)
    with pytest.raises(ClusterError, match="An upgrade was interrupted") as told:
        cluster.start()
    assert f"mv {aside} {cluster.folder}" in told.value.next_step
    assert not cluster.folder.exists()
    aside.rename(cluster.folder)
    assert content(filled) == before


def test_what_a_killed_upgrade_left_is_cleared(filled: Installation) -> None:
    cluster = filled.cluster
    assert cluster is not None
    left = cluster.data.path / "upgrade" / "cluster"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("15\n", encoding="ascii")
    before = content(filled)
    assert move(cluster).databases == ("landsbyatlas", "landsbyatlas_demo")
    assert content(filled) == before


def test_dump_programs_are_of_the_servers_version_or_newer(tmp_path: Path) -> None:
    folders = []
    for major in (14, 16, 17):
        folder = fake_server(tmp_path, major=major, postgis=False)
        for name in ("pg_dump", "pg_restore"):
            os.link(folder / "postgres", folder / name)
        folders.append(folder)
    assert find_clients(15, folders).major == 16
    assert find_clients(17, folders).major == 17
    with pytest.raises(
        ClusterError, match=r"PostgreSQL 18; .* on this machine: 14, 16, 17"
    ) as told:
        find_clients(18, folders)
    assert "postgresql-client-18" in told.value.next_step


def test_the_servers_own_databases_are_not_moved(private: Cluster) -> None:
    with private.held("test"):
        assert databases.names(private.database("postgres").as_owner()) == []
