"""Files that must lie on disk to be read: members of a zip, unpacked within bounds."""

import fcntl
import os
import shutil
import tempfile
import time
import weakref
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from db.imports.errors import Refused
from db.imports.part import MAXIMUM_RATIO, Part, broken_zip

_MAX_BYTES = 8 * 2**30
# Below this a high ratio is harmless: empty and repetitive files compress well.
_RATIO_MATTERS_BYTES = 1_000_000
_PIECE = 1 << 20
_PREFIX = "landsbyatlas-import-"
# Between making a folder and locking it nobody else takes it for one that was left.
_FRESH_S = 60


class Unpacked:
    """A folder of unpacked files, which is removed when nobody reads from it any longer."""

    def __init__(self) -> None:
        discard_left()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # The lock falls with its process, however that ends.
        lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        weakref.finalize(self, _remove, self.folder, lock)


def discard_left(*, now: float | None = None) -> None:
    """Throw away what killed imports had unpacked: nobody knows what it holds."""
    fresh = (time.time() if now is None else now) - _FRESH_S
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another import tidies up too, or it is another account's
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                found = os.fstat(lock)
                if found.st_uid == os.geteuid() and found.st_mtime < fresh:
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _remove(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def unpack_part(part: Part) -> tuple[Path, Unpacked | None]:
    """The part as a file on disk, with the folder to keep while it is read."""
    if part.member is None:
        return part.path, None
    unpacked = Unpacked()
    # Its ending says what it is; a file system takes no name as long as a zip does.
    path = unpacked.folder / PurePosixPath(part.member.replace("\\", "/")).name[-50:]
    with part.open() as stream, path.open("wb") as file:
        while piece := stream.read(_PIECE):
            file.write(piece)
    return path, unpacked


def unpack_members(path: Path, suffixes: Sequence[str]) -> Unpacked:
    """The members of a zip that end so, in one folder; refused where they would swell too much."""
    unpacked = Unpacked()
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [
                each
                for each in archive.infolist()
                if each.filename.lower().endswith(tuple(suffixes))
            ]
            _check(path.name, wanted)
            for info in wanted:
                # Only the last part of the name: a zip must not choose where its files land.
                name = PurePosixPath(info.filename.replace("\\", "/")).name.lower()[-50:]
                with archive.open(info) as stream, (unpacked.folder / name).open("wb") as file:
                    shutil.copyfileobj(stream, file, _PIECE)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise broken_zip(path.name) from error
    return unpacked


def _check(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a zip whose members swell too much, or together fill too much."""
    for info in members:
        if info.file_size > max(_RATIO_MATTERS_BYTES, MAXIMUM_RATIO * max(info.compress_size, 1)):
            raise Refused(
                f"Zip-filen {name} er pakket over {MAXIMUM_RATIO} gange; sådan ser et kortudtræk "
                "ikke ud.",
                "Åbn den i QGIS, gem indholdet som GeoPackage, og indlæs den fil.",
            )
    if sum(info.file_size for info in members) > _MAX_BYTES:
        raise Refused(
            f"Zip-filen {name} er for stor, når den pakkes ud.",
            "Del udtrækket op, for eksempel efter kommune.",
        )
