"""The formats that a layer can be exported in: one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from layers.words import Words
from maps import folium_page
from maps.exports import delimited, geojson, geopackage, geoparquet, workbook
from maps.exports.export import Export, Writer


class Position(StrEnum):
    """How a format wants a row's position."""

    COLUMNS = "columns"  # lon, lat and the grid's x, y as four cells
    GEOJSON = "geojson"  # text in lon, lat
    GRID = "grid"  # well-known binary in the registry's grid
    DRAWN = "drawn"  # text in lon, lat, with the class that the row is drawn in


def _anything(_export: Export) -> None:
    """Most formats hold any number of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One export format.

    Attributes:
        refuse: Raises ExportError for what the format cannot hold, before a row is read.
    """

    key: str
    title: Words
    media_type: str
    position: Position
    write: Writer
    refuse: Callable[[Export], None] = _anything


FORMATS: Final = (
    Format(
        key="csv",
        title=Words(da="CSV", en="CSV"),
        media_type="text/csv; charset=utf-8",
        position=Position.COLUMNS,
        write=delimited.write,
    ),
    Format(
        key="xlsx",
        title=Words(da="Excel", en="Excel"),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        position=Position.COLUMNS,
        write=workbook.write,
        refuse=workbook.refuse_too_many,
    ),
    Format(
        key="geojson",
        title=Words(da="GeoJSON", en="GeoJSON"),
        media_type="application/geo+json",
        position=Position.GEOJSON,
        write=geojson.write,
    ),
    Format(
        key="gpkg",
        title=Words(da="GeoPackage", en="GeoPackage"),
        media_type="application/geopackage+sqlite3",
        position=Position.GRID,
        write=geopackage.write,
    ),
    Format(
        key="parquet",
        title=Words(da="GeoParquet", en="GeoParquet"),
        media_type="application/vnd.apache.parquet",
        position=Position.GRID,
        write=geoparquet.write,
    ),
    Format(
        key="html",
        title=Words(da="Kort i én fil", en="Map in one file"),
        media_type="text/html; charset=utf-8",
        position=Position.DRAWN,
        write=folium_page.write,
        refuse=folium_page.refuse_too_many,
    ),
)

# The key is also the file's extension; the enum is the parameter of route and command.
FormatKey = StrEnum("FormatKey", {row.key.upper(): row.key for row in FORMATS})  # type: ignore[misc]  # from the table


def format_of(key: str) -> Format:
    """The format with a key."""
    return next(row for row in FORMATS if row.key == key)
