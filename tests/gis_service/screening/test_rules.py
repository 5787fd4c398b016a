"""Each screening rule by itself: what hits, what does not, and where it says nothing."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from gis_service.screening import building_rules, property_rules, unit_rules
from gis_service.screening.finding import HIT, MISS, UNKNOWN, Finding, years_before
from gis_service.screening.model import Model, Rule
from gis_service.screening.rules import CHECKS
from tests.gis_service.screening.frames import AS_OF, buildings, model, properties, units

Find = Callable[[pd.DataFrame, Rule, Model], Finding]


def verdict(find: Find, rule: str, frame: pd.DataFrame, as_of: date = AS_OF) -> int:
    """What a rule says about the only subject."""
    in_force = model(as_of)
    finding = find(frame, in_force.rules[rule], in_force)
    assert len(finding.verdict) == len(frame) == 1
    return int(finding.verdict[0])


@pytest.mark.parametrize(
    ("find", "rule", "column", "hitting", "missing"),
    (
        (building_rules.dilapidated, "R1", "use_code", "990", "120"),
        (building_rules.poorly_heated, "R10", "heating_code", "3", "1"),
        (building_rules.poorly_heated, "R10", "heating_code", "9", "2"),
        (building_rules.poor_water, "R11", "water_code", "4", "1"),
        (building_rules.poor_water, "R11", "water_code", "9", "2"),
        (building_rules.poor_drain, "R12", "drain_code", "70", "10"),
        (building_rules.poor_drain, "R12", "drain_code", "90", "10"),
        (building_rules.poor_drain, "R12", "drain_code", "505", "1"),
        (building_rules.poor_drain, "R12", "drain_code", "701", "30"),
        (building_rules.asbestos_roof, "R13", "roof_code", "3", "10"),
        (building_rules.protected, "R19", "protection_code", "1", "8"),
        (building_rules.protected, "R19", "protection_code", "7", "9"),
        (building_rules.unchecked_source, "R20", "materials_source_code", "1", "5"),
        (building_rules.uncertain_position, "uncertain_position", "coordinate_quality", "3", "1"),
    ),
)
def test_a_code_of_a_building_hits_or_not_and_an_unknown_one_says_nothing(
    find: Find, rule: str, column: str, hitting: str, missing: str
) -> None:
    assert verdict(find, rule, buildings({column: hitting})) == HIT
    assert verdict(find, rule, buildings({column: missing})) == MISS
    for unknown in (None, "", "0"):
        assert verdict(find, rule, buildings({column: unknown})) == UNKNOWN


@pytest.mark.parametrize(
    ("find", "rule", "column", "hitting", "missing"),
    (
        (unit_rules.condemned, "R2", "condemned_code", "1", "0"),
        (unit_rules.not_in_use, "R3", "occupancy_code", "3", "2"),
        (unit_rules.no_toilet, "R7", "toilet_code", "A", "T"),
        (unit_rules.no_toilet, "R7", "toilet_code", "B", "T"),
        (unit_rules.no_bath, "R8", "bath_code", "D", "C"),
        (unit_rules.no_kitchen, "R9", "kitchen_code", "F", "E"),
        (unit_rules.no_kitchen, "R9", "kitchen_code", "G", "E"),
        (unit_rules.no_kitchen, "R9", "kitchen_code", "H", "E"),
    ),
)
def test_a_code_of_a_unit_hits_or_not_and_an_unknown_one_says_nothing(
    find: Find, rule: str, column: str, hitting: str, missing: str
) -> None:
    assert verdict(find, rule, units({column: hitting})) == HIT
    assert verdict(find, rule, units({column: missing})) == MISS
    for unknown in (None, ""):
        assert verdict(find, rule, units({column: unknown})) == UNKNOWN


def test_999_is_an_unknown_use_and_not_a_sign_of_anything() -> None:
    assert verdict(building_rules.dilapidated, "R1", buildings({"use_code": "999"})) == UNKNOWN


@pytest.mark.parametrize(
    ("year", "expected"),
    (
        (1959, HIT),
        (1960, MISS),
        (1, HIT),
        (None, UNKNOWN),
        (0, UNKNOWN),
        (1000, UNKNOWN),
        (999, UNKNOWN),
    ),
)
def test_r5_counts_known_years_before_1960(year: int | None, expected: int) -> None:
    assert verdict(building_rules.built_before, "R5", buildings({"year_built": year})) == expected


@pytest.mark.parametrize(
    ("built", "rebuilt", "expected"),
    (
        (1920, None, HIT),  # never rebuilt
        (1920, 0, HIT),
        (1920, 1979, HIT),
        (1920, 1980, MISS),
        (1995, None, MISS),  # younger than the year, so nothing was left undone
        (None, 1970, HIT),
        (None, 2001, MISS),
        (None, None, UNKNOWN),
        (1000, 0, UNKNOWN),
        (1920, 1000, UNKNOWN),  # rebuilt, but nobody knows when
        (1995, 1000, MISS),
    ),
)
def test_r6_asks_for_the_last_year_of_building_or_rebuilding(
    built: int | None, rebuilt: int | None, expected: int
) -> None:
    frame = buildings({"year_built": built, "year_rebuilt": rebuilt})
    assert verdict(building_rules.not_rebuilt_since, "R6", frame) == expected


@pytest.mark.parametrize(
    ("find", "rule", "column", "value"),
    (
        (building_rules.built_before, "R5", "year_built", 1900),
        (building_rules.not_rebuilt_since, "R6", "year_built", 1900),
        (building_rules.poorly_heated, "R10", "heating_code", "9"),
        (building_rules.poor_water, "R11", "water_code", "9"),
        (building_rules.poor_drain, "R12", "drain_code", "90"),
    ),
)
@pytest.mark.parametrize("use", ("910", "510", "321", "970", "999", None))
def test_rules_about_dwellings_say_nothing_of_other_buildings(
    find: Find, rule: str, column: str, value: object, use: str | None
) -> None:
    assert verdict(find, rule, buildings({column: value, "use_code": use})) == UNKNOWN


@pytest.mark.parametrize("column", ("toilet_code", "bath_code", "kitchen_code"))
def test_rules_about_dwellings_say_nothing_of_other_units(column: str) -> None:
    find, rule, code = {
        "toilet_code": (unit_rules.no_toilet, "R7", "B"),
        "bath_code": (unit_rules.no_bath, "R8", "D"),
        "kitchen_code": (unit_rules.no_kitchen, "R9", "H"),
    }[column]
    assert verdict(find, rule, units({column: code, "use_code": "321"})) == UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected"),
    (
        ({"unregistered_since": date(2025, 11, 22)}, HIT),  # a year to the day
        ({"unregistered_since": date(2025, 11, 23)}, MISS),
        ({"unregistered_since": date(2027, 1, 1)}, MISS),
        ({"unregistered_since": None}, UNKNOWN),
        ({"unregistered_since": date(2010, 1, 1), "approved_empty_code": "100"}, MISS),
        ({"unregistered_since": date(2010, 1, 1), "approved_empty_code": "0"}, HIT),
        ({"unregistered_since": date(2010, 1, 1), "flex_permit_code": "1"}, MISS),
        ({"unregistered_since": date(2010, 1, 1), "flex_permit_code": ""}, HIT),
    ),
)
def test_r4_wants_a_year_without_anybody_and_no_permit(
    facts: dict[str, object], expected: int
) -> None:
    assert verdict(unit_rules.nobody_registered, "R4", units(facts)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    (
        ({"vacant_since": date(2020, 1, 1)}, HIT),
        ({"vacant_since": date(2026, 6, 1)}, MISS),
        ({"vacant_since": None}, UNKNOWN),
        ({"vacant_since": date(2020, 1, 1), "may_stand_empty": True}, MISS),
        ({"vacant_since": date(2020, 1, 1), "units_tell_vacancy": True}, UNKNOWN),
    ),
)
def test_r4_also_reads_the_vacancy_of_the_property(facts: dict[str, object], expected: int) -> None:
    assert verdict(property_rules.vacant, "R4", properties(facts)) == expected


def test_a_leap_day_has_a_day_in_every_year() -> None:
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("as_of", "population", "expected"),
    (
        (date(2015, 6, 1), 2999, HIT),  # fewer than 3,000
        (date(2015, 6, 1), 3000, MISS),
        (date(2017, 6, 1), 3000, HIT),  # up to 3,000
        (date(2017, 6, 1), 3001, MISS),
        (date(2024, 6, 1), 3999, HIT),  # fewer than 4,000
        (date(2024, 6, 1), 4000, MISS),
        (date(2026, 6, 1), 3999, HIT),  # carried forward
        (date(2013, 6, 1), 200, UNKNOWN),  # no limit is known
        (date(2024, 6, 1), None, UNKNOWN),
    ),
)
def test_r16_compares_with_the_limit_of_the_day(
    as_of: date, population: int | None, expected: int
) -> None:
    frame = properties({"in_place": "t", "population": population})
    assert verdict(property_rules.in_small_town, "R16", frame, as_of) == expected


def test_r16_admits_the_open_land_but_no_foreign_registry() -> None:
    assert verdict(property_rules.in_open_land, "R16", properties({"in_place": "f"})) == HIT
    assert verdict(property_rules.in_open_land, "R16", properties({"in_place": "t"})) == UNKNOWN
    assert verdict(property_rules.in_open_land, "R16", properties({"in_place": None})) == UNKNOWN
    abroad = properties({"in_place": "f", "is_danish": "f"})
    assert verdict(property_rules.in_open_land, "R16", abroad) == UNKNOWN
    town = properties({"in_place": "t", "population": 100, "is_danish": "f"})
    assert verdict(property_rules.in_small_town, "R16", town) == UNKNOWN


@pytest.mark.parametrize(
    ("code", "expected"), (("1", HIT), ("2", HIT), ("3", HIT), (None, UNKNOWN), ("0", UNKNOWN))
)
def test_r13_takes_any_note_of_asbestos(code: str | None, expected: int) -> None:
    assert (
        verdict(building_rules.asbestos_noted, "R13", buildings({"asbestos_code": code}))
        == expected
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    ((date(2016, 11, 21), HIT), (date(2016, 11, 22), MISS), (None, UNKNOWN)),
)
def test_r20_wants_a_revision_within_ten_years(day: date | None, expected: int) -> None:
    assert (
        verdict(building_rules.revised_long_ago, "R20", buildings({"revised_on": day})) == expected
    )


def test_a_property_without_position_bears_a_badge() -> None:
    assert verdict(property_rules.no_position, "no_position", properties({"is_placed": "f"})) == HIT
    assert verdict(property_rules.no_position, "no_position", properties({})) == MISS


def test_a_hit_tells_the_value_and_its_day() -> None:
    in_force = model()
    frame = buildings({"heating_code": "9", "fact_date": date(2019, 3, 1)})
    finding = building_rules.poorly_heated(frame, in_force.rules["R10"], in_force)
    assert (finding.field, finding.code[0]) == ("byg056", "9")
    assert finding.fact_date[0].date() == date(2019, 3, 1)


def test_every_rule_in_force_has_a_check_and_every_check_a_rule() -> None:
    assert {check.rule for check in CHECKS} == set(model().rules)


def test_rules_work_on_a_batch_without_subjects() -> None:
    in_force = model()
    empty = {"building": buildings(), "unit": units(), "property": properties()}
    for check in CHECKS:
        finding = check.find(empty[check.subject], in_force.rules[check.rule], in_force)
        assert len(finding.verdict) == 0
