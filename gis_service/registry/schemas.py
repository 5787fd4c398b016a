"""The shape of a property's card."""

from datetime import date
from typing import Annotated

from pydantic import Field

from gis_service.told import Code, Latitude, Longitude, SourceTold, Told


class MunicipalityTold(Told):
    """The municipality that a property lies in."""

    code: Code
    name: str | None


class PlaceTold(Told):
    """The place that a property lies in or near."""

    id: int
    name: str
    is_in: bool | None
    distance_m: float | None
    population: int | None
    population_date: date | None


class _Classed(Told):
    class_: Annotated[str, Field(alias="class")]
    class_title: str
    color: str


class BarRowTold(Told):
    """A published row that a bar comes from."""

    title: str
    value: float | None
    valid_from: date
    source: str


class BarTold(Told):
    """What a criterion gives; the bars that are not missing sum to the score."""

    criterion: str
    title: str
    description: str
    value: int | None
    weight: int
    is_missing: bool
    stands_in: bool
    sentence: str
    rows: list[BarRowTold]


class PriorityTold(_Classed):
    """Where to begin, and why."""

    value: int | None
    sentence: str
    model: str | None
    bars: list[BarTold]


class ConditionTold(_Classed):
    """The condition: graded on site, or from registers alone."""

    value: int | None
    is_graded: bool | None


class SuspicionTold(_Classed):
    """What the registers say of where to go and look."""

    value: int | None
    sentence: str


class GradeTold(Told):
    """A grade in its own scale."""

    id: int | None
    scale: str
    scale_title: str
    grade: str
    name: str
    title: str | None
    part: str | None
    part_title: str | None
    is_overall: bool
    date: date | None
    inspector: str | None
    source: SourceTold


class FactTold(Told):
    """A fact of a register."""

    name: str
    title: str
    kind: str
    value: str | int | float | bool | None
    meaning: str | None
    unit: str | None


class HitTold(Told):
    """A rule that a fact meets."""

    rule: str
    kind: str | None
    title: str
    description: str | None
    field: str | None
    field_title: str | None
    code: str | None
    meaning: str | None
    date: date | None
    weight: int | None
    scores: bool
    building_id: int | None
    unit_id: int | None
    building: str | None


class UnitTold(Told):
    """A dwelling or other unit of a building."""

    id: int
    state: str
    state_title: str
    facts: list[FactTold]
    rules: list[str]
    source: SourceTold


class BuildingTold(Told):
    """A building of the property."""

    id: int
    title: str
    number: int | str | None
    bbr_id: str | None
    use_code: str | None
    use: str | None
    state: str
    state_title: str
    status: str | None
    is_placed: bool
    facts: list[FactTold]
    rules: list[str]
    units: list[UnitTold]
    source: SourceTold


class EligibilityTold(Told):
    """Whether the pool reaches the property."""

    answer: str
    year: int
    sentence: str
    limit: str | None
    rule_status: str | None
    rule_source: str | None


class NeighbourTold(_Classed):
    """Another property near by."""

    id: int
    address: str | None
    bfe: int | None
    place: str | None
    distance_m: float
    suspicion: int | None
    priority: int | None
    is_graded: bool | None
    grade: str | None
    grade_scale: str | None
    grade_title: str | None
    lon: Longitude
    lat: Latitude


class CardTold(Told):
    """All that a viewer may know of a property."""

    id: int
    title: str
    address: str | None
    postal_code: str | None
    postal_name: str | None
    bfe: int | None
    municipality: MunicipalityTold
    place: PlaceTold | None
    state: str
    state_title: str
    lon: Longitude | None
    lat: Latitude | None
    priority: PriorityTold
    condition: ConditionTold
    grade: GradeTold | None
    inspections: list[GradeTold]
    suspicion: SuspicionTold
    screened_as_of: date | None
    facts: list[FactTold]
    hits: list[HitTold]
    flags: list[HitTold]
    badges: list[HitTold]
    buildings: list[BuildingTold]
    units: list[UnitTold]
    source: SourceTold
    is_demo: bool
    eligibility: EligibilityTold | None
    nearby: list[NeighbourTold]
