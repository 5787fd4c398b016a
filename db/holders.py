"""Who uses the private cluster right now, so that the last one out stops it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A running command that needs the cluster."""

    pid: int
    purpose: str


class Slip:
    """A holder's own file, locked as long as its process lives: kill -9 lets go of it too."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def write(cls, folder: Path, holder: Holder) -> Self:
        """Sign in; the caller holds the folder's lock."""
        descriptor, name = mkstemp(dir=folder, suffix=".holder")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, json.dumps({"pid": holder.pid, "purpose": holder.purpose}).encode())
        return cls(Path(name), descriptor)

    def tear(self) -> None:
        """Sign out."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """The folder of slips, and the lock under which the cluster is started and stopped."""

    folder: Path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other command starts, stops or counts."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def join(self, purpose: str) -> Slip:
        """Count this process in; only inside `alone`."""
        return Slip.write(self.folder, Holder(pid=os.getpid(), purpose=purpose))

    def present(self) -> tuple[Holder, ...]:
        """Who is there; slips of dead processes are thrown away; only inside `alone`."""
        found = []
        for path in sorted(self.folder.glob("*.holder")):
            descriptor = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(_read(path))
            else:
                path.unlink()
            finally:
                os.close(descriptor)
        return tuple(found)


def _read(path: Path) -> Holder:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Holder(pid=told["pid"], purpose=told["purpose"])
