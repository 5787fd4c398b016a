"""The screening rules that look at properties and where they lie."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_service.screening.finding import (
    UNKNOWN,
    Finding,
    Flags,
    nothing,
    vacant_longer,
    verdict_of,
    whole,
)
from gis_service.screening.model import Model, Rule


def vacant(properties: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R4: the property itself is noted as vacant for so many years, unless it may stand empty."""
    finding = vacant_longer(
        properties,
        "vacant_since",
        exempt=properties["may_stand_empty"].to_numpy(),
        rule=rule,
        model=model,
    )
    # What its units say is told by the units.
    verdict = np.where(properties["units_tell_vacancy"].to_numpy(), UNKNOWN, finding.verdict)
    return Finding(
        field=finding.field,
        verdict=verdict.astype(np.int8),
        code=finding.code,
        fact_date=finding.fact_date,
    )


def in_small_town(properties: pd.DataFrame, rule: Rule, model: Model) -> Finding:  # noqa: ARG001 (a check's shape)
    """R16: the town's population is within the limit that the pool has on the day."""
    limit = model.town_limit
    population = properties["population"].to_numpy(dtype="float64")
    within = is_within(population, limit.comparison, limit.value)
    known = (
        ~np.isnan(population)
        & (properties["in_place"] == "t").to_numpy()
        & (properties["is_danish"] == "t").to_numpy()
        & (within is not None)
    )
    hit = np.zeros(len(properties), dtype=bool) if within is None else within
    return Finding(
        field="population",
        verdict=verdict_of(known=known, hit=hit),
        code=whole(properties["population"]),
        fact_date=properties["population_date"],
    )


def in_open_land(properties: pd.DataFrame, rule: Rule, model: Model) -> Finding:  # noqa: ARG001 (a check's shape)
    """R16: outside every town, where the pool has no limit."""
    outside = (properties["in_place"] == "f").to_numpy()
    known = outside & (properties["is_danish"] == "t").to_numpy()
    return Finding(
        field="in_place",
        verdict=verdict_of(known=known, hit=outside),
        code=nothing(properties),
        fact_date=properties["population_date"],
    )


def no_position(properties: pd.DataFrame, rule: Rule, model: Model) -> Finding:  # noqa: ARG001 (a check's shape)
    """The register holds no coordinates, so the map cannot show the property."""
    placed = (properties["is_placed"] == "t").to_numpy()
    return Finding(
        field="byg404",
        verdict=verdict_of(known=np.ones(len(properties), dtype=bool), hit=~placed),
        code=nothing(properties),
        fact_date=properties["source_date"],
    )


def is_within(
    population: NDArray[np.float64], comparison: str | None, value: int | None
) -> Flags | None:
    """Whether each population is within a limit; None where the limit is not known."""
    if value is None:
        return None
    if comparison == "<":
        return population < value
    if comparison == "<=":
        return population <= value
    return None
