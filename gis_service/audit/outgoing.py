"""A file of rows on its way out: on record before its first byte, with its hash after the last."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol
from uuid import uuid4

import structlog

from db.recording import Event
from db.rooms.reading import Unrecorded
from gis_service.audit.recorder import Recorder
from layers.definition import VisibleLayer

_log = structlog.get_logger("landsbyatlas.audit")


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(slots=True, kw_only=True)
class Outgoing:
    """One file, by a number that its two lines share.

    Attributes:
        size: How many bytes have gone.
        is_whole: Whether all of them have.
    """

    number: str = field(default_factory=lambda: uuid4().hex)
    size: int = 0
    is_whole: bool = False
    _hash: _Hash = field(default_factory=sha256)

    async def announce(
        self,
        recorder: Recorder,
        visible: VisibleLayer,
        *,
        form: str,
        rows: int,
        list_number: int | None = None,
    ) -> None:
        """Write which rows leave in which format; refused where that cannot be written."""
        told = {
            "export": self.number,
            "layer": visible.layer.id,
            "format": form,
            "rows": rows,
            **recorder.question(visible),
        }
        if list_number is not None:
            told["list"] = list_number
        await recorder.event(Event.EXPORTED, told)

    def passing(self, chunks: Iterable[bytes]) -> Generator[bytes]:
        """The bytes, each counted in as it goes by."""
        for chunk in chunks:
            self._hash.update(chunk)
            self.size += len(chunk)
            yield chunk
        self.is_whole = True

    async def gone(self, recorder: Recorder) -> None:
        """Write what went: the hash of a whole file, how much of one that was broken off."""
        told: dict[str, object] = {"export": self.number, "bytes": self.size}
        told |= {"sha256": self._hash.hexdigest()} if self.is_whole else {"is_broken_off": True}
        try:
            await recorder.event(Event.EXPORT_SENT, told)
        except Unrecorded as error:
            # That it left is on record; it cannot be taken back.
            _log.warning("what was exported could not be put on record", exc_info=error)
