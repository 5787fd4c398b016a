"""Properties and what screening found on them, as the map reads them."""

from datetime import date

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class Property(MapView):
    """A property with current values, its place and its suspicion (`map.property`)."""

    __tablename__ = "property"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    municipality_code: Mapped[str]
    key: Mapped[str]
    bfe: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str]
    source_date: Mapped[date | None]
    address: Mapped[str | None] = mapped_column(Text)
    postal_code: Mapped[str | None]
    postal_name: Mapped[str | None] = mapped_column(Text)
    place_id: Mapped[int | None] = mapped_column(BigInteger)
    in_place: Mapped[bool | None]
    place_distance_m: Mapped[float | None]
    place_name: Mapped[str | None] = mapped_column(Text)
    place_population: Mapped[int | None]
    place_population_date: Mapped[date | None]
    use_code: Mapped[str | None]
    year_built: Mapped[int | None] = mapped_column(SmallInteger)
    living_area_m2: Mapped[int | None]
    ownership_code: Mapped[str | None]
    owner_kind: Mapped[str | None]
    state: Mapped[str]
    is_standing: Mapped[bool]
    building_count: Mapped[int]
    vacant_since: Mapped[date | None]
    geom: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=25832, spatial_index=False)
    )
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=3857, spatial_index=False)
    )
    cell: Mapped[int | None] = mapped_column(BigInteger)
    search_text: Mapped[str]
    suspicion: Mapped[int | None] = mapped_column(SmallInteger)
    rules: Mapped[list[str]] = mapped_column(ARRAY(Text))
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    badges: Mapped[list[str]] = mapped_column(ARRAY(Text))
    hit_count: Mapped[int]
    screened_as_of: Mapped[date | None]
    grade_scale: Mapped[str | None]
    grade: Mapped[str | None]
    grade_part: Mapped[str | None]
    graded_on: Mapped[date | None]
    is_graded: Mapped[bool]
    condition: Mapped[int | None] = mapped_column(SmallInteger)
    priority: Mapped[int | None] = mapped_column(SmallInteger)
    priority_condition: Mapped[int | None] = mapped_column(SmallInteger)
    priority_place: Mapped[int | None] = mapped_column(SmallInteger)
    priority_eligible: Mapped[int | None] = mapped_column(SmallInteger)
    priority_model: Mapped[str | None]


class Hit(MapView):
    """One rule that hit on a property, with the field, code and date it hit on (`map.hit`)."""

    __tablename__ = "hit"

    # The view has no key of its own; these columns tell its rows apart.
    property_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    building_id: Mapped[int | None] = mapped_column(BigInteger, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    fact_date: Mapped[date | None]
    weight: Mapped[int] = mapped_column(SmallInteger)
    scores: Mapped[bool]
