"""Secrets in files: made once, and believed only where nobody else could read or write them."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db import secret_files
from db.errors import FolderError


def test_whoever_comes_first_makes_it_for_all(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as workers:
        made = set(workers.map(secret_files.kept, [path] * 32))
    assert made == {path.read_bytes()}
    assert len(path.read_bytes()) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("content", (b"", b"change me", b"short" * 6, b"secret" * 20))
def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    secret_files.write(path, content)
    with pytest.raises(FolderError, match="can be guessed") as refused:
        secret_files.kept(path)
    assert f"rm {path}" in refused.value.next_step


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o620, 0o666))
def test_a_secret_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    secret_files.kept(path)
    path.chmod(mode)
    with pytest.raises(FolderError, match="Others on this machine") as refused:
        secret_files.kept(path)
    assert refused.value.next_step.endswith(f"chmod 600 {path}")


def test_a_secret_of_somebody_else_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    secret_files.kept(path)
    found = os.fstat

    def somebody_elses(descriptor: int) -> os.stat_result:
        was = found(descriptor)
        return os.stat_result((*was[:4], was.st_uid + 1, *was[5:10]))

    monkeypatch.setattr("db.secret_files.os.fstat", somebody_elses)
    with pytest.raises(FolderError, match="not believed"):
        secret_files.kept(path)


def test_what_is_written_is_there_whole_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(b"old")
    path.chmod(0o644)
    secret_files.write(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.json"]
