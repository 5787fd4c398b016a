"""Grades given on site, and the scales they are given in, as the map reads them."""

from datetime import date

from sqlalchemy import BigInteger, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class Inspection(MapView):
    """A grade that somebody gave a property, or a part of it, on site (`map.inspection`)."""

    __tablename__ = "inspection"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    municipality_code: Mapped[str]
    property_id: Mapped[int] = mapped_column(BigInteger)
    scale: Mapped[str]
    part: Mapped[str]
    grade: Mapped[str]
    inspected_on: Mapped[date | None]
    inspector: Mapped[str | None]
    source: Mapped[str]
    source_date: Mapped[date | None]


class Grade(MapView):
    """A grade of a scale, with its own order and meaning (`map.grade`)."""

    __tablename__ = "grade"

    scale: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    rank: Mapped[int | None] = mapped_column(SmallInteger)
    title_da: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    source: Mapped[str]
