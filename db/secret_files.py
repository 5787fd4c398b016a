"""Secrets that are kept in files: written whole, and read only where they are nobody else's."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from db.errors import FolderError

_SECRET_BYTES = 32
SHORTEST = 32
_FEWEST_DIFFERENT = 8


def kept(path: Path) -> bytes:
    """The secret of a file; 32 random bytes in hexadecimal, made by whoever comes first."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{token_hex(8)}")
        try:
            _write(fresh, token_hex(_SECRET_BYTES).encode())
            # A link appears whole or not at all, and only once.
            with suppress(FileExistsError):
                path.hardlink_to(fresh)
        finally:
            fresh.unlink(missing_ok=True)
        _settle(path.parent)
    secret = read(path)
    # Also what somebody put there to have anything.
    if len(secret) < SHORTEST or len(set(secret)) < _FEWEST_DIFFERENT:
        raise FolderError(
            f"The secret in {path} is empty, short or plain: it can be guessed.",
            f"Put the file of a backup back, or remove it to have another made: rm {path}",
        )
    return secret


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all, also when power fails."""
    fresh = path.with_name(f"{path.name}.{token_hex(8)}")
    try:
        _write(fresh, content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    _settle(path.parent)


def read(path: Path) -> bytes:
    """What a file of secrets holds; refused where others may read it, or have written it."""
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        trusted = {os.geteuid(), path.parent.stat().st_uid}
        if not stat.S_ISREG(found.st_mode) or found.st_uid not in trusted:
            raise FolderError(
                f"{path} is not a file of whoever runs the service, so its secret is not believed.",
                f"Look at who made it: ls -l {path}",
            )
        if stat.S_IMODE(found.st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise FolderError(
                f"Others on this machine may read or write the secret in {path}.",
                f"Find out whether somebody has, then close it: chmod 600 {path}",
            )
        return file.read()


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the folder's own list of names on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
