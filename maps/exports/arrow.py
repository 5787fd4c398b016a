"""The rows of an export as Arrow columns, for the formats that other libraries write."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from maps.exports.batches import Batch, Batches
from maps.exports.cells import texts_of
from maps.exports.export import Export

GEOMETRY: Final = "geometry"
TYPES: Final[Mapping[str, pa.DataType]] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
"""Types by kind of field; all others are text."""


def schema(
    export: Export, types: Mapping[str, pa.DataType], metadata: Mapping[str, str]
) -> pa.Schema:
    """The columns with their types, and the position in well-known binary as the last."""
    fields = [
        pa.field(
            column.name,
            types.get(column.kind, pa.string()),
            metadata={"title": column.title, "description": column.description},
        )
        for column in export.columns
    ]
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary())], metadata=dict(metadata))


def tables(export: Export, form: pa.Schema, batches: Batches) -> Iterator[pa.RecordBatch]:
    """The rows in batches of this schema."""
    for batch in batches:
        yield pa.record_batch([*_columns(export, form, batch)], schema=form)


def _columns(export: Export, form: pa.Schema, batch: Batch) -> Iterator[pa.Array]:
    for column, field in zip(export.columns, form, strict=False):
        yield pa.array(_values(batch[column.name], column.kind, field.type), field.type)
    yield pa.array(batch["_geometry"], pa.binary())


def _values(values: Sequence[Any], kind: str, type_: pa.DataType) -> Sequence[Any]:
    if kind == "number":
        return [None if value is None else float(value) for value in values]
    if kind == "text_list" and type_ == pa.string():
        return texts_of(values)
    return values
