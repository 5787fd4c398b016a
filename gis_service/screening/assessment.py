"""What the rules together say about each property of a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from db.screening import HIT_COLUMNS, Batch
from gis_service.screening.finding import HIT, UNKNOWN, Finding, Flags
from gis_service.screening.model import Kind, Model, Rule
from gis_service.screening.rules import CHECKS, Check, Subject
from gis_service.screening.unit_rules import may_stand_empty

HIGHEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The results of a batch.

    Attributes:
        properties: One row per property: suspicion (NaN: no rule applies), rules, flags, badges,
            screened_as_of, and why no rule applies.
        hits: One row per hit, in the order of properties and rules.
    """

    properties: pd.DataFrame
    hits: pd.DataFrame


def assess(batch: Batch, model: Model) -> Assessment:
    """Let every rule look at a batch, and add up."""
    frames = _frames(batch, model)
    ids = batch.properties["id"].to_numpy(dtype="int64")
    tally = _Tally(ids=ids, rules=tuple(model.rules))
    hits = []
    for check in CHECKS:
        rule = model.rules.get(check.rule)
        if rule is None:  # not in force on the day
            continue
        frame = frames[check.subject]
        finding = check.find(frame, rule, model)
        scores = frame["scores"].to_numpy(dtype=bool)
        tally.add(frame, finding, check, scores | _counts_everywhere(check, rule))
        hits.append(_hits(frame, finding, check, model, scores))
    return Assessment(
        properties=_properties(batch, frames, tally, model), hits=_ordered(hits, model)
    )


def suspicion_of(
    hits: NDArray[np.bool_], inputs: NDArray[np.bool_], weights: Sequence[int]
) -> NDArray[np.float64]:
    """The sum of the weights of the rules that hit, at most 100; NaN where no rule had an input.

    Attributes:
        hits: Properties by rules: the rule hits.
        inputs: Properties by rules: the rule could tell.
    """
    total = np.minimum(hits.astype("int64") @ np.asarray(weights, dtype="int64"), HIGHEST)
    return np.where(inputs.any(axis=1), total, np.nan).astype("float64")


def _counts_everywhere(check: Check, rule: Rule) -> bool:
    """A protected shed is a protected building; that its roof was last revised in 2003 is noise."""
    return rule.kind is Kind.FLAG or (rule.kind is Kind.BADGE and check.subject is Subject.PROPERTY)


class _Tally:
    """Which rules could tell something about which property, and which of them hit."""

    def __init__(self, *, ids: NDArray[np.int64], rules: Sequence[str]) -> None:
        self.ids = ids
        self.place = {rule: number for number, rule in enumerate(rules)}
        self.hits = np.zeros((len(ids), len(rules)), dtype=bool)
        self.inputs = np.zeros((len(ids), len(rules)), dtype=bool)

    def add(self, frame: pd.DataFrame, finding: Finding, check: Check, counts: Flags) -> None:
        """Count what a check found on the subjects that count."""
        rows = np.searchsorted(self.ids, frame["property_id"].to_numpy(dtype="int64"))
        column = self.place[check.rule]
        self.inputs[rows[counts & (finding.verdict != UNKNOWN)], column] = True
        self.hits[rows[counts & (finding.verdict == HIT)], column] = True

    def columns(self, rules: Sequence[str]) -> list[int]:
        """Where some rules stand."""
        return [self.place[rule] for rule in rules]

    def names(self, rules: Sequence[str]) -> NDArray[np.object_]:
        """The ids of the rules that hit each property, as one text with commas."""
        hits = self.hits[:, self.columns(rules)]
        patterns, which = np.unique(hits, axis=0, return_inverse=True)
        texts = np.array(
            [
                ",".join(rule for rule, hit in zip(rules, pattern, strict=True) if hit)
                for pattern in patterns
            ],
            dtype=object,
        )
        if not len(texts):
            return np.empty(0, dtype=object)
        named: NDArray[np.object_] = texts[which.reshape(-1)]
        return named


