"""`landsbyatlas db backup`, `restore` and `upgrade`, on an installation with its own cluster."""

from pathlib import Path

import psycopg
import pytest

from db.cluster import Cluster
from db.installation import Installation, Registry
from tests.gis_service.cli.conftest import Run
from tests.gis_service.registry_rows import fill


def test_a_registry_is_kept_and_restored(
    private: Cluster,
    installation: Installation,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "registry.backup"
    assert run("db", "backup", str(file)) == 1
    assert "There is nothing to keep" in capsys.readouterr().err
    assert not file.exists()

    with installation.running("test"):
        installation.migrate(Registry.REAL)
        with psycopg.connect(installation.database().as_owner()) as connection:
            fill(connection)
    assert run("db", "backup", str(file)) == 0
    told = capsys.readouterr().out
    assert f"landsbyatlas is kept in {file}" in told
    assert "read back and whole" in told

    assert run("db", "restore", str(file)) == 1
    assert "holds a registry already" in capsys.readouterr().err
    assert run("db", "restore", str(file), "--database", "trial") == 0
    told = capsys.readouterr().out
    assert "trial is restored" in told
    assert "every count and hash as it was kept" in told
    assert "shows what it showed before" in told

    with installation.running("test"):
        private.drop_database("landsbyatlas")
    assert run("db", "restore", str(file)) == 0
    assert "It is what the map shows now." in capsys.readouterr().out
    with installation.running("test"):
        assert not installation.is_empty(Registry.REAL)

    assert run("db", "upgrade") == 0
    assert "at the newest PostgreSQL" in capsys.readouterr().out


def test_a_server_of_somebody_else_is_not_upgraded(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LANDSBYATLAS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://atlas_reader_login:pw@127.0.0.1:1/atlas")
    assert run("db", "upgrade") == 1
    assert "not ours to upgrade" in capsys.readouterr().err
