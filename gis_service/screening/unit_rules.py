"""The screening rules that look at units, a column of a batch at a time."""

import pandas as pd

from gis_service.screening.finding import (
    Finding,
    Flags,
    coded,
    is_known,
    vacant_longer,
)
from gis_service.screening.model import Model, Rule


def condemned(units: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R2: the dwelling unit is condemned."""
    return coded(units, "condemned_code", "enh024", rule, model)


def not_in_use(units: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R3: the unit is registered as not in use."""
    return coded(units, "occupancy_code", "enh045", rule, model)


def nobody_registered(units: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R4: nobody registered at the unit for so many years, unless it may stand empty."""
    return vacant_longer(
        units,
        "unregistered_since",
        exempt=may_stand_empty(units, rule, model),
        rule=rule,
        model=model,
    )


def no_toilet(units: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R7: no flushing toilet in the unit."""
    return coded(units, "toilet_code", "enh032", rule, model)


def no_bath(units: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R8: neither a bath nor access to one."""
    return coded(units, "bath_code", "enh033", rule, model)


def no_kitchen(units: pd.DataFrame, rule: Rule, model: Model) -> Finding:
    """R9: no kitchen of its own."""
    return coded(units, "kitchen_code", "enh034", rule, model)


def may_stand_empty(units: pd.DataFrame, rule: Rule, model: Model) -> Flags:
    """Whether a unit is approved to stand empty, or has a permit as a flex dwelling."""
    approved: Flags = units["approved_empty_code"].isin(rule.codes).to_numpy()
    return approved | is_known(units["flex_permit_code"], "enh068", model)
