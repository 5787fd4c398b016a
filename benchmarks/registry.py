"""The registry that is measured: invented, filled once, and kept between runs."""

import argparse
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from db.database import Database
from db.installation import Installation, Registry
from db.migrate import newest
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo

SEED = 1


@contextmanager
def filled(folder: Path, size: Size) -> Iterator[Installation]:
    """An installation whose demo has this size; filled anew only where its recipe has changed."""
    installation = Installation.here({"LANDSBYATLAS_DATA": str(folder)})
    note = folder / "benchmark.json"
    made_of = {"size": str(size), "seed": SEED, "schema": newest(), "recipe": _recipe()}
    with installation.running("bench"):
        if _read(note) == made_of:
            print(f"Measuring the {size} properties that {folder} holds since an earlier run.")
            installation.prepare(Registry.DEMO)
        else:
            print(f"Filling {size} properties in {folder}; the next run finds them there.")
            note.unlink(missing_ok=True)
            make_demo(installation, size, SEED)
            note.write_text(json.dumps(made_of), encoding="utf-8")
        yield installation


def ask_for_address(parser: argparse.ArgumentParser) -> None:
    """Let a part be run alone, on any registry that the reader's login reaches."""
    parser.add_argument("--host", required=True, help="a socket's folder, or a name")
    parser.add_argument("--port", type=int, default=5432)
    parser.add_argument("--name", required=True, help="the database")


def named(asked: argparse.Namespace) -> Database:
    """The database that the command line names."""
    return Database(host=asked.host, port=asked.port, name=asked.name)


def address_of(database: Database) -> list[str]:
    """The same, as it is written on the command line."""
    return ["--host", database.host, "--port", str(database.port), "--name", database.name]


def _recipe() -> str:
    """What decides the rows of a demo, beside its size."""
    sources = sorted(
        source.read_bytes()
        for source in files("gis_service.demo").iterdir()
        if source.name.endswith(".py")
    )
    return hashlib.sha256(b"".join(sources)).hexdigest()


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
