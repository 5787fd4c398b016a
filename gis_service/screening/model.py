"""The screening model: the rules, unknown values and limits that are in force on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from db.errors import AtlasError
from db.screening import ScreeningSession

OUTBUILDING_GROUP = "outbuilding"


class NoRulesError(AtlasError):
    """There is nothing to screen with on the day."""


class Kind(StrEnum):
    """What a rule's hit means: a reason to go and look, a fact to know, or doubt about the data."""

    SUSPICION = "suspicion"
    FLAG = "flag"
    BADGE = "badge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as it is in force: what it weighs, and what it looks for.

    Attributes:
        threshold: A number of years, a year, or the name of another rule; None where codes decide.
        use_codes: The uses it applies to; None for every use.
    """

    id: str
    kind: Kind
    weight: int = 0
    threshold: str | None = None
    codes: frozenset[str] = frozenset()
    use_codes: frozenset[str] | None = None

    @property
    def number(self) -> int:
        """The threshold as a number of years or a year."""
        if self.threshold is None:
            raise ValueError(f"Screening rule {self.id} has no threshold.")
        return int(self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationLimit:
    """The pool's limit for how large a town may be; the value is None while it is not known."""

    comparison: str | None
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything that a screening depends on beside the facts."""

    as_of: date
    rules: Mapping[str, Rule]
    unknown: Mapping[str, frozenset[str]]
    outbuildings: frozenset[str]
    town_limit: PopulationLimit
    candidate_threshold: int

    def of_kind(self, kind: Kind) -> tuple[Rule, ...]:
        """The rules of a kind, in the order of their numbers."""
        return tuple(rule for rule in self.rules.values() if rule.kind is kind)

    def unknown_values(self, *fields: str) -> frozenset[str]:
        """The values of these fields that mean "not known"."""
        return frozenset().union(*(self.unknown.get(field, frozenset()) for field in fields))


def read_model(session: ScreeningSession, as_of: date) -> Model:
    """The model that the registry's dated rows describe for a day."""
    rules = session.model_rows("screening_rule", as_of)
    if not rules:
        raise NoRulesError(
            f"No screening rule is in force on {as_of.isoformat()}.",
            "Choose a later day; the first rules are from 2000.",
        )
    return model_of(
        as_of=as_of,
        rules=rules,
        unknown=session.model_rows("unknown_value", as_of),
        uses=session.model_rows("code_title", as_of),
        dated=session.model_rows("dated_rule", as_of),
    )


def model_of(
    *,
    as_of: date,
    rules: Sequence[Mapping[str, Any]],
    unknown: Sequence[Mapping[str, Any]],
    uses: Sequence[Mapping[str, Any]],
    dated: Sequence[Mapping[str, Any]],
) -> Model:
    """Put dated rows together to a model; of two rows for one thing the later counts."""
    values: dict[str, set[str]] = {}
    for row in unknown:
        values.setdefault(row["field"], set()).add(row["value"])
    groups = {row["code"]: row["group_name"] for row in uses if row["list"] == "use"}
    by_key = {(row["topic"], row["key"]): row for row in dated}
    limit = by_key.get(("pool", "town_limit"), {})
    return Model(
        as_of=as_of,
        rules={
            rule.id: rule for rule in sorted((_rule(row) for row in rules), key=_number_of_rule)
        },
        unknown={field: frozenset(found) for field, found in values.items()},
        outbuildings=frozenset(
            code for code, group in groups.items() if group == OUTBUILDING_GROUP
        ),
        town_limit=PopulationLimit(
            comparison=limit.get("comparison"),
            value=int(limit["value"]) if limit.get("value") else None,
        ),
        candidate_threshold=int(by_key["practice", "candidate_suspicion"]["value"]),
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["rule"],
        kind=Kind(row["kind"]),
        weight=row["weight"],
        threshold=row["threshold"],
        codes=frozenset(row["codes"] or ()),
        use_codes=None if row["use_codes"] is None else frozenset(row["use_codes"]),
    )


def _number_of_rule(rule: Rule) -> tuple[int, str]:
    digits = rule.id.removeprefix("R")
    return (int(digits) if digits.isdigit() else 1000, rule.id)
