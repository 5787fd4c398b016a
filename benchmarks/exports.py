"""Exports of a whole layer beside ogr2ogr, on the same rows in the same run.

python benchmarks/exports.py --host FOLDER --port 5432 --name DATABASE
"""

import argparse
import multiprocessing
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.logins import Login
from gis_service.exports.service import prepare
from layers.catalogue import LAYERS
from layers.words import Language
from maps.exports.formats import FORMATS, Position, format_of

# What ogr2ogr calls our formats.
DRIVERS = {"csv": "CSV", "geojson": "GeoJSON", "gpkg": "GPKG", "xlsx": "XLSX"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, default=5432)
    parser.add_argument("--name", required=True)
    parser.add_argument("--filter", default="suspicion >= 0")
    parser.add_argument("--format", choices=[row.key for row in FORMATS], nargs="*")
    asked = parser.parse_args()
    database = Database(host=asked.host, port=asked.port, name=asked.name)
    print("format    rows        MB  seconds  first byte  peak MB   ogr2ogr seconds")
    for key in asked.format or [row.key for row in FORMATS if row.position is not Position.DRAWN]:
        with tempfile.TemporaryDirectory() as folder:
            # A process of its own, so that its peak of memory is its own.
            spawned = multiprocessing.get_context("spawn")
            process = spawned.Process(target=ours, args=(database, key, asked.filter, folder))
            process.start()
            process.join()
            print(f"   {theirs(database, key, asked.filter, Path(folder))}", flush=True)


def ours(database: Database, key: str, filter_: str, folder: str) -> None:
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = ready.export.matched
    print(
        f"{key:8} {rows:9,} {size / 1e6:8.1f} {seconds:8.1f} {first:11.2f} {peak:8}",
        end="",
        flush=True,
    )


def theirs(database: Database, key: str, filter_: str, folder: Path) -> str:
    """The same rows as they lie in the view: no titles of codes, no counting of hits."""
    program = shutil.which("ogr2ogr")
    if program is None:
        return "(ogr2ogr is not here)"
    query = f"select * from map.property where is_standing and {filter_}"  # noqa: S608 -- our own
    source = f"PG:{database.conninfo(Login.READER)}"
    began = time.perf_counter()
    answer = subprocess.run(
        [
            *(program, "-f", DRIVERS[key], str(folder / f"theirs.{key}"), source),
            *("-sql", query, "-nln", "suspicion"),
        ],
        capture_output=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    return f"{seconds:8.1f}" if answer.returncode == 0 else answer.stderr.decode()[:200]


if __name__ == "__main__":
    main()
