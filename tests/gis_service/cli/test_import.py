"""`landsbyatlas import` and `import undo`, on an installation with a cluster of its own."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.cluster import Cluster
from db.installation import Installation, Registry
from gis_service.cli import main
from tests.conftest import discard
from tests.db.imports import register
from tests.db.imports.register import building
from tests.db.imports.taking import write_csv
from tests.db.test_cluster import cluster_in

Run = Callable[..., int]


@pytest.fixture(scope="module")
def private() -> Iterator[Cluster]:
    """The cluster that the commands of this module use, where any account may pass through."""
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        Path(folder).chmod(0o755)
        made = cluster_in(Path(folder) / "data")
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
def run(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; its exit code."""
    assert installation.cluster is not None

    def code(*arguments: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["landsbyatlas", *map(str, arguments)])
        try:
            main.run()
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    return code


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_import_again_and_undo(
    installation: Installation,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    installation.activate(Registry.DEMO)
    far = building("far", byg404Koordinat="POINT (1 2)")
    file = register.ois_zip(tmp_path, [building(), far])
    plant = {key: value for key, value in building("p").items() if not key.startswith("byg")}
    ground = register.ois_zip(tmp_path, [plant], "Grund", name="grund")

    assert run("import", file, "--dry-run", "--json") == 0
    dry = _json(capsys)
    assert (dry["run"], dry["new"], dry["rejected"]) == (None, 1, 1)
    assert installation.active() is Registry.DEMO

    assert run("import", file, "--json") == 0
    told = _json(capsys)
    assert told["forms"] == ["ois_xml"]
    assert [told[name] for name in ("rows", "new", "rejected")] == [2, 1, 1]
    assert told["tables"]["bbr_building"]["new"] == 1
    assert told["left_demo"]
    assert told["screening"]["screened"] == 1
    assert installation.active() is Registry.REAL

    # A table without any building makes no registry, and nothing to screen.
    assert run("import", ground) == 0
    assert "1 rows, 1 new" in capsys.readouterr().out

    assert run("import", file) == 0
    assert "Nothing changed" in capsys.readouterr().out

    assert run("import", "undo", str(told["run"]), "--json") == 0
    assert _json(capsys)["rows"] == 1
    assert run("import", "undo", str(told["run"])) == 1
    assert "allerede fortrudt" in capsys.readouterr().err


def test_what_cannot_be_done_is_told(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("import", tmp_path / "absent.zip") == 1
    assert "kan ikke læses" in capsys.readouterr().err
    assert run("import", tmp_path / "absent.zip", "--extract-date", "yesterday") == 2
    assert run("import", "undo", "nothing") == 2
    assert run("import", "undo", "99") == 1
    assert "ingen indlæsning" in capsys.readouterr().err
    (tmp_path / "m.json").write_text("[]", encoding="utf-8")
    assert run("import", tmp_path / "absent.zip", "--mapping", tmp_path / "m.json") == 1
    assert "not a JSON object" in capsys.readouterr().err


def test_a_file_of_which_nothing_was_taken_is_no_success(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    far = building("far", byg404Koordinat="POINT (1 2)")
    assert run("import", register.ois_zip(tmp_path, [far])) == 1
    assert "1 rejected" in capsys.readouterr().out


def test_the_day_of_a_table_can_be_told(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def houses(year: int) -> Path:
        return write_csv(
            tmp_path / "huse.csv", "id;kommunekode;adresse;byggeår", f"a;0746;Byvej 1;{year}"
        )

    assert run("import", houses(1902), "--extract-date", "2021-01-01", "--json") == 0
    assert _json(capsys)["new"] == 1
    assert run("import", houses(1901), "--extract-date", "2020-01-01", "--json") == 0
    assert _json(capsys)["superseded"] == 1
    assert run("import", houses(1903), "--json") == 0
    assert _json(capsys)["superseded"] == 1
