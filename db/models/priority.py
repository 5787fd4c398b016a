"""The published model of priority as the map reads it."""

from datetime import date

from sqlalchemy import SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class PriorityCriterion(MapView):
    """What a priority is made of, and how much it weighs (`map.priority_criterion`)."""

    __tablename__ = "priority_criterion"

    model: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    weight: Mapped[int] = mapped_column(SmallInteger)
    title_da: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    description_da: Mapped[str] = mapped_column(Text)
    description_en: Mapped[str] = mapped_column(Text)
    source: Mapped[str]


class PriorityPoints(MapView):
    """The points of one value of a criterion; none: it says nothing (`map.priority_points`)."""

    __tablename__ = "priority_points"

    model: Mapped[str] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    scale: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    points: Mapped[int | None] = mapped_column(SmallInteger)
    source: Mapped[str]
