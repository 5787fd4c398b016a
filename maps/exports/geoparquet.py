"""GeoParquet 1.1: the layer in the registry's own grid, for whoever counts on with it."""

import json
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from maps.exports.arrow import GEOMETRY, TYPES, schema, tables
from maps.exports.batches import Batches
from maps.exports.export import Export
from maps.exports.pieces import pieces

# A row group is what a reader skips or takes; kept in memory as columns until it is full.
GROUP_ROWS: Final = 50_000
_TYPES: Final = {**TYPES, "text_list": pa.list_(pa.string())}
# How GeoParquet names what a geometry column holds; none named: anything.
_SHAPES: Final = {"Point": ["Point"], "MultiPolygon": ["MultiPolygon"]}


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Write the rows to a temporary file group by group, then send it."""
    with TemporaryDirectory(prefix="landsbyatlas-") as folder:
        path = Path(folder) / "export.parquet"
        _fill(path, export, batches)
        yield from pieces(path)


def _fill(path: Path, export: Export, batches: Batches) -> None:
    form = schema(export, _TYPES, {"geo": _geo(export)})
    with pq.ParquetWriter(path, form, compression="zstd") as file:
        for group in _groups(tables(export, form, batches)):
            file.write_table(group)
        told = {**export.described, "fingerprint": batches.fingerprint}
        file.add_key_value_metadata(
            {"landsbyatlas": json.dumps(told, default=str, ensure_ascii=False)}
        )


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches put together to row groups of one size."""
    kept: list[pa.RecordBatch] = []
    for batch in batches:
        kept.append(batch)
        if sum(each.num_rows for each in kept) >= GROUP_ROWS:
            whole = pa.Table.from_batches(kept)
            yield whole.slice(0, GROUP_ROWS)
            kept = whole.slice(GROUP_ROWS).to_batches()
    if kept:
        yield pa.Table.from_batches(kept)


def _geo(export: Export) -> str:
    """What GeoParquet asks a file to say of its geometry column."""
    told: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": _SHAPES.get(export.geometry_type, []),
        "crs": CRS.from_epsg(export.srid).to_json_dict(),
    }
    return json.dumps({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: told}})
