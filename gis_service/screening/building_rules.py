"""The screening rules that look at buildings, a column of a batch at a time."""

import numpy as np
import pandas as pd

from gis_service.screening.finding import (
    Finding,
    as_written,
    coded,
    is_known,
    iso,
    known_year,
    verdict_of,
    where_used,
    whole,
    years_before,
)
from gis_service.screening.model import Model, Rule


def dilapidated(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R1: the register's own use code says that the building is falling down."""
    return coded(buildings, "use_code", "byg021", rule, model)


def built_before(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R5: the dwelling was built before a year."""
    built = known_year(buildings["year_built"], "byg026", model)
    verdict = verdict_of(known=~np.isnan(built), hit=built < rule.number)
    return Finding(
        field="byg026",
        verdict=where_used(buildings, verdict, rule),
        code=whole(buildings["year_built"]),
        fact_date=buildings["fact_date"],
    )


def not_rebuilt_since(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R6: the last year in which the dwelling was built or rebuilt lies before a year.

    An empty year of rebuilding means that none is registered, so the year it was built counts;
    where neither is known the rule says nothing.
    """
    rebuilt = buildings["year_rebuilt"].to_numpy(dtype="float64")
    is_unknown = (
        as_written(buildings["year_rebuilt"]).isin(model.unknown_values("byg027")).to_numpy()
    )
    never = np.isnan(rebuilt) | (rebuilt == 0)
    built = known_year(buildings["year_built"], "byg026", model)
    last = np.where(never, built, np.fmax(rebuilt, built))
    # A building younger than the year is answered even where its rebuilding is not known.
    known = ~np.isnan(last) & (~is_unknown | (built >= rule.number))
    return Finding(
        field="byg027",
        verdict=where_used(
            buildings, verdict_of(known=known, hit=(last < rule.number) & ~is_unknown), rule
        ),
        code=whole(buildings["year_rebuilt"]),
        fact_date=buildings["fact_date"],
    )


def poorly_heated(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R10: heated by stoves, or not at all."""
    return coded(buildings, "heating_code", "byg056", rule, model)


def poor_water(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R11: water from a well, or none."""
    return coded(buildings, "water_code", "byg030/gru009", rule, model)


def poor_drain(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R12: untreated discharge, or no drain."""
    return coded(buildings, "drain_code", "byg031/gru010", rule, model)


def asbestos_roof(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R13: a roof of fibre cement with asbestos; demolition costs more."""
    return coded(buildings, "roof_code", "byg033", rule, model)


def asbestos_noted(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:  # noqa: ARG001 (a check's shape)
    """R13: the register notes asbestos in roof or walls, whatever the code."""
    code = buildings["asbestos_code"]
    known = is_known(code, "byg036", model)
    return Finding(
        field="byg036",
        verdict=verdict_of(known=known, hit=known),
        code=code,
        fact_date=buildings["fact_date"],
    )


def protected(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R19: protected by law or by a declaration."""
    return coded(buildings, "protection_code", "byg070", rule, model)


def revised_long_ago(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R20: the building was last revised more than so many years ago."""
    revised = buildings["revised_on"]
    return Finding(
        field="byg094",
        verdict=verdict_of(
            known=revised.notna().to_numpy(),
            hit=(revised < pd.Timestamp(years_before(model.as_of, rule.number))).to_numpy(),
        ),
        code=iso(revised),
        fact_date=buildings["fact_date"],
    )


def unchecked_source(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R20: the building's materials were stated by somebody, but not checked."""
    code = buildings["materials_source_code"]
    return Finding(
        field="byg037",
        verdict=verdict_of(
            known=is_known(code, "byg037", model), hit=(~code.isin(rule.codes)).to_numpy()
        ),
        code=code,
        fact_date=buildings["fact_date"],
    )


def uncertain_position(buildings: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """The register calls the building's coordinates uncertain."""
    return coded(buildings, "coordinate_quality", "byg134", rule, model)
