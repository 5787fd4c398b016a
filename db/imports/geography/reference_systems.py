"""Reference systems: any that PROJ knows, and what a file that names none must be in."""

from pyproj import CRS
from pyproj.exceptions import CRSError

from db.imports.errors import Refused
from db.imports.geography.denmark import REFERENCE_SYSTEM, is_in_denmark

LON_LAT = "EPSG:4326"
_MAX_LON, _MAX_LAT = 180.0, 90.0
_ZONE_DEGREES = 6
_NORTHERN_ZONES, _SOUTHERN_ZONES = 32_600, 32_700
_SAY_WHICH = (
    "Angiv det med --crs, for eksempel --crs EPSG:25832 (UTM zone 32) eller --crs EPSG:4326 "
    "(længde- og breddegrader)."
)


def reference_system(text: str) -> CRS:
    """The reference system of a name, code or definition; refused where PROJ does not know it."""
    try:
        system = CRS.from_user_input(text)
    except CRSError as error:
        short = text if len(text) <= len("urn:ogc:def:crs:OGC:1.3:CRS84") else f"{text[:24]} …"
        raise Refused(f"Koordinatsystemet »{short}« kendes ikke.", _SAY_WHICH) from error
    if system.is_engineering or system.is_vertical:
        raise Refused("Filens koordinatsystem siger ikke, hvor på jorden det er.", _SAY_WHICH)
    return system


def obvious_reference_system(positions: list[tuple[float, float]]) -> str:
    """The reference system that unnamed positions can only be in; refused where it is not plain."""
    if positions and all(is_in_denmark(x, y) or is_in_denmark(y, x) for x, y in positions):
        return REFERENCE_SYSTEM
    # Small whole numbers are more likely a drawing's own grid than degrees around zero.
    if positions and all(
        abs(x) <= _MAX_LON and abs(y) <= _MAX_LAT and not (x.is_integer() and y.is_integer())
        for x, y in positions
    ):
        return LON_LAT
    raise Refused("Filen siger ikke, hvilket koordinatsystem den er i.", _SAY_WHICH)


def local_srid(lon: float, lat: float) -> int:
    """The EPSG code of the UTM zone of a place: true metres for distances around it."""
    zone = min(int((lon + _MAX_LON) // _ZONE_DEGREES) + 1, 60)
    return (_NORTHERN_ZONES if lat >= 0 else _SOUTHERN_ZONES) + zone
