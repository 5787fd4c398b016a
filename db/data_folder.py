"""The folder that holds everything an installation keeps: cluster, secrets, and what is shown."""

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from db import secret_files
from db.account import Account
from db.errors import FolderError

# Says what the folder is to a person who finds it, and to us that we may use it.
MARKER = "LANDSBYATLAS.txt"
MARKER_TEXT = """\
This folder holds the registry of Landsbyatlas on this machine: the PostgreSQL cluster, its secrets
and its log. Stop the service before copying it. Deleting it deletes the registry.
"""
# What the contexts of transactions are signed with; every node of an installation shares it.
CONTEXT_KEY = "context-key"
_MINIMUM_FREE_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFolder:
    """The data folder, and the account that the cluster in it runs as.

    It belongs to whoever runs the service. Where that is root, the cluster's account may pass
    through but not write: root never writes where a lesser account could lay a trap.
    """

    path: Path
    account: Account

    def open(self) -> None:
        """Make the folder where it is absent; refuse one that blocks us or is somebody else's."""
        self._refuse_blocked()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
            self._refuse_foreign()
            self._close()
            marker = self.path / MARKER
            if not marker.exists():
                marker.write_text(MARKER_TEXT, encoding="utf-8")
        except OSError as error:
            raise self.trouble(error) from error

    def private_folder(self, path: Path) -> None:
        """Make a folder that only the account can enter, or refuse one that is not so."""
        try:
            path.mkdir(mode=0o700)
            self.account.give(path)
        except FileExistsError:
            found = path.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid:
                raise FolderError(
                    f"{path} exists and does not belong to {self.account.name}.",
                    f"Look at who made it, then remove it: rm -r {path}",
                ) from None
            path.chmod(0o700)
        except OSError as error:
            raise self.trouble(error) from error

    def write_secret(self, name: str, text: str) -> None:
        """Write a file that only its owner can read, whole or not at all."""
        secret_files.write(self.path / name, text.encode())

    def kept_secret(self, name: str) -> SecretStr | None:
        """A secret of 32 random bytes in hexadecimal, made by whoever comes first.

        None where there is no folder yet, or it is not ours to read.
        """
        with suppress(FileNotFoundError, PermissionError):
            return SecretStr(secret_files.kept(self.path / name).decode("ascii"))
        return None

    def refuse_full(self) -> None:
        """Refuse to start on a disk so full that the first write would fail."""
        found = os.statvfs(self.path)
        free = found.f_bavail * found.f_frsize
        if free < _MINIMUM_FREE_BYTES:
            raise full_disk(self.path, free)

    def trouble(self, error: OSError) -> FolderError:
        """An error of the operating system about this folder, in plain words."""
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return full_disk(self.path, 0)
        return FolderError(
            f"The data folder {self.path} cannot be used: {error.strerror} ({error.filename}).",
            "Choose another folder with LANDSBYATLAS_DATA, or allow"
            f" {self.account.name} to write there.",
        )

    def _refuse_blocked(self) -> None:
        """Name the folder on the way that keeps the account out."""
        on_the_way = [folder for folder in reversed(self.path.parents) if _exists(folder)]
        for place in (*on_the_way, *([self.path] if _exists(self.path) else [])):
            if not place.is_dir():
                raise FolderError(
                    f"{place} is a file, so the data folder {self.path} cannot be there.",
                    "Choose another folder with LANDSBYATLAS_DATA.",
                )
        if self.account.may_enter(on_the_way[-1]):
            return
        blocking = next(folder for folder in on_the_way if not self.account.may_enter(folder))
        raise FolderError(
            f"The account {self.account.name} cannot enter {blocking},"
            f" so it cannot reach the data folder {self.path}.",
            "Choose a folder with LANDSBYATLAS_DATA that this account can enter, or open the way:"
            f" chmod o+x {blocking}",
        )

    def _refuse_foreign(self) -> None:
        """Take an empty folder or one of ours; never change anything in somebody else's."""
        owner = self.path.stat().st_uid
        if owner not in {os.geteuid(), self.account.uid}:
            raise FolderError(
                f"{self.path} belongs to account number {owner}, not to {Account.current().name}.",
                "Start the service as that account, or choose another folder with"
                " LANDSBYATLAS_DATA.",
            )
        if not (self.path / MARKER).exists() and any(self.path.iterdir()):
            raise FolderError(
                f"{self.path} holds other things and is not a data folder of Landsbyatlas.",
                "Set LANDSBYATLAS_DATA to a new or empty folder.",
            )

    def _close(self) -> None:
        """Close the folder to everybody but us, and the cluster's account passing through."""
        if self.account.uid == os.geteuid():
            self.path.chmod(0o700)
            return
        os.chown(self.path, os.geteuid(), self.account.gid)
        self.path.chmod(0o710)


def _exists(path: Path) -> bool:
    """Whether a path is there; one behind a closed folder counts as absent."""
    try:
        return path.exists()
    except PermissionError:
        return False


def full_disk(folder: Path, free_bytes: int) -> FolderError:
    """The one way to say that a disk is full."""
    return FolderError(
        f"The disk that holds {folder} is full ({free_bytes // 2**20} MB free).",
        "Free some space (at least 1 GB is comfortable) and start again; nothing was lost.",
    )
