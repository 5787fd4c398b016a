"""The file formats that tables come in, in the order they are asked."""

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.imports.errors import Refused
from db.imports.geography.reference_systems import LON_LAT
from db.imports.part import Part
from db.imports.tables.delimited import read_delimited
from db.imports.tables.feature_files import read_features
from db.imports.tables.geojson import read_geojson
from db.imports.tables.table import Table
from db.imports.tables.unpacking import Unpacked, unpack_members, unpack_part
from db.imports.tables.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\0"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FEATURES = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
_TOPOLOGY = re.compile(rb'"type"\s*:\s*"Topology"')
_JSON_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_SHAPES = b"\x00\x00\x27\x0a"
_JSON = frozenset({".json", ".geojson", ".topojson"})
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")

Read = tuple[Sequence[Table], Unpacked | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format: how it is known, and how its tables are read.

    Attributes:
        read: Gives the tables, and the folder to keep while they are read.
    """

    name: str
    recognises: Callable[[Part], bool]
    read: Callable[[Part], Read]


def format_of(part: Part) -> Format | None:
    """The format of a part; None where no table is known to come so."""
    return next((each for each in FORMATS if each.recognises(part)), None)


def _stem(part: Part) -> str:
    return Path(part.member or part.path.name).stem


def _read_delimited(part: Part) -> Read:
    path, unpacked = unpack_part(part)
    return [read_delimited(path, _stem(part))], unpacked


def _read_workbook(part: Part) -> Read:
    if part.head.startswith(_OLD_OFFICE):
        raise Refused(
            f"{part.name} er et regneark i det gamle format (.xls).",
            "Åbn det i Excel, gem det som .xlsx, og indlæs den fil.",
        )
    path, unpacked = unpack_part(part)
    return [read_workbook(path, _stem(part))], unpacked


def _read_geojson(part: Part) -> Read:
    path, unpacked = unpack_part(part)
    return [read_geojson(path, _stem(part))], unpacked


def _read_geopackage(part: Part) -> Read:
    path, unpacked = unpack_part(part)
    return read_features(path), unpacked


def _read_topojson(part: Part) -> Read:
    path, unpacked = unpack_part(part)
    # TopoJSON is in degrees by its specification, and GDAL does not say so.
    return read_features(path, crs=LON_LAT), unpacked


def _read_shapefile(part: Part) -> Read:
    if part.member is not None or not part.head.startswith(_ZIP):
        raise Refused(
            f"{part.name} er kun en del af en Shapefile.",
            "Læg filerne .shp, .shx, .dbf og .prj i én zip-fil, og indlæs den.",
        )
    unpacked = unpack_members(part.path, _SHAPEFILE)
    shapes = sorted(unpacked.folder.glob("*.shp"))
    # GDAL believes the content, not the name: a text there could name any file of this machine.
    if not all(_begins_as_shapes(shape) for shape in shapes):
        raise Refused(
            f"{part.name} har en .shp-fil, som ikke er en Shapefile.",
            "Åbn kortet i QGIS, gem det som GeoPackage, og indlæs den fil.",
        )
    return [table for shape in shapes for table in read_features(shape)], unpacked


def _begins_as_shapes(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SHAPES)) == _SHAPES


def _is_workbook(part: Part) -> bool:
    if part.head.startswith(_OLD_OFFICE):
        return True
    return part.head.startswith(_ZIP) and part.suffix in {".xlsx", ".xlsm"}


def _is_shapefile(part: Part) -> bool:
    if part.suffix == ".shp":
        return True
    if part.member is not None or not part.head.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(part.path) as archive:
            return any(name.lower().endswith(".shp") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


FORMATS: tuple[Format, ...] = (
    Format(
        name="GeoPackage",
        recognises=lambda part: part.head.startswith(_SQLITE),
        read=_read_geopackage,
    ),
    Format(
        name="GeoJSON",
        recognises=lambda part: part.suffix in _JSON and bool(_FEATURES.search(part.head)),
        read=_read_geojson,
    ),
    Format(
        name="TopoJSON",
        recognises=lambda part: (
            part.suffix in _JSON
            # GDAL believes the content, not the name: other text could name files of this machine.
            and bool(_JSON_OBJECT.match(part.head) and _TOPOLOGY.search(part.head))
        ),
        read=_read_topojson,
    ),
    Format(name="XLSX", recognises=_is_workbook, read=_read_workbook),
    Format(name="Shapefile", recognises=_is_shapefile, read=_read_shapefile),
    Format(
        name="CSV",
        recognises=lambda part: part.suffix in {".csv", ".tsv", ".txt"},
        read=_read_delimited,
    ),
)
