"""Screen a registry: let the rules look at every standing property, and rank it by its priority."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from db.database import Database
from db.errors import AtlasError
from db.person import COMMAND_LINE, Person
from db.screening import HIT_COLUMNS, Batch, ScreeningSession, known_registries, screening
from gis_service.priority.model import read_priority_model
from gis_service.priority.ranking import RANKING_COLUMNS, ranked
from gis_service.screening.assessment import Assessment, assess
from gis_service.screening.model import read_model

BATCH_SIZE = 50_000
_NUMBERS = ("property_id", "building_id", "unit_id", "weight")
_RESULT = ("suspicion", "rules", "flags", "badges", "hit_count", *RANKING_COLUMNS)
_POINTS = tuple(name for name in RANKING_COLUMNS if name != "priority_model")

Progress = Callable[[int, int], None]


class UnknownRegistryError(AtlasError):
    """A registry that is asked for does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningResult:
    """What a screening came to.

    Attributes:
        screened: Standing properties that the rules looked at.
        ranked: Of them, those that have a priority.
        without: Of them, those that no rule applies to, by the reason.
        hits: Properties that each rule hits, by rule; flags and badges too.
        changed: Properties whose result is another than before.
    """

    as_of: date
    screened: int
    candidates: int
    ranked: int
    changed: int
    without: dict[str, int] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)

    @property
    def no_rule_applies(self) -> int:
        """Standing properties without a suspicion: never the same as a suspicion of 0."""
        return sum(self.without.values())

    def as_json(self) -> dict[str, object]:
        """The result as plain data, for scripts and for the run's record."""
        return {
            "as_of": self.as_of.isoformat(),
            "screened": self.screened,
            "candidates": self.candidates,
            "ranked": self.ranked,
            "changed": self.changed,
            "no_rule_applies": self.no_rule_applies,
            "without": self.without,
            "hits": self.hits,
        }


def screen(
    database: Database,
    as_of: date,
    registries: Collection[str] | None = None,
    progress: Progress | None = None,
    actor: str = "system",
    person: Person = COMMAND_LINE,
) -> ScreeningResult:
    """Screen the named registries (all: None) as of a day, in one transaction."""
    counter: Counter[str] = Counter()
    without: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    with screening(database, registries, person) as session:
        model = read_model(session, as_of)
        priorities = read_priority_model(session, as_of)
        total, done = session.count(), 0
        for batch in session.batches(BATCH_SIZE):
            assessment = assess(batch, model)
            ranking = ranked(batch.properties, assessment.properties["suspicion"], priorities)
            counter["ranked"] += int(ranking["priority"].notna().sum())
            counter["changed"] += _write(session, batch, assessment, ranking)
            standing = assessment.properties[assessment.properties["is_standing"]]
            counter["screened"] += len(standing)
            without.update(standing["silence"].dropna().value_counts().to_dict())
            for column in ("rules", "flags", "badges"):
                hits.update(_ids(standing[column]))
            done += len(batch.properties)
            if progress is not None:
                progress(done, total)
        counter["candidates"] = session.count_candidates(model.candidate_threshold)
        result = ScreeningResult(
            as_of=as_of,
            screened=counter["screened"],
            candidates=counter["candidates"],
            ranked=counter["ranked"],
            changed=counter["changed"],
            without={reason: int(number) for reason, number in sorted(without.items())},
            hits={rule: hits[rule] for rule in model.rules if hits[rule]},
        )
        session.note_day(as_of)
        session.record(as_of, actor, result.as_json())
        session.fold_changes()
    return result


def refuse_unknown(database: Database, registries: Collection[str]) -> None:
    """Tell when a registry that is asked for does not exist, instead of screening nothing."""
    known = known_registries(database)
    for registry in registries:
        if registry not in known:
            raise UnknownRegistryError(
                f"There is no registry {registry}.",
                f"Take one of: {', '.join(sorted(known))}."
                if known
                else "Import something first: landsbyatlas import FILE...",
            )


def _ids(column: pd.Series) -> Counter[str]:
    """How many rows name each rule, counting each combination once."""
    found: Counter[str] = Counter()
    for combination, number in column.value_counts().items():
        for rule in filter(None, str(combination).split(",")):
            found[rule] += int(number)
    return found


def _write(
    session: ScreeningSession, batch: Batch, assessment: Assessment, ranking: pd.DataFrame
) -> int:
    """Write what differs from before; how many properties that is."""
    counts = assessment.hits["property_id"].value_counts()
    found = assessment.properties["id"].map(counts).fillna(0)
    after = assessment.properties.assign(hit_count=found.astype("float64")).join(ranking)
    before = batch.properties
    # Another day alone is noted on the registry: it must not write every property.
    is_first = before["screened_as_of"].isna() != after["screened_as_of"].isna()
    differs = is_first.to_numpy(dtype=bool, copy=True)
    for name in _RESULT:
        old, new = before[name], after[name]
        if name in {"rules", "flags", "badges"}:
            old = old.fillna("")
        differs |= (~((old == new) | (old.isna() & new.isna()))).to_numpy(dtype=bool)
    rows = after[differs]
    days = rows["screened_as_of"].dt.strftime("%Y-%m-%d").astype(object)
    session.update_properties(
        {
            "id": rows["id"].tolist(),
            "suspicion": _whole(rows["suspicion"]).tolist(),
            "rules": rows["rules"].tolist(),
            "flags": rows["flags"].tolist(),
            "badges": rows["badges"].tolist(),
            "hit_count": _whole(rows["hit_count"]).tolist(),
            "screened_as_of": days.where(rows["screened_as_of"].notna(), None).tolist(),
            **{name: _whole(rows[name]).tolist() for name in _POINTS},
            "priority_model": rows["priority_model"].tolist(),
        }
    )
    otherwise = _properties_with_other_hits(batch.hits, assessment.hits)
    had = otherwise & set(batch.hits["property_id"])
    hits = assessment.hits[assessment.hits["property_id"].isin(otherwise)]
    numbers = {name: hits[name].astype("Int64") for name in _NUMBERS}
    session.replace_hits(sorted(int(number) for number in had), hits.assign(**numbers))
    return len(otherwise.union(rows["id"]))


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers.astype("Int64").astype(object).where(numbers.notna(), None)


def _properties_with_other_hits(before: pd.DataFrame, after: pd.DataFrame) -> set[int]:
    """The properties that have a hit now that they did not have before, or the other way round."""
    if before.empty:
        return set(after["property_id"])
    both = pd.concat([_comparable(before), _comparable(after)], ignore_index=True)
    return set(both.loc[~both.duplicated(keep=False), "property_id"])


def _comparable(hits: pd.DataFrame) -> pd.DataFrame:
    plain = hits[list(HIT_COLUMNS)].copy()
    for name in _NUMBERS:
        plain[name] = plain[name].astype("float64").fillna(-1)
    plain["fact_date"] = plain["fact_date"].astype("datetime64[s]")
    plain["code"] = plain["code"].astype(object).fillna("")
    plain["scores"] = plain["scores"].isin([True, "t"])
    return plain
