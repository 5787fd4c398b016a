"""Places and municipalities as the map reads them."""

from datetime import date

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class Place(MapView):
    """A town, village or hamlet with its population (`map.place`)."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    municipality_code: Mapped[str]
    place_key: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None]
    population: Mapped[int | None]
    population_date: Mapped[date | None]
    source: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(Geometry(srid=25832, spatial_index=False))
    geom_3857: Mapped[WKBElement | None] = mapped_column(Geometry(srid=3857, spatial_index=False))
    cell: Mapped[int | None] = mapped_column(BigInteger)
    reach_m: Mapped[float | None]
    search_text: Mapped[str]
    property_count: Mapped[int]
    candidate_count: Mapped[int]


class SocialBand(MapView):
    """The band of a place where many properties are flagged (`map.social_band`)."""

    __tablename__ = "social_band"

    place_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    band: Mapped[str]


class Municipality(MapView):
    """A municipality's area with its figures (`map.municipality`)."""

    __tablename__ = "municipality"

    municipality_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    is_approximate: Mapped[bool]
    geom: Mapped[WKBElement | None] = mapped_column(Geometry(srid=25832, spatial_index=False))
    geom_3857: Mapped[WKBElement | None] = mapped_column(Geometry(srid=3857, spatial_index=False))
    cell: Mapped[int | None] = mapped_column(BigInteger)
    population: Mapped[int | None]
    homes: Mapped[int | None]
    homes_basis: Mapped[str | None]
    property_count: Mapped[int]
    candidate_count: Mapped[int]
    source: Mapped[str | None]


class Registry(MapView):
    """A municipality, Danish or foreign, whose rows are in this database (`map.registry`).

    Attributes:
        local_srid: EPSG code that its distances are measured in.
    """

    __tablename__ = "registry"

    municipality_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    is_danish: Mapped[bool]
    local_srid: Mapped[int]
    is_demo: Mapped[bool]
