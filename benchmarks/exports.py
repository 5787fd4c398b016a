"""Exports of a whole layer beside ogr2ogr, on the same rows in the same run.

python -m benchmarks.exports --host FOLDER --name DATABASE [--format csv ...]
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.apart import apart, peak_mb
from benchmarks.figures import Figure, flat, note
from benchmarks.registry import ask_for_address, named
from db.access import PLANNER_OF_ALL
from db.database import Database
from db.logins import Login
from gis_service.exports.service import prepare
from layers.catalogue import LAYERS
from layers.words import Language
from maps.exports.formats import FORMATS, Position, format_of

# What ogr2ogr calls our formats.
DRIVERS = {"csv": "CSV", "geojson": "GeoJSON", "gpkg": "GPKG", "xlsx": "XLSX", "parquet": "Parquet"}
ALL = "suspicion >= 0"
# A part of the rows: memory that does not grow with the rows is the same for both.
FEW = "suspicion >= 80"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one export came to."""

    rows: int
    size: int
    seconds: float
    first: float
    peak_mb: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_address(parser)
    formats = [row.key for row in FORMATS if row.position is not Position.DRAWN]
    parser.add_argument("--format", choices=formats, nargs="*", default=formats)
    asked = parser.parse_args()
    print("format       rows       MB  seconds  first byte  peak MB (few rows)  ogr2ogr seconds")
    for key in asked.format:
        note(measured(named(asked), key))


def measured(database: Database, key: str) -> Iterator[Figure]:
    """One format: ours, a part of the rows for the memory, and ogr2ogr's."""
    with tempfile.TemporaryDirectory() as folder:
        few = apart(taken, database, key, FEW, folder)
        ours = apart(taken, database, key, ALL, folder)
        print(
            f"{key:8} {ours.rows:9,} {ours.size / 1e6:8.1f} {ours.seconds:8.1f} {ours.first:11.2f}"
            f" {ours.peak_mb:8} ({few.peak_mb:8})",
            end="",
            flush=True,
        )
        theirs = ogr2ogr(database, key, ALL, Path(folder))
        print(f"   {theirs if isinstance(theirs, str) else f'{theirs:13.1f}'}", flush=True)
    if isinstance(theirs, float):
        yield Figure(
            what=f"export, {key}",
            value=ours.seconds / theirs,
            unit="x ogr2ogr's time",
            goal=1,
            is_ceiling=True,
        )
    yield flat(f"export, {key}", many=(ours.rows, ours.peak_mb), few=(few.rows, few.peak_mb))


def taken(database: Database, key: str, filter_: str, folder: str) -> Taken:
    """What the export of a filtered layer comes to."""
    visible = LAYERS["suspicion"].as_seen_by(PLANNER_OF_ALL)
    if visible is None:
        raise SystemExit("the planner does not see the layer")
    began = time.perf_counter()
    first, size = 0.0, 0
    ready = prepare(database, visible.with_({}, filter_), format_of(key), language=Language.DA)
    with (Path(folder) / f"ours.{key}").open("wb") as file:
        for chunk in ready.chunks:
            first = first or time.perf_counter() - began
            size += file.write(chunk)
    ready.close()
    seconds = time.perf_counter() - began
    return Taken(
        rows=ready.export.matched, size=size, seconds=seconds, first=first, peak_mb=peak_mb()
    )


def ogr2ogr(database: Database, key: str, filter_: str, folder: Path) -> float | str:
    """Seconds for the same rows as they lie in the view: no titles of codes, no facts, no order.

    Where it does not know the format, why.
    """
    program = shutil.which("ogr2ogr")
    if program is None:
        return "(ogr2ogr is not here: apt-get install gdal-bin)"
    query = f"select * from map.property where is_standing and {filter_}"  # noqa: S608 -- our own
    # It signs nothing, so the login of reading would show it nothing.
    source = f"PG:{database.conninfo(Login.WRITER)}"
    began = time.perf_counter()
    answer = subprocess.run(
        [
            *(program, "-f", DRIVERS[key], str(folder / f"theirs.{key}"), source),
            *("-sql", query, "-nln", "suspicion"),
            *("--config", "CPL_TMPDIR", str(folder)),
        ],
        capture_output=True,
        check=False,
        env=os.environ,
    )
    seconds = time.perf_counter() - began
    if answer.returncode == 0:
        return seconds
    return answer.stderr.decode().strip().splitlines()[0][:100]


if __name__ == "__main__":
    main()
