"""Receive the files of a multipart form, streamed to disk as they come."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import anyio.to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from gis_service.errors import BadUpload
from gis_service.registry.uploads import MAXIMUM_FILES, Upload

FIELD = "files"
_HEADER_BYTES = 4096
_NOT_A_FORM = BadUpload(
    da="Der kom ingen formular med filer.",
    en="No form with files came.",
    next_da="Vælg en eller flere filer på importsiden.",
    next_en="Choose one or more files on the import page.",
)
_BROKEN = BadUpload(
    da="Overførslen blev afbrudt eller kan ikke læses. Intet er gemt.",
    en="The upload was cut off or cannot be read. Nothing was kept.",
    next_da="Vælg filerne igen.",
    next_en="Choose the files again.",
)
_TOO_MANY = BadUpload(
    da=f"Højst {MAXIMUM_FILES} filer ad gangen.",
    en=f"At most {MAXIMUM_FILES} files at a time.",
    next_da="Del dem i flere importer, eller brug kommandoen: landsbyatlas import FIL...",
    next_en="Split them over several imports, or use the command: landsbyatlas import FILE...",
)


@dataclass(slots=True, kw_only=True)
class _Receiver:
    """Writes each part named `files` to its own file; other parts are read past."""

    upload: Upload
    received: list[Path] = field(default_factory=list)
    has_ended: bool = False
    _name: bytes = b""
    _value: bytes = b""
    _disposition: bytes = b""
    _file: BinaryIO | None = None

    def on_part_begin(self) -> None:
        """A part begins: nothing is known about it yet."""
        self._disposition = self._name = self._value = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        """Some of a header's name came."""
        self._name = _bounded(self._name + data[start:end])

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        """Some of a header's value came."""
        self._value = _bounded(self._value + data[start:end])

    def on_header_end(self) -> None:
        """A header is whole; only the disposition is of interest."""
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def on_headers_finished(self) -> None:
        """The part's content follows: open a file for it."""
        _, options = parse_options_header(self._disposition)
        if options.get(b"name", b"").decode("utf-8", "replace") != FIELD:
            return
        name = options.get(b"filename", b"").decode("utf-8", "replace")
        if not name:
            return  # a browser sends an empty part where no file was chosen
        if len(self.received) == MAXIMUM_FILES:
            raise _TOO_MANY
        path = self.upload.place_for(name)
        self._file = path.open("xb")
        self.received.append(path)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Some of the part's content came."""
        if self._file is not None:
            self._file.write(data[start:end])

    def on_part_end(self) -> None:
        """The part is whole."""
        self.close()

    def on_end(self) -> None:
        """The form is whole."""
        self.has_ended = True

    def close(self) -> None:
        """Close the file that is being written, if any."""
        if self._file is not None:
            self._file.close()
            self._file = None


async def receive_files(request: Request, upload: Upload) -> None:
    """Write the form's files into the upload; refuse what is no form, broken or empty."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise _NOT_A_FORM
    receiver = _Receiver(upload=upload)
    callbacks = {name: getattr(receiver, name) for name in dir(receiver) if name.startswith("on_")}
    try:
        parser = MultipartParser(options[b"boundary"], callbacks)  # type: ignore[arg-type]  # checked when it calls
        async for chunk in request.stream():
            await anyio.to_thread.run_sync(parser.write, chunk)
        parser.finalize()
    except FormParserError as error:
        raise _BROKEN from error
    finally:
        receiver.close()
    if not receiver.has_ended:
        raise _BROKEN
    if not receiver.received:
        raise _NOT_A_FORM


def _bounded(header: bytes) -> bytes:
    if len(header) > _HEADER_BYTES:
        raise _BROKEN
    return header
