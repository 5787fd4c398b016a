"""GeoJSON, one feature at a time."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import ijson
import shapely

from db.imports.errors import Refused
from db.imports.json_stream import UNREADABLE_JSON, JsonStream
from db.imports.tables.heading import checked_heading
from db.imports.tables.table import Row, Table

# Features before this one tell the columns; a later new column is still kept with its row.
_HEADING_FEATURES = 1_000
_LON_LAT = "EPSG:4326"


def read_geojson(path: Path, name: str) -> Table:
    """The features of a GeoJSON file as a table; in degrees unless it says otherwise."""
    columns: dict[str, None] = {}
    kind = None
    for number, feature in enumerate(_features(path)):
        properties = feature.get("properties")
        columns.update(dict.fromkeys(properties if isinstance(properties, dict) else ()))
        geometry = feature.get("geometry")
        if kind is None and isinstance(geometry, dict):
            kind = str(geometry.get("type"))
        if number >= _HEADING_FEATURES:
            break
    return Table(
        name=name,
        header=checked_heading(list(columns)) if columns else (),
        rows=lambda: _rows(path),
        crs=_crs(path) or _LON_LAT,
        geometry_kind=kind or "Unknown",
    )


def _features(path: Path) -> Iterator[dict[str, Any]]:
    """The features as they lie in the file."""
    try:
        with path.open("rb") as file:
            stream = cast("BinaryIO", JsonStream(file, path.name))
            for feature in ijson.items(stream, "features.item", use_float=True):
                yield feature if isinstance(feature, dict) else {}
    except UNREADABLE_JSON as error:
        raise _unreadable() from error


def _crs(path: Path) -> str | None:
    """The CRS that GeoJSON of 2008 could name."""
    try:
        with path.open("rb") as file:
            return _named_crs(cast("BinaryIO", JsonStream(file, path.name)))
    except UNREADABLE_JSON as error:
        raise _unreadable() from error


def _named_crs(file: BinaryIO) -> str | None:
    """The name in the member `crs`, which stands before the features where there is one."""
    for prefix, event, value in ijson.parse(file):
        if prefix == "crs.properties.name" and event == "string":
            return str(value)
        if prefix == "features":
            return None
    return None


def _rows(path: Path) -> Iterator[Row]:
    """The features as rows, numbered from 1."""
    for number, feature in enumerate(_features(path), start=1):
        properties = feature.get("properties")
        pairs = properties.items() if isinstance(properties, dict) else ()
        values = {str(name): _text(value) for name, value in pairs}
        # A feature's own id is a column like any other, unless the properties have one.
        if "id" in feature and "id" not in values:
            values["id"] = _text(feature["id"])
        geometry = feature.get("geometry")
        if geometry is None:
            yield Row(line=number, values=values)
        else:
            yield _placed_row(number, values, geometry)


def _placed_row(number: int, values: Mapping[str, str | None], geometry: object) -> Row:
    """A row with its geometry, or with the problem that it has one nobody can read."""
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, ValueError, TypeError, RecursionError):
        return Row(line=number, values=values, problem="Geometrien kan ikke læses.")
    return Row(line=number, values=values, geometry=shapely.to_wkb(shape, output_dimension=2))


def _text(value: object) -> str | None:
    """A value as text; lists and objects as JSON."""
    if value is None:
        return None
    if isinstance(value, str):
        # JSON can spell a character that no database text can hold.
        return value.replace("\0", "").strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        try:
            return json.dumps(value, ensure_ascii=False)
        except RecursionError as error:
            raise _unreadable() from error
    return str(value)


def _unreadable() -> Refused:
    return Refused(
        "Filen er afkortet eller ikke gyldig GeoJSON.",
        "Hent eller gem filen igen, og indlæs den derefter.",
    )
