"""Imports of every form beside ogr2ogr of the same rows as CSV.

    python -m benchmarks.imports --data FOLDER [--beside DATABASE] [--rows 100000] [--form NAME ...]

Each form brings its rows into a registry of its own: a copy of the database that `--beside` names,
where they stand beside those that are there, or else an empty one.
Ogr2ogr copies into a table of its own, which knows no key, no history and no other rows.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.apart import apart, peak_mb
from benchmarks.figures import Figure, flat, note
from benchmarks.register_files import FORMS, Form, as_csv, rows_of, written
from db.cluster import Cluster
from db.context import install_key
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
    parser.add_argument(
        "--beside", help="a database of the cluster that nobody else is connected to"
    )
    parser.add_argument("--rows", type=int, default=100_000)
    names = [form.name for form in FORMS]
    parser.add_argument("--form", choices=names, nargs="*", default=names)
    asked = parser.parse_args()
    installation = Installation.here({"LANDSBYATLAS_DATA": str(asked.data)})
    cluster = installation.cluster
    if cluster is None:
        raise SystemExit("imports are measured in a private cluster")
    with installation.running("bench"), tempfile.TemporaryDirectory() as folder:
        try:
            make_empty(cluster)
            forms = [form for form in FORMS if form.name in asked.form]
            note(measured(cluster, asked.beside or EMPTY, forms, Path(folder), asked.rows))
        finally:
            for name in (REGISTRY, PEER, EMPTY):
                cluster.drop_database(name)


def measured(
    cluster: Cluster, template: str, forms: list[Form], folder: Path, rows: int
) -> Iterator[Figure]:
    """Each form with all rows, and with a tenth of them for the memory."""
    print(
        "form                    rows  seconds   rows/s  peak MB (a tenth)  ogr2ogr rows/s  times"
    )
    seeds = count(1)
    for form in forms:
        # A copy each: an import refreshes the registries that it touches, so that the rows of the
        # form before would be paid for again.
        target = made(cluster, template)
        few = apart(imported, target, written(form, folder, rows // 10, next(seeds)))
        number = next(seeds)
        ours = apart(imported, target, written(form, folder, rows, number))
        # Beside each form anew, so that what else the machine does falls on both.
        as_csv(folder / "ogr2ogr.csv", rows_of(form, rows, number))
        theirs = ogr2ogr(cluster, folder / "ogr2ogr.csv", is_table=form.is_table)
        print(
            f"{form.name:<19} {ours.rows:>8,} {ours.seconds:>8.1f}"
            f" {ours.rows / ours.seconds:>8,.0f} {ours.peak_mb:>8} ({few.peak_mb:>7})"
            f"{'' if theirs is None else f'{rows / theirs:>16,.0f} {ours.seconds / theirs:>6.1f}'}",
            flush=True,
        )
        if theirs is not None:
            yield Figure(
                what=f"import, {form.name}, {ours.rows / ours.seconds:,.0f} rows/s",
                value=ours.seconds / theirs,
                unit="x ogr2ogr's time",
                goal=GOAL,
                is_ceiling=True,
            )
        yield flat(
            f"import, {form.name}",
            many=(ours.rows, ours.peak_mb),
            few=(few.rows, few.peak_mb),
        )


def make_empty(cluster: Cluster) -> None:
    """A migrated registry without rows, to be copied."""
    cluster.drop_database(EMPTY)
    owner = cluster.create_database(EMPTY).as_owner()
    initialise(owner, {})
    upgrade(owner)
    seed(owner)


def made(cluster: Cluster, template: str) -> Database:
    """The registry that is imported into: a copy, made file by file, which a large one asks for."""
    cluster.drop_database(REGISTRY)
    copy = sql.SQL("create database {} template {} strategy file_copy").format(
        sql.Identifier(REGISTRY), sql.Identifier(template)
    )
    with psycopg.connect(cluster.database("postgres").as_owner(), autocommit=True) as owner:
        owner.execute(copy)
    database = cluster.database(REGISTRY)
    # Each database has a key of its own, and a copy has that of another.
    install_key(database.as_owner(), database)
    return database


def imported(database: Database, file: Path) -> Imported:
    """What the import of a file comes to; every row of it is new."""
    began = time.perf_counter()
    result = run_import(database, [file], ImportOptions(actor="bench"))
    seconds = time.perf_counter() - began
    if result.counts.new != result.counts.rows:
        raise RuntimeError(f"not every row was taken: {result.counts}")
    return Imported(rows=result.counts.rows, seconds=seconds, peak_mb=peak_mb())


def ogr2ogr(cluster: Cluster, path: Path, *, is_table: bool) -> float | None:
    """Seconds in which ogr2ogr copies the same rows from CSV into a table with geometry."""
    program = shutil.which("ogr2ogr")
    if program is None:
        print("ogr2ogr is not here: apt-get install gdal-bin")
        return None
    cluster.drop_database(PEER)
    database = cluster.create_database(PEER, template=EMPTY)
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
