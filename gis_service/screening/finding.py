"""What a rule says about the subjects of a batch: hit, no hit or unknown."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_service.screening.model import Model, Rule

HIT = 1
MISS = 0
UNKNOWN = -1

Verdicts = NDArray[np.int8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says about each subject of a batch.

    Attributes:
        field: The register field that it looked at.
        code: The value that it found there.
        fact_date: The day of that value: its revision, else its extract.
    """

    field: str
    verdict: Verdicts
    code: pd.Series
    fact_date: pd.Series


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February gives 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def verdict_of(*, known: Flags, hit: Flags) -> Verdicts:
    """Hit or no hit where something is known, and unknown elsewhere."""
    return np.where(known, np.where(hit, HIT, MISS), UNKNOWN).astype(np.int8)


def is_known(code: pd.Series, field: str, model: Model) -> Flags:
    """Whether a field (or two, with a slash) holds a value that does not mean "not known"."""
    known: Flags = (code.notna() & ~code.isin(model.unknown_values(*field.split("/")))).to_numpy()
    return known


def coded(frame: pd.DataFrame, column: str, field: str, rule: Rule, model: Model) -> Finding:
    """Look whether a column holds one of the codes of the rule."""
    code = frame[column]
    verdict = verdict_of(
        known=is_known(code, field, model), hit=code.isin(rule.codes).to_numpy(dtype=bool)
    )
    return Finding(
        field=field,
        verdict=where_used(frame, verdict, rule),
        code=code,
        fact_date=frame["fact_date"],
    )


def where_used(frame: pd.DataFrame, verdict: Verdicts, rule: Rule) -> Verdicts:
    """Keep what is said about the uses that the rule applies to."""
    if rule.use_codes is None:
        return verdict
    applies = frame["use_code"].isin(rule.use_codes).to_numpy()
    return np.where(applies, verdict, UNKNOWN).astype(np.int8)


def known_year(column: pd.Series, field: str, model: Model) -> NDArray[np.float64]:
    """The years of a column, without those that mean "not known"."""
    years: NDArray[np.float64] = column.to_numpy(dtype="float64", copy=True)
    years[as_written(column).isin(model.unknown_values(field)).to_numpy()] = np.nan
    return years


def as_written(column: pd.Series) -> pd.Series:
    """Numbers as the register writes them; nothing where there is none."""
    return whole(column).where(column.notna(), "")


def whole(column: pd.Series) -> pd.Series:
    """Whole numbers as text; nothing where there is none."""
    numbers = column.astype("Int64").astype(object)
    return numbers.map(str, na_action="ignore").where(column.notna(), None)


def iso(column: pd.Series) -> pd.Series:
    """Days as text; nothing where there is none."""
    return column.dt.strftime("%Y-%m-%d").astype(object).where(column.notna(), None)


def vacant_longer(
    frame: pd.DataFrame, column: str, *, exempt: Flags, rule: Rule, model: Model
) -> Finding:
    """Look whether a column's day lies at least the rule's years back."""
    since = frame[column]
    long_ago = (since <= pd.Timestamp(years_before(model.as_of, rule.number))).to_numpy()
    return Finding(
        field=column,
        verdict=verdict_of(known=since.notna().to_numpy(), hit=long_ago & ~exempt),
        code=iso(since),
        fact_date=since,
    )


def nothing(frame: pd.DataFrame) -> pd.Series:
    """A column without values."""
    return pd.Series([None] * len(frame), index=frame.index, dtype=object)
