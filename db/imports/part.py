"""The files of an import as they were brought, opened without unpacking them to disk."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, Self, cast

from db.imports.errors import Refused
from db.imports.source import ImportOptions, Meter, Source

HEAD_BYTES = 65_536
MAXIMUM_ELEMENT_BYTES = 1_000_000
MAXIMUM_RATIO = 200
MAXIMUM_MEMBER_BYTES = 64 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file as brought, or one member of a zip.

    Attributes:
        member: The member's name in the zip; None for the file itself.
        size: Bytes when unpacked.
        head: The first bytes, unpacked.
    """

    path: Path
    member: str | None
    size: int
    head: bytes
    content_hash: str
    meter: Meter = field(default_factory=Meter)

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.path.name if self.member is None else f"{self.path.name}: {self.member}"

    @property
    def suffix(self) -> str:
        """The lower-case suffix of the file or member, with its dot."""
        return Path(self.member or self.path.name).suffix.lower()

    def open(self) -> BinaryIO:
        """The unpacked bytes as a stream; what is read is counted in `meter`."""
        self.meter.done, self.meter.total = 0, self.size
        if self.member is None:
            return cast("BinaryIO", Counted(self.path.open("rb"), self.meter))
        archive = None
        try:
            archive = zipfile.ZipFile(self.path)
            member = archive.open(self.member)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            if archive is not None:
                archive.close()
            raise broken_zip(self.name) from error
        counted = Counted(cast("BinaryIO", member), self.meter, archive=archive, zipped=self.name)
        return cast("BinaryIO", counted)


class Counted:
    """A binary stream that counts what is read, and tells a broken zip in plain words."""

    def __init__(
        self,
        stream: BinaryIO,
        meter: Meter,
        *,
        archive: zipfile.ZipFile | None = None,
        zipped: str | None = None,
    ) -> None:
        self._stream, self._meter = stream, meter
        self._archive, self._zipped = archive, zipped

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            data = self._stream.read(size)
        except (zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise broken_zip(self._zipped or "") from error
        self._meter.done += len(data)
        return data

    def readable(self) -> bool:
        """It can be read, as `io.TextIOWrapper` and `io.BufferedReader` ask."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill a buffer, as `io.BufferedReader` asks."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def writable(self) -> bool:
        """It cannot be written."""
        return False

    def seekable(self) -> bool:
        """It is read forwards only."""
        return False

    @property
    def closed(self) -> bool:
        """Whether the stream below is closed."""
        return self._stream.closed

    def flush(self) -> None:
        """Nothing waits to be written."""

    def close(self) -> None:
        """Close the stream below, and the zip that it is in."""
        self._stream.close()
        if self._archive is not None:
            self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Opener(Protocol):
    """A form that can be read: it knows its files when it sees them, and gives their sources."""

    def recognise(self, part: Part) -> bool:
        """Whether this form reads the part; raises `Refused` for a form known as not read."""
        ...

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """The sources in the part; raises `Refused` when it cannot be read as a whole."""
        ...


def broken_zip(name: str) -> Refused:
    """The refusal of a zip that is cut short or damaged."""
    return Refused(
        f"Zip-filen {name} er afkortet eller beskadiget.",
        "Hent filen igen, og prøv at pakke den ud, før den indlæses.",
    )
