"""Lines of a part, none of them over 1 MB."""

import io
from collections.abc import Iterator
from typing import cast

from db.imports.bbr.bounded import CHUNK_BYTES, too_large
from db.imports.part import MAXIMUM_ELEMENT_BYTES, Part

_MARK = b"\xef\xbb\xbf"


def lines_of(part: Part) -> Iterator[bytes]:
    """The lines with their endings; the byte order mark is taken off, a line over 1 MB refused."""
    with io.BufferedReader(cast("io.RawIOBase", part.open()), CHUNK_BYTES) as stream:
        first = True
        while line := stream.readline(MAXIMUM_ELEMENT_BYTES + 1):
            if len(line) > MAXIMUM_ELEMENT_BYTES:
                raise too_large(part.name)
            yield line.removeprefix(_MARK) if first else line
            first = False