def _frames(batch: Batch, model: Model) -> Mapping[Subject, pd.DataFrame]:
    buildings = batch.buildings.assign(
        scores=~batch.buildings["use_code"].isin(model.outbuildings),
        unit_id=np.nan,
    )
    units = batch.units.assign(
        scores=~batch.units["building_use_code"].isin(model.outbuildings),
    )
    ids = batch.properties["id"]
    vacancy = model.rules.get("R4")
    exempt = units[may_stand_empty(units, vacancy, model)] if vacancy else units.iloc[:0]
    telling = units[units["unregistered_since"].notna()]
    properties = batch.properties.assign(
        property_id=ids,
        building_id=np.nan,
        unit_id=np.nan,
        scores=~batch.properties["use_code"].isin(model.outbuildings),
        may_stand_empty=ids.isin(exempt["property_id"]),
        units_tell_vacancy=ids.isin(telling["property_id"]),
    )
    standing = properties[properties["is_standing"] == "t"]
    return {Subject.PROPERTY: standing, Subject.BUILDING: buildings, Subject.UNIT: units}


def _properties(
    batch: Batch, frames: Mapping[Subject, pd.DataFrame], tally: _Tally, model: Model
) -> pd.DataFrame:
    suspicious = model.of_kind(Kind.SUSPICION)
    names = {
        kind: tally.names([rule.id for rule in model.of_kind(kind)])
        for kind in (Kind.SUSPICION, Kind.FLAG, Kind.BADGE)
    }
    columns = tally.columns([rule.id for rule in suspicious])
    standing = (batch.properties["is_standing"] == "t").to_numpy()
    suspicion = suspicion_of(
        tally.hits[:, columns], tally.inputs[:, columns], [rule.weight for rule in suspicious]
    )
    return pd.DataFrame(
        {
            "id": tally.ids,
            "is_standing": standing,
            "suspicion": suspicion,
            "rules": names[Kind.SUSPICION],
            "flags": names[Kind.FLAG],
            "badges": names[Kind.BADGE],
            "screened_as_of": pd.Series(
                np.where(standing, np.datetime64(model.as_of), np.datetime64("NaT")),
                dtype="datetime64[s]",
            ),
            "silence": pd.Series(_silence(tally.ids, frames), dtype=object).where(
                standing & np.isnan(suspicion), None
            ),
        }
    )


def _silence(ids: NDArray[np.int64], frames: Mapping[Subject, pd.DataFrame]) -> NDArray[np.object_]:
    """Why no rule applies: nothing stands there, only outbuildings do, or no field is filled in."""
    subjects = pd.concat(
        [
            frames[Subject.BUILDING][["property_id", "scores"]],
            frames[Subject.UNIT][["property_id", "scores"]],
        ]
    )
    has_any = np.isin(ids, subjects["property_id"].to_numpy(dtype="int64"))
    scoring = subjects[subjects["scores"].astype(bool)]
    has_scoring = np.isin(ids, scoring["property_id"].to_numpy(dtype="int64"))
    return np.where(
        ~has_any, "no_building", np.where(~has_scoring, "only_outbuildings", "no_known_value")
    ).astype(object)


def _hits(
    frame: pd.DataFrame, finding: Finding, check: Check, model: Model, scores: Flags
) -> pd.DataFrame:
    hit = finding.verdict == HIT
    rule = model.rules[check.rule]
    return pd.DataFrame(
        {
            "property_id": frame["property_id"][hit],
            "building_id": frame["building_id"][hit],
            "unit_id": frame["unit_id"][hit],
            "rule": rule.id,
            "field": finding.field,
            "code": finding.code[hit],
            "fact_date": finding.fact_date[hit],
            "weight": rule.weight,
            # A flag or a badge never scores, and neither does an outbuilding.
            "scores": scores[hit] & (rule.kind is Kind.SUSPICION),
        }
    )


def _ordered(hits: Sequence[pd.DataFrame], model: Model) -> pd.DataFrame:
    found = [frame for frame in hits if not frame.empty]
    if not found:
        return pd.DataFrame({name: [] for name in HIT_COLUMNS})
    together = pd.concat(found, ignore_index=True)
    order = {rule: number for number, rule in enumerate(model.rules)}
    return (
        together.assign(order=together["rule"].map(order))
        .sort_values(["property_id", "order", "building_id", "unit_id", "field"], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )
