"""Buildings and units as the map reads them."""

from datetime import date
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class Building(MapView):
    """A building with current values and its footprint where one is known (`map.building`)."""

    __tablename__ = "building"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    municipality_code: Mapped[str]
    key: Mapped[str]
    property_id: Mapped[int | None] = mapped_column(BigInteger)
    bbr_id: Mapped[UUID | None]
    number: Mapped[str | None]
    status_code: Mapped[str | None]
    state: Mapped[str]
    is_standing: Mapped[bool]
    use_code: Mapped[str | None]
    year_built: Mapped[int | None] = mapped_column(SmallInteger)
    year_rebuilt: Mapped[int | None] = mapped_column(SmallInteger)
    wall_code: Mapped[str | None]
    roof_code: Mapped[str | None]
    asbestos_code: Mapped[str | None]
    total_area_m2: Mapped[int | None]
    living_area_m2: Mapped[int | None]
    footprint_area_m2: Mapped[int | None]
    storeys: Mapped[int | None] = mapped_column(SmallInteger)
    heating_code: Mapped[str | None]
    water_code: Mapped[str | None]
    drain_code: Mapped[str | None]
    protection_code: Mapped[str | None]
    materials_source_code: Mapped[str | None]
    coordinate_quality: Mapped[str | None]
    revised_on: Mapped[date | None]
    bfe: Mapped[int | None] = mapped_column(BigInteger)
    address: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str]
    source_date: Mapped[date | None]
    point: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=25832, spatial_index=False)
    )
    footprint: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=25832, spatial_index=False)
    )
    geom_3857: Mapped[WKBElement | None] = mapped_column(Geometry(srid=3857, spatial_index=False))
    cell: Mapped[int | None] = mapped_column(BigInteger)


class Unit(MapView):
    """A dwelling or business unit with current values (`map.unit`)."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    municipality_code: Mapped[str]
    key: Mapped[str]
    building_id: Mapped[int | None] = mapped_column(BigInteger)
    property_id: Mapped[int | None] = mapped_column(BigInteger)
    bbr_id: Mapped[UUID | None]
    status_code: Mapped[str | None]
    state: Mapped[str]
    is_standing: Mapped[bool]
    use_code: Mapped[str | None]
    dwelling_type: Mapped[str | None]
    condemned_code: Mapped[str | None]
    toilet_code: Mapped[str | None]
    bath_code: Mapped[str | None]
    kitchen_code: Mapped[str | None]
    heating_code: Mapped[str | None]
    occupancy_code: Mapped[str | None]
    approved_empty_code: Mapped[str | None]
    flex_permit_code: Mapped[str | None]
    unregistered_since: Mapped[date | None]
    total_area_m2: Mapped[int | None]
    living_area_m2: Mapped[int | None]
    source: Mapped[str]
    source_date: Mapped[date | None]
