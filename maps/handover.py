"""The files in which a municipality takes its own data with it: whole, counted and hashed."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
from pyogrio import raw

from db.handover import CLOSED_ROOMS, OPEN_ROOMS, Handover, Table
from maps.exports.pieces import pieces

_MAP: Final = "kort.gpkg"
_TYPES: Final[Mapping[str, pa.DataType]] = {
    "integer": pa.int64(),
    "bigint": pa.int64(),
    "smallint": pa.int64(),
    "double precision": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "geometry": pa.binary(),
}


def write_open(handover: Handover, path: Path) -> int:
    """Write what the map and the imports hold: a CSV a table, and a GeoPackage; how many rows."""
    with TemporaryDirectory(prefix="landsbyatlas-") as folder:
        drawn = Path(folder) / _MAP
        _draw(handover, handover.tables(["work"]), drawn)
        extra = {_MAP: pieces(drawn)} if drawn.exists() else {}
        return _write(handover, OPEN_ROOMS, path, extra)


def write_closed(handover: Handover, path: Path) -> int:
    """Write what the closed rooms, the accounts and the log hold; how many rows."""
    return _write(handover, CLOSED_ROOMS, path, {})


def _write(
    handover: Handover, rooms: Sequence[str], path: Path, extra: Mapping[str, Iterator[bytes]]
) -> int:
    """Write a ZIP that only its owner can read, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    told: list[dict[str, Any]] = []
    try:
        with os.fdopen(descriptor, "wb") as file, ZipFile(file, "w", ZIP_DEFLATED) as whole:
            for table in handover.tables(rooms):
                name = f"{table.room}/{table.name}.csv"
                rows = handover.count(table)
                told.append({**_put(whole, name, handover.lines(table)), "rows": rows})
            told += [_put(whole, name, content) for name, content in extra.items()]
            manifest = {
                "municipality": handover.code,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "grid": f"EPSG:{handover.srid}",
                "files": told,
                "left_out": [asdict(each) for each in handover.left_out(rooms)],
            }
            whole.writestr("manifest.json", json.dumps(manifest, indent=2))
            whole.writestr("LÆS MIG.txt", files("maps").joinpath("handover.txt").read_bytes())
        # A link appears whole or not at all, and never over something.
        path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
    return sum(each.get("rows", 0) for each in told)


def _put(whole: ZipFile, name: str, content: Iterator[bytes]) -> dict[str, Any]:
    """Add a file, and tell its size and hash."""
    digest, size = hashlib.sha256(), 0
    with whole.open(name, "w", force_zip64=True) as entry:
        for piece in content:
            entry.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"name": name, "bytes": size, "sha256": digest.hexdigest()}


def _draw(handover: Handover, tables: Iterable[Table], path: Path) -> None:
    """Write each table with positions as a layer of one GeoPackage."""
    for table in tables:
        if not table.is_on_the_map or not handover.count(table):
            continue
        form = pa.schema(
            [
                pa.field(name, _TYPES.get(type_, pa.string()))
                for name, type_ in table.columns.items()
            ]
        )
        rows = (
            pa.record_batch([pa.array(batch[one.name], one.type) for one in form], schema=form)
            for batch in handover.batches(table)
        )
        raw.write_arrow(
            pa.RecordBatchReader.from_batches(form, rows),
            path,
            layer=table.name,
            driver="GPKG",
            geometry_name="geom",
            geometry_type="Unknown",
            crs=f"EPSG:{handover.srid}",
            append=path.exists(),
        )
