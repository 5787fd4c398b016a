"""GeoParquet 1.1: the layer in the registry's own grid, for whoever counts on with it."""

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from maps.exports.batches import Batches, Row
from maps.exports.cells import text_of
from maps.exports.export import Column, Export
from maps.exports.pieces import pieces

GEOMETRY: Final = "geometry"
# A row group is what a reader skips or takes; kept in memory as columns until it is full.
GROUP_ROWS: Final = 50_000
_TYPES: Final = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "text_list": pa.list_(pa.string()),
}
# How GeoParquet names what a geometry column holds; none named: anything.
_SHAPES: Final = {"Point": ["Point"], "MultiPolygon": ["MultiPolygon"]}


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Write the rows to a temporary file group by group, then send it."""
    with TemporaryDirectory(prefix="landsbyatlas-") as folder:
        path = Path(folder) / "export.parquet"
        _fill(path, export, batches)
        yield from pieces(path)


def _fill(path: Path, export: Export, batches: Batches) -> None:
    schema = _schema(export)
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for group in _groups(_tables(schema, export, batches)):
            file.write_table(group)
        told = {**export.described, "fingerprint": batches.fingerprint}
        file.add_key_value_metadata(
            {"landsbyatlas": json.dumps(told, default=str, ensure_ascii=False)}
        )


def _schema(export: Export) -> pa.Schema:
    fields = [
        pa.field(
            column.name,
            _TYPES.get(column.kind, pa.string()),
            metadata={"title": column.title, "description": column.description},
        )
        for column in export.columns
    ]
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary())], metadata={"geo": _geo(export)})


def _tables(schema: pa.Schema, export: Export, batches: Batches) -> Iterator[pa.Table]:
    for batch in batches:
        shapes = [row["_geometry"] for row in batch]
        columns = [_values(column, batch) for column in export.columns]
        yield pa.table([*columns, pa.array(shapes, pa.binary())], schema=schema)


def _groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The tables put together to row groups of one size."""
    kept: list[pa.Table] = []
    for table in tables:
        kept.append(table)
        if sum(each.num_rows for each in kept) >= GROUP_ROWS:
            whole = pa.concat_tables(kept)
            yield whole.slice(0, GROUP_ROWS)
            kept = [whole.slice(GROUP_ROWS)]
    rest = [each for each in kept if each.num_rows]
    if rest:
        yield pa.concat_tables(rest)


def _values(column: Column, rows: Sequence[Row]) -> pa.Array:
    values = [row[column.name] for row in rows]
    match column.kind:
        case "number":
            values = [None if value is None else float(value) for value in values]
        case "text":
            values = [None if value is None else text_of(value) for value in values]
    return pa.array(values, _TYPES.get(column.kind, pa.string()))


def _geo(export: Export) -> str:
    """What GeoParquet asks a file to say of its geometry column."""
    told: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": _SHAPES.get(export.geometry_type, []),
        "crs": CRS.from_epsg(export.srid).to_json_dict(),
    }
    return json.dumps({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: told}})
