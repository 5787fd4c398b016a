"""What is unpacked to be read goes away, however the import that did it ends."""

import tempfile
import time
from pathlib import Path

import pytest

from db.imports.tables.unpacking import Unpacked, discard_left


def test_what_a_killed_import_unpacked_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held, killed = Unpacked(), tmp_path / "landsbyatlas-import-killed"
    killed.mkdir()
    (killed / "flag.xlsx").touch()
    (tmp_path / "landsbyatlas-import-link").symlink_to(tmp_path)
    later = time.time() + 3600
    discard_left()
    assert killed.is_dir()
    discard_left(now=later)
    assert not killed.exists()
    # One that is read from is locked by its process.
    assert held.folder.is_dir()
    held_folder = held.folder
    del held
    assert not held_folder.exists()
