"""Files brought to the import page, kept in the data folder until read in or thrown away."""

import contextlib
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.person import COMMAND_LINE, Person
from gis_service.errors import BadUpload, NotFound

MAXIMUM_FILES = 50
_NAME_BYTES = 120
_KEPT_S = 24 * 3600
_ID = re.compile(r"[0-9a-f]{32}")
_UNKNOWN = NotFound(
    da="Der er ingen filer under dette nummer; de bliver slettet efter et døgn.",
    en="There are no files under this number; they are deleted after a day.",
    next_da="Vælg filerne igen.",
    next_en="Choose the files again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The files of one visit to the import page."""

    id: str
    folder: Path

    @property
    def files(self) -> Sequence[Path]:
        """The files, by name."""
        folder = self.folder / "files"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    @property
    def is_discarded(self) -> bool:
        """Whether the files are thrown away."""
        return not (self.folder / "files").is_dir()

    def described(self) -> list[dict[str, Any]]:
        """Name and size of each file."""
        return [{"name": path.name, "size": path.stat().st_size} for path in self.files]

    def discard_files(self) -> None:
        """Throw the files away, and keep what came of them: files may hold personal data."""
        shutil.rmtree(self.folder / "files", ignore_errors=True)

    @property
    def state_file(self) -> Path:
        """Where the job over these files writes how far it is; any worker may read it."""
        return self.folder / "state.json"

    @property
    def owner_file(self) -> Path:
        """Where it stands who brought the files."""
        return self.folder / "owner"

    def is_of(self, person: Person) -> bool:
        """Whether it is there, and this account brought it for the municipality it is of."""
        try:
            owner = self.owner_file.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return False
        return owner == _named(person)

    def place_for(self, name: str) -> Path:
        """Where a file of this name is written: always inside the upload's own folder."""
        path = self.folder / "files" / safe_name(name)
        if path.exists():
            raise BadUpload(
                da=f"Der er to filer med navnet {path.name}.",
                en=f"There are two files named {path.name}.",
                next_da="Giv den ene et andet navn.",
                next_en="Give one of them another name.",
            )
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """The folder of uploads, shared by all workers of an installation."""

    folder: Path

    def new(self, person: Person = COMMAND_LINE) -> Upload:
        """Make room for some files that somebody brings."""
        upload = self._at(secrets.token_hex(16))
        (upload.folder / "files").mkdir(parents=True, mode=0o700)
        upload.owner_file.write_text(_named(person), encoding="utf-8")
        return upload

    def find(self, upload_id: str, person: Person = COMMAND_LINE) -> Upload:
        """The upload of this number; one that somebody else brought is unknown."""
        if _ID.fullmatch(upload_id) and self._at(upload_id).is_of(person):
            return self._at(upload_id)
        raise _UNKNOWN

    def all(self) -> Sequence[Upload]:
        """The uploads that there are."""
        if not self.folder.is_dir():
            return []
        return [self._at(path.name) for path in self.folder.iterdir() if _ID.fullmatch(path.name)]

    def discard(self, upload: Upload) -> None:
        """Throw the files away."""
        shutil.rmtree(upload.folder, ignore_errors=True)

    def discard_old(self, *, now: float | None = None) -> None:
        """Throw away what was left for more than a day: it may hold personal data."""
        limit = (time.time() if now is None else now) - _KEPT_S
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another worker tidies up too
                if folder.stat().st_mtime < limit:
                    shutil.rmtree(folder, ignore_errors=True)

    def _at(self, upload_id: str) -> Upload:
        return Upload(id=upload_id, folder=self.folder / upload_id)


def _named(person: Person) -> str:
    """An account and the municipality it worked for, as they are written down."""
    return f"{person.municipality or ''} {person.account or ''}"


def safe_name(name: str) -> str:
    """The last part of a file's name, without what a path or a terminal would act on.

    The name itself is kept: forms are recognised by it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if c.isprintable()).strip().lstrip(".")
    while len(plain.encode()) > _NAME_BYTES:
        plain = plain[1:]  # the ending says more about a file than the beginning
    if not plain:
        raise BadUpload(
            da="En fil har intet navn.",
            en="A file has no name.",
            next_da="Giv filen et navn og vælg den igen.",
            next_en="Name the file and choose it again.",
        )
    return plain
