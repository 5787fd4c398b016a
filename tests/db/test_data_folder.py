"""The data folder is made private, and a folder that blocks us or is somebody else's is refused."""

import os
import pwd
import stat
from pathlib import Path

import pytest

from db.account import Account, cluster_account
from db.data_folder import MARKER, DataFolder
from db.errors import FolderError


def folder_at(path: Path) -> DataFolder:
    """A data folder owned by the account that the cluster runs as here."""
    return DataFolder(path=path, account=cluster_account())


def test_it_is_made_for_its_account_alone(short_folder: Path) -> None:
    made = folder_at(short_folder / "a" / "b")
    made.open()
    made.open()
    found = made.path.stat()
    assert found.st_uid == os.geteuid()
    if made.account.uid == os.geteuid():
        assert stat.S_IMODE(found.st_mode) == 0o700
    else:  # root runs the service: the cluster's account passes through, nobody else
        assert stat.S_IMODE(found.st_mode) == 0o710
        assert found.st_gid == made.account.gid
    assert "registry" in (made.path / MARKER).read_text(encoding="utf-8")


def test_the_folder_that_blocks_is_named(short_folder: Path) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    if os.geteuid() != 0:
        closed.chmod(0o600)
    try:
        with pytest.raises(FolderError, match=f"cannot enter {closed},") as refused:
            folder_at(closed / "between" / "data").open()
        assert f"chmod o+x {closed}" in refused.value.next_step
    finally:
        closed.chmod(0o700)


def test_root_is_told_that_the_service_cannot_enter_roots_home() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root runs the cluster under another account")
    with pytest.raises(FolderError, match="landsbyatlas cannot enter /root,"):
        folder_at(Path("/root/data")).open()
    assert not Path("/root/data").exists()


def test_a_file_in_the_way_is_named(short_folder: Path) -> None:
    (short_folder / "file").write_text("", encoding="ascii")
    with pytest.raises(FolderError, match=f"{short_folder / 'file'} is a file"):
        folder_at(short_folder / "file" / "data").open()


def test_somebody_elses_folder_is_refused_and_left_as_it_was(short_folder: Path) -> None:
    other = short_folder / "photos"
    other.mkdir(mode=0o755)
    (other / "house.jpg").write_text("", encoding="ascii")
    with pytest.raises(FolderError, match="holds other things"):
        folder_at(other).open()
    assert stat.S_IMODE(other.stat().st_mode) == 0o755
    assert [path.name for path in other.iterdir()] == ["house.jpg"]


def test_an_empty_folder_that_we_made_is_taken(short_folder: Path) -> None:
    (short_folder / "empty").mkdir()
    taken = folder_at(short_folder / "empty")
    taken.open()
    assert (taken.path / MARKER).exists()


def test_a_data_folder_of_another_account_is_refused(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_at(short_folder / "data").open()
    current = Account.current()
    entry = pwd.getpwnam("nobody")
    stranger = Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    other = DataFolder(path=short_folder / "data", account=stranger)
    monkeypatch.setattr("os.geteuid", lambda: stranger.uid)
    with pytest.raises(FolderError, match=f"number {current.uid}, not to nobody"):
        other._refuse_foreign()


def test_a_secret_is_readable_by_its_owner_only(short_folder: Path) -> None:
    data = folder_at(short_folder / "data")
    data.open()
    data.write_secret("secrets.json", "{}")
    data.write_secret("secrets.json", "[]")
    assert stat.S_IMODE((data.path / "secrets.json").stat().st_mode) == 0o600
    assert (data.path / "secrets.json").read_text(encoding="utf-8") == "[]"
    assert not (data.path / "secrets.json.new").exists()


def test_a_private_folder_that_is_not_ours_is_refused(short_folder: Path) -> None:
    data = folder_at(short_folder / "data")
    data.open()
    (short_folder / "link").symlink_to(short_folder)
    with pytest.raises(FolderError, match="does not belong to"):
        data.private_folder(short_folder / "link")
