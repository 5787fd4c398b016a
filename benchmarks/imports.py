"""Imports of every form into an empty registry, beside ogr2ogr of the same rows as CSV.

python -m benchmarks.imports --data FOLDER [--rows 100000] [--form "REST JSON" ...]
"""

import argparse
import multiprocessing
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, note
from benchmarks.register_files import FORMS, Form, as_csv, buildings, properties, written
from db.cluster import Cluster
from db.database import Database
from db.imports.engine import run_import
from db.imports.source import ImportOptions
from db.init import initialise
from db.installation import Installation
from db.migrate import upgrade
from db.seeding import seed

GOAL = 4.0
EMPTY, REGISTRY, PEER = "bench_empty", "bench_import", "bench_ogr2ogr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What one import came to."""

    rows: int
    seconds: float
    peak_mb: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder of a cluster")
    parser.add_argument("--rows", type=int, default=100_000)
    names = [form.name for form in FORMS]
    parser.add_argument("--form", choices=names, nargs="*", default=names)
    asked = parser.parse_args()
    installation = Installation.here({"LANDSBYATLAS_DATA": str(asked.data)})
    cluster = installation.cluster
    if cluster is None:
        raise SystemExit("imports are measured in a private cluster")
    with installation.running("bench"), tempfile.TemporaryDirectory() as folder:
        make_empty(cluster)
        try:
            forms = [form for form in FORMS if form.name in asked.form]
            note(measured(cluster, forms, Path(folder), asked.rows))
        finally:
            for name in (REGISTRY, PEER, EMPTY):
                cluster.drop_database(name)


def measured(cluster: Cluster, forms: list[Form], folder: Path, rows: int) -> Iterator[Figure]:
    """Each form with all rows, and with a tenth of them for the memory."""
    print(
        "form                    rows  seconds   rows/s  peak MB (a tenth)  ogr2ogr rows/s  times"
    )
    for form in forms:
        few = apart(cluster, written(form, folder, rows // 10))
        ours = apart(cluster, written(form, folder, rows))
        # Beside each form anew, so that what else the machine does falls on both.
        theirs = ogr2ogr(cluster, folder, rows, is_table=form.is_table)
        print(
            f"{form.name:<19} {ours.rows:>8,} {ours.seconds:>8.1f}"
            f" {ours.rows / ours.seconds:>8,.0f} {ours.peak_mb:>8} ({few.peak_mb:>7})"
            f"{'' if theirs is None else f'{rows / theirs:>16,.0f} {ours.seconds / theirs:>6.1f}'}",
            flush=True,
        )
        if theirs is not None:
            yield Figure(
                what=f"import, {form.name}",
                value=ours.seconds / theirs,
                unit="x ogr2ogr's time",
                goal=GOAL,
                is_ceiling=True,
            )
        yield Figure(
            what=f"import, {form.name}: memory for {ours.rows:,} rows over {few.rows:,}",
            value=ours.peak_mb - few.peak_mb,
            unit="MB more",
        )


def make_empty(cluster: Cluster) -> None:
    """A migrated registry without rows, to be copied for each import."""
    cluster.drop_database(EMPTY)
    owner = cluster.create_database(EMPTY).as_owner()
    initialise(owner, {})
    upgrade(owner)
    seed(owner)


def apart(cluster: Cluster, file: Path) -> Imported:
    """An import into an empty registry, in a process of its own for its peak of memory."""
    cluster.drop_database(REGISTRY)
    database = cluster.create_database(REGISTRY, template=EMPTY)
    spawned = multiprocessing.get_context("spawn")
    receiving, sending = spawned.Pipe(duplex=False)
    process = spawned.Process(target=_import, args=(database, file, sending))
    process.start()
    imported: Imported = receiving.recv()
    process.join()
    return imported


def _import(database: Database, file: Path, sending: object) -> None:
    began = time.perf_counter()
    result = run_import(database, [file], ImportOptions(actor="bench"))
    seconds = time.perf_counter() - began
    if result.counts.new != result.counts.rows:
        raise RuntimeError(f"not every row was taken: {result.counts}")
    imported = Imported(
        rows=result.counts.rows,
        seconds=seconds,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )
    sending.send(imported)  # type: ignore[attr-defined]  # a Connection; its type differs by system


def ogr2ogr(cluster: Cluster, folder: Path, rows: int, *, is_table: bool) -> float | None:
    """Seconds in which ogr2ogr copies the same rows from CSV into a table with geometry."""
    program = shutil.which("ogr2ogr")
    if program is None:
        print("ogr2ogr is not here: apt-get install gdal-bin")
        return None
    cluster.drop_database(PEER)
    database = cluster.create_database(PEER, template=EMPTY)
    path = folder / "ogr2ogr.csv"
    as_csv(path, properties(rows) if is_table else buildings(rows))
    position = (
        ("-oo", "X_POSSIBLE_NAMES=X", "-oo", "Y_POSSIBLE_NAMES=Y")
        if is_table
        else ("-oo", "GEOM_POSSIBLE_NAMES=byg404Koordinat")
    )
    began = time.perf_counter()
    subprocess.run(
        [
            *(program, "-f", "PostgreSQL", f"PG:{database.as_owner()}", str(path)),
            *(*position, "-a_srs", "EPSG:25832", "-nln", "rows"),
            *("--config", "PG_USE_COPY", "YES"),
        ],
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
