"""A finished file, sent piece by piece."""

from collections.abc import Generator
from pathlib import Path

PIECE = 256 * 1024


def pieces(path: Path) -> Generator[bytes]:
    """The bytes of a file in pieces that fit in memory."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
