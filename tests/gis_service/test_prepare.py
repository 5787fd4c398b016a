"""The bootstrap installs what is missing, says what it cannot, and does nothing the second time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gis_service import prepare
from gis_service.prepare import Trouble

ROOT = Path(prepare.__file__).parent.parent


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """A project folder of the test's own, and the commands that would have been run there."""
    ran: list[list[str]] = []

    def note(command: list[str], failure: str) -> None:
        del failure
        ran.append(command)
        if command[1:] and command[1:4] == ["-I", "-m", "venv"]:
            (tmp_path / ".venv" / "bin").mkdir(parents=True)
            (tmp_path / ".venv" / "bin" / "python").touch()
        if "--editable" in command:
            (tmp_path / "maps" / "vendor").mkdir(parents=True)
            (tmp_path / "maps" / "vendor" / ".stamp").touch()
            (tmp_path / ".venv" / "bin" / "landsbyatlas").touch()

    (tmp_path / "requirements").mkdir()
    for name in ("demo", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(name, encoding="ascii")
    for name in prepare.PROJECT_FILES:
        (tmp_path / name).write_text(name, encoding="ascii")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "run", note)
    monkeypatch.setattr(prepare, "has_postgis", lambda: True)
    monkeypatch.setattr(prepare, "has_venv", lambda: True)
    return ran


def test_the_first_time_installs_by_hash_and_the_second_does_nothing(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare.main(["run"]) == 0
    environment, packages, project = commands
    assert environment[-1].endswith(".venv")
    assert "--require-hashes" in packages
    assert packages[-1].endswith("demo.txt")
    assert {"--no-deps", "--no-build-isolation"} <= set(project)
    commands.clear()
    assert prepare.main(["run"]) == 0
    assert commands == []
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "System packages: all there.",
        "Python packages: as locked.",
        "Front-end files: as locked.",
    ]


def test_a_changed_lock_is_installed(commands: list[list[str]], tmp_path: Path) -> None:
    prepare.main(["run"])
    commands.clear()
    (tmp_path / "requirements" / "demo.txt").write_text("newer", encoding="ascii")
    prepare.main(["run"])
    assert ["--require-hashes" in command for command in commands].count(True) == 1


def test_what_the_tests_installed_serves_too(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "missing_packages", lambda _goal: [])
    prepare.main(["test"])
    assert any(command[-1].endswith("dev.txt") for command in commands)
    commands.clear()
    prepare.main(["run"])
    assert commands == []


def test_a_torn_note_only_means_more_work(commands: list[list[str]], tmp_path: Path) -> None:
    prepare.main(["run"])
    commands.clear()
    (tmp_path / ".venv" / "prepared.json").write_text('{"demo": "', encoding="ascii")
    prepare.main(["run"])
    assert commands
    assert "demo" in json.loads((tmp_path / ".venv" / "prepared.json").read_text("ascii"))


def test_an_old_python_is_told() -> None:
    with pytest.raises(Trouble, match=r"This is Python 3\.9") as told:
        prepare.refuse_old_python((3, 9))
    assert "PYTHON=python3.11" in told.value.next_step
    prepare.refuse_old_python((3, 11))


def test_another_system_is_told_exactly_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(Trouble, match="on Debian only") as told:
        prepare.install_system_packages([prepare.POSTGIS, "python3-venv"])
    for word in ("PostgreSQL 15", "PostGIS 3.3", "venv", "postgresql-15-postgis-3"):
        assert word in told.value.next_step


def test_an_account_that_may_not_install_gets_the_command_for_one_who_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: None if name == "sudo" else f"/bin/{name}")
    monkeypatch.setattr(prepare, "postgis_package", lambda: "postgresql-15-postgis-3")
    with pytest.raises(Trouble, match="may not install") as told:
        prepare.install_system_packages([prepare.POSTGIS])
    assert told.value.next_step.endswith(
        "apt-get update && apt-get install --no-install-recommends postgresql-15-postgis-3"
    )


def test_the_packages_start_no_cluster_of_their_own(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(prepare, "servers", dict)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(prepare, "postgis_package", lambda: "postgresql-15-postgis-3")
    prepare.install_system_packages([prepare.POSTGIS])
    update, forbid, install, allow = [" ".join(command) for command in commands]
    assert "apt-get" in update
    assert "create_main_cluster = false" in forbid
    assert install.endswith("--no-install-recommends postgresql-15-postgis-3")
    assert allow.endswith(f"rm -f {prepare.CREATE_CLUSTER}")


def test_a_distribution_with_an_old_postgresql_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "servers", dict)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(prepare, "output", lambda _command: "postgresql-14-postgis-3 - objects\n")
    with pytest.raises(Trouble, match="offers PostgreSQL 14"):
        prepare.postgis_package()
    monkeypatch.setattr(
        prepare, "output", lambda _: "postgresql-15-postgis-3 - x\npostgresql-17-postgis-3 - x\n"
    )
    assert prepare.postgis_package() == "postgresql-17-postgis-3"


@pytest.mark.parametrize(
    ("words", "told"),
    (
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
        ("E: Failed to fetch something\nN: see manual", "E: Failed to fetch something"),
        ("npm error code ENOTFOUND", "npm error code ENOTFOUND"),
    ),
)
def test_a_step_that_fails_is_told_by_its_own_last_words(words: str, told: str) -> None:
    with pytest.raises(Trouble, match=told) as trouble:
        prepare.run([sys.executable, "-c", f"print({words!r}); raise SystemExit(3)"], "It failed")
    assert trouble.value.next_step


def test_a_failure_ends_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(goal: str) -> None:
        raise OSError(28, "No space left on device", goal)

    monkeypatch.setattr(prepare, "prepare", fail)
    assert prepare.main(["run"]) == 1
    assert "No space left on device" in capsys.readouterr().err


def test_it_runs_on_the_standard_library_alone() -> None:
    alone = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "gis_service" / "prepare.py"), "--help"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert "Make this machine ready" in alone.stdout
