"""The shapes of the published model."""

from datetime import date

from gis_service.told import Told


class Dated(Told):
    """A row of a rule: when it holds, and who says so."""

    valid_from: date
    valid_to: date | None
    source: str | None


class PointsTold(Dated):
    """The points of a grade or answer."""

    scale: str
    scale_title: str | None
    value: str
    title: str | None
    points: int | None


class CriterionTold(Dated):
    """A criterion with its weight."""

    criterion: str
    title: str
    description: str
    weight: int
    points: list[PointsTold]


class RuleTold(Dated):
    """A number that a rule sets."""

    comparison: str | None
    value: float | None
    status: str


class ModelTold(Told):
    """The model in force on a day."""

    model: str | None
    as_of: date
    criteria: list[CriterionTold]
    near_place_m: RuleTold | None
    town_limit: RuleTold | None
