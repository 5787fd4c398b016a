"""The screening rules in order: the id, what it looks at, and the function that decides."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from gis_service.screening import building_rules as of_buildings
from gis_service.screening import property_rules as of_properties
from gis_service.screening import unit_rules as of_units
from gis_service.screening.finding import Finding
from gis_service.screening.model import Model, Rule


class Subject(StrEnum):
    """What a rule looks at."""

    PROPERTY = "property"
    BUILDING = "building"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Check:
    """One way in which a rule can hit: a rule has one check for each column that it looks at."""

    rule: str
    subject: Subject
    find: Callable[[pd.DataFrame, Rule, Model], Finding]


CHECKS = (
    Check("R1", Subject.BUILDING, of_buildings.dilapidated),
    Check("R2", Subject.UNIT, of_units.condemned),
    Check("R3", Subject.UNIT, of_units.not_in_use),
    Check("R4", Subject.UNIT, of_units.nobody_registered),
    Check("R4", Subject.PROPERTY, of_properties.vacant),
    Check("R5", Subject.BUILDING, of_buildings.built_before),
    Check("R6", Subject.BUILDING, of_buildings.not_rebuilt_since),
    Check("R7", Subject.UNIT, of_units.no_toilet),
    Check("R8", Subject.UNIT, of_units.no_bath),
    Check("R9", Subject.UNIT, of_units.no_kitchen),
    Check("R10", Subject.BUILDING, of_buildings.poorly_heated),
    Check("R11", Subject.BUILDING, of_buildings.poor_water),
    Check("R12", Subject.BUILDING, of_buildings.poor_drain),
    Check("R13", Subject.BUILDING, of_buildings.asbestos_roof),
    Check("R13", Subject.BUILDING, of_buildings.asbestos_noted),
    Check("R16", Subject.PROPERTY, of_properties.in_small_town),
    Check("R16", Subject.PROPERTY, of_properties.in_open_land),
    Check("R19", Subject.BUILDING, of_buildings.protected),
    Check("R20", Subject.BUILDING, of_buildings.revised_long_ago),
    Check("R20", Subject.BUILDING, of_buildings.unchecked_source),
    Check("no_position", Subject.PROPERTY, of_properties.no_position),
    Check("uncertain_position", Subject.BUILDING, of_buildings.uncertain_position),
)
