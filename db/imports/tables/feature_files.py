"""Files of features that GDAL reads: GeoPackage, Shapefile and TopoJSON, a batch at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from db.imports.errors import Refused
from db.imports.tables.table import Row, Table

_BATCH = 2_000
_UNREADABLE = (DataSourceError, DataLayerError, FieldError, GeometryError, UnicodeDecodeError)


def read_features(path: Path, *, crs: str | None = None) -> list[Table]:
    """The layers of a file as tables; `crs` where the form fixes it and GDAL does not tell."""
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        return [_table(path, layer, crs) for layer in layers]
    except _UNREADABLE as error:
        raise _unreadable() from error


def _table(path: Path, layer: str, crs: str | None) -> Table:
    """One layer as a table."""
    info = pyogrio.read_info(path, layer=layer)
    return Table(
        name=layer,
        header=tuple(str(field) for field in info["fields"]),
        rows=lambda: _rows(path, layer, info),
        crs=info["crs"] or crs,
        geometry_kind=info["geometry_type"],
        row_count=max(int(info["features"]), 0),
    )


def _rows(path: Path, layer: str, info: dict[str, Any]) -> Iterator[Row]:
    """The features of a layer, numbered from 1."""
    line = 0
    for batch in _batches(path, layer, info):
        for row in _rows_of(batch, info, line):
            line = row.line
            yield row


Batch = tuple[Sequence[bytes | None] | None, Sequence[Any]]


def _batches(path: Path, layer: str, info: dict[str, Any]) -> Iterator[Batch]:
    """Geometries and columns, so many features at a time that memory stays flat."""
    fid_column = info["fid_column"]
    where, skip = None, 0
    while True:
        try:
            _, fids, geometry, columns = pyogrio.raw.read(
                path,
                layer=layer,
                where=where,
                skip_features=skip,
                max_features=_BATCH,
                force_2d=True,
                return_fids=True,
                datetime_as_string=True,
            )
        except _UNREADABLE as error:
            raise _unreadable() from error
        if len(fids) == 0:
            return
        yield geometry, columns
        if len(fids) < _BATCH:
            return
        # By key where there is one: skipping counts from the start each time.
        if fid_column:
            where = f'"{fid_column.replace(chr(34), chr(34) * 2)}" > {int(fids.max())}'
        else:
            skip += _BATCH


def _rows_of(batch: Batch, info: dict[str, Any], before: int) -> Iterator[Row]:
    """The features of a batch as rows."""
    geometry, columns = batch
    texts = [
        _texts(column, is_whole=kind.startswith("OFTInteger"))
        for column, kind in zip(columns, info["ogr_types"], strict=True)
    ]
    header = [str(field) for field in info["fields"]]
    count = len(geometry) if geometry is not None else len(texts[0])
    for index in range(count):
        yield Row(
            line=before + index + 1,
            values={name: column[index] for name, column in zip(header, texts, strict=True)},
            geometry=geometry[index] if geometry is not None else None,
        )


def _texts(column: np.ndarray[Any, Any], *, is_whole: bool) -> list[str | None]:
    """A column as text; whole numbers with gaps come as decimals and are told by their kind."""
    return [_text(value, is_whole=is_whole) for value in column.tolist()]


def _text(value: object, *, is_whole: bool) -> str | None:
    """One value as text; not-a-number is a gap."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and is_whole:
        return str(int(value))
    if isinstance(value, bytes):
        return value.hex()
    return str(value).strip() or None


def _unreadable() -> Refused:
    return Refused(
        "Filen er afkortet, beskadiget eller ikke en kortfil, der kan læses.",
        "Åbn den i QGIS, gem den igen som GeoPackage, og indlæs den fil.",
    )
