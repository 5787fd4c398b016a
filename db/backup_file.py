"""A backup as one file: a ZIP of what pg_dump wrote and of the manifest it is checked against."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from db.contents import Content
from db.dumping import PIECE_BYTES
from db.errors import BackupError

_DUMP = "registry.dump"
_MANIFEST = "manifest.json"
# 1980 is where ZIP begins; when the backup was made stands in the manifest.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds.

    Attributes:
        revision: Where the registry's schema stood; None where nothing was migrated yet.
        postgresql: The major version of the server.
        tables: Rows and hash of every table, by its name with schema.
    """

    format: Literal["landsbyatlas backup 1"] = "landsbyatlas backup 1"
    database: str
    made_at: str
    revision: str | None
    postgresql: int
    tables: dict[str, Content]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(content.rows for content in self.tables.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """The manifest as it is written, with the hash of the dump beside it."""

    manifest: Manifest
    dump_sha256: str


_SEALED: Final = TypeAdapter(_Sealed)


def write(path: Path, manifest: Manifest, dump: Iterable[bytes]) -> None:
    """Write a new backup that only its owner can read, whole or not at all, and read it back."""
    refuse_existing(path)
    fresh = path.with_name(f"{path.name}.part")
    try:
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except PermissionError as error:
        raise BackupError(
            f"{path} cannot be written: {error.strerror}.", "Name a file where you may write."
        ) from None
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                digest = hashlib.sha256()
                with archive.open(_entry(_DUMP), "w", force_zip64=True) as member:
                    for piece in dump:
                        digest.update(piece)
                        member.write(piece)
                sealed = _Sealed(manifest=manifest, dump_sha256=digest.hexdigest())
                archive.writestr(_entry(_MANIFEST), _SEALED.dump_json(sealed, indent=2))
            file.flush()
            os.fsync(file.fileno())
        read(fresh)
        refuse_existing(path)
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise


def read(path: Path) -> Manifest:
    """What a backup holds, after every byte of it was checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            sealed = _SEALED.validate_json(archive.read(_MANIFEST))
            digest = hashlib.sha256()
            for piece in _pieces(archive):
                digest.update(piece)
    except (zipfile.BadZipFile, KeyError, ValidationError, EOFError, NotImplementedError) as error:
        raise _damaged(path, "it is no backup of Landsbyatlas, or only a part of one") from error
    except FileNotFoundError:
        raise BackupError(f"There is no file {path}.", "Name the file of a backup.") from None
    except (IsADirectoryError, PermissionError) as error:
        raise BackupError(
            f"{path} cannot be read: {error.strerror}.", "Name the file of a backup."
        ) from None
    if digest.hexdigest() != sealed.dump_sha256:
        raise _damaged(path, "its content is not what was written")
    return sealed.manifest


def dump_of(path: Path) -> Iterator[bytes]:
    """What pg_dump wrote, piece by piece."""
    with zipfile.ZipFile(path) as archive:
        yield from _pieces(archive)


def refuse_existing(path: Path) -> None:
    """A backup never takes the place of another file."""
    if path.exists():
        raise BackupError(
            f"{path} exists already, and a backup overwrites nothing.", "Name another file."
        )
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}.", "Make it, or name another file.")


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    with closing(archive.open(_DUMP)) as member:
        yield from iter(lambda: member.read(PIECE_BYTES), b"")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.external_attr = 0o600 << 16
    return entry


def _damaged(path: Path, why: str) -> BackupError:
    return BackupError(
        f"{path} cannot be restored: {why}.",
        "Copy it anew from where it was kept, or take another.",
    )
