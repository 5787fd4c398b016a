"""What a flag of the tests could be known by, wherever it is looked for."""

import io
import zipfile

import pyarrow.parquet

# Nothing else in the registry says any of this.
MARKS = (
    b"Zyxomar", b"zyxomar", b"ZYX-4711", b"zyxfil", b"2037-08-19", b"19-08-2037", b"19/08/2037",
    b"20370819",
)  # fmt: skip
TYPE = b"zyxtype"


def unpacked(content: bytes) -> bytes:
    """Content with what is packed in it."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content + b"".join(unpacked(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"PAR1") and content.endswith(b"PAR1"):
        table = pyarrow.parquet.read_table(io.BytesIO(content))
        return content + f"{table.schema.metadata}{table.to_pylist()}".encode()
    return content


def marks(content: bytes, *more: bytes) -> list[bytes]:
    """What of a flag stands in some content."""
    whole = unpacked(content)
    return [mark for mark in (*MARKS, *more) if mark in whole]
