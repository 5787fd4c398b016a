"""A stream that refuses an element larger than any register row."""

from db.imports.errors import Refused
from db.imports.part import MAXIMUM_ELEMENT_BYTES, Part

CHUNK_BYTES = 65_536


class Bounded:
    """The bytes of a part, read as long as an element ends at least once per megabyte."""

    def __init__(self, part: Part) -> None:
        self._stream = part.open()
        self._name = part.name
        self._read = self._released = 0

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """The next bytes; `Refused` when the element being read is over 1 MB."""
        # A parser may read one chunk ahead of the element that it has not given yet.
        if self._read - self._released > MAXIMUM_ELEMENT_BYTES + 2 * CHUNK_BYTES:
            raise too_large(self._name)
        data = self._stream.read(CHUNK_BYTES if size < 0 else min(size, CHUNK_BYTES))
        self._read += len(data)
        return data

    def release(self) -> None:
        """An element has ended."""
        self._released = self._read

    def close(self) -> None:
        """Close the part."""
        self._stream.close()


def too_large(name: str) -> Refused:
    """The refusal of a file with an element or a line over 1 MB."""
    return Refused(
        f"Filen {name} har et element eller en linje på over 1 MB.",
        "Sådan ser et registerudtræk ikke ud. Hent filen igen.",
    )
