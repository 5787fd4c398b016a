"""GeoPackage: the layer in the registry's own grid, with what stands behind the rows inside."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
from pyogrio import raw

from maps.exports.arrow import GEOMETRY, TYPES, schema, tables
from maps.exports.batches import Batches
from maps.exports.export import Export
from maps.exports.pieces import pieces

UNDATED: Final = "2000-01-01"
# Holds the place of the fingerprint until the rows have gone by.
_OPEN: Final = "0" * 64


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Write the rows to a temporary GeoPackage as they come, then send it."""
    with TemporaryDirectory(prefix="landsbyatlas-") as folder:
        path = Path(folder) / "export.gpkg"
        _fill(path, export, batches)
        _describe(path, export, batches.fingerprint)
        yield from pieces(path)


def _fill(path: Path, export: Export, batches: Batches) -> None:
    """Write the layer in one go, so that its spatial index is made once, at the end."""
    form = schema(export, TYPES, {})
    broken: list[BaseException] = []

    def rows() -> Iterator[pa.RecordBatch]:
        try:
            yield from tables(export, form, batches)
        except BaseException as error:
            broken.append(error)
            raise

    try:
        raw.write_arrow(
            pa.RecordBatchReader.from_batches(form, rows()),
            path,
            layer=export.layer,
            driver="GPKG",
            geometry_name=GEOMETRY,
            geometry_type=export.geometry_type,
            crs=f"EPSG:{export.srid}",
            layer_metadata={name: " ".join(text.split()) for name, text in export.sealed(_OPEN)},
            layer_options={"IDENTIFIER": export.title, "DESCRIPTION": export.told},
        )
    except Exception:
        # GDAL only tells that its rows ended; what ended them is for whoever asked.
        if broken:
            raise broken[0] from None
        raise


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
