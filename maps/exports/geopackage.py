"""GeoPackage: the layer in the registry's own grid, with what stands behind the rows inside."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from pyogrio import raw

from maps.exports.batches import Batches, Row
from maps.exports.cells import text_of
from maps.exports.export import Column, Export
from maps.exports.pieces import pieces

# NumPy types by kind of field; all others are text.
TYPES: Final = {"integer": "int64", "number": "float64", "boolean": "bool", "date": "datetime64[D]"}
UNDATED: Final = "2000-01-01"
# Holds the place of the fingerprint until the rows have gone by.
_OPEN: Final = "0" * 64


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Write the rows to a temporary GeoPackage batch by batch, then send it."""
    with TemporaryDirectory(prefix="landsbyatlas-") as folder:
        path = Path(folder) / "export.gpkg"
        _append(path, export, (), first=True)
        for batch in batches:
            if batch:
                _append(path, export, batch, first=False)
        _describe(path, export, batches.fingerprint)
        yield from pieces(path)


def _append(path: Path, export: Export, rows: Sequence[Row], *, first: bool) -> None:
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [row["_geometry"] for row in rows]
    values, masks = zip(*(_values(column, rows) for column in export.columns), strict=True)
    head: dict[str, Any] = (
        {
            "layer_metadata": {name: " ".join(text.split()) for name, text in export.sealed(_OPEN)},
            "layer_options": {"IDENTIFIER": export.title, "DESCRIPTION": export.told},
        }
        if first
        else {}
    )
    raw.write(
        path,
        geometry,
        list(values),
        [column.name for column in export.columns],
        field_mask=list(masks),
        layer=export.layer,
        driver="GPKG",
        geometry_type=export.geometry_type,
        crs=f"EPSG:{export.srid}",
        promote_to_multi=False,
        append=not first,
        **head,
    )


def _values(column: Column, rows: Sequence[Row]) -> tuple[Any, Any]:
    """One column as an array, and where it has no value."""
    values = [row[column.name] for row in rows]
    kind = TYPES.get(column.kind)
    if kind is None:
        texts = np.empty(len(values), dtype=object)
        texts[:] = [None if value is None else text_of(value) for value in values]
        return texts, None
    missing = np.array([value is None for value in values], dtype=bool)
    nothing = np.zeros(1, dtype=kind)[0]
    return np.array([nothing if value is None else value for value in values], dtype=kind), missing


def _describe(path: Path, export: Export, fingerprint: str) -> None:
    """Add titles and fingerprint, and put the date of the data where the clock's was."""
    moment = f"{export.data_as_of or UNDATED}T00:00:00.000Z"
    titles = [
        (export.layer, column.name, column.name, column.title, column.description)
        for column in export.columns
    ]
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(files("maps.exports").joinpath("geopackage.sql").read_text("utf-8"))
        file.executemany(
            "insert into gpkg_data_columns (table_name, column_name, name, title, description)"
            " values (?, ?, ?, ?, ?)",
            titles,
        )
        file.execute(
            "update gpkg_metadata set metadata = replace(metadata, ?, ?)", (_OPEN, fingerprint)
        )
        file.execute("update gpkg_contents set last_change = ?", (moment,))
        file.execute("update gpkg_metadata_reference set timestamp = ?", (moment,))
