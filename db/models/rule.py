"""Dated rules and code lists as the map reads them."""

from datetime import date

from sqlalchemy import SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class DatedRule(MapView):
    """A rule of law or practice with its period and source (`map.dated_rule`)."""

    __tablename__ = "dated_rule"

    topic: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    comparison: Mapped[str | None]
    value: Mapped[str | None]
    unit: Mapped[str | None]
    status: Mapped[str]
    source: Mapped[str | None]


class ScreeningRule(MapView):
    """A screening rule with titles, weight, threshold and codes (`map.screening_rule`)."""

    __tablename__ = "screening_rule"

    rule: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    kind: Mapped[str]
    weight: Mapped[int] = mapped_column(SmallInteger)
    threshold: Mapped[str | None]
    codes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    use_codes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    title_da: Mapped[str]
    title_en: Mapped[str]
    description_da: Mapped[str]
    description_en: Mapped[str]
    source: Mapped[str]


class CodeTitle(MapView):
    """The meaning of a register code, with the list it is in (`map.code_title`)."""

    __tablename__ = "code_title"

    list: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    title_da: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    group_name: Mapped[str | None]
    source: Mapped[str]


class UnknownValue(MapView):
    """A register value that means "not known" (`map.unknown_value`)."""

    __tablename__ = "unknown_value"

    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    source: Mapped[str]


class LifeCycle(MapView):
    """What a register status means: planned, standing or gone (`map.life_cycle`)."""

    __tablename__ = "life_cycle"

    status: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    state: Mapped[str]
    is_standing: Mapped[bool]
    title_da: Mapped[str]
    title_en: Mapped[str]
    source: Mapped[str]
