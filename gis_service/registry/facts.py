"""The facts of a property, a building and a unit: titles, values, and what codes mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from layers.words import Language, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a card tells.

    Attributes:
        column: Where the value stands.
        kind: code, year, number, date or text: how a page writes it.
        list: The code list of a code.
        field: The register's name of it, for values that mean "not known".
    """

    column: str
    title: Words
    kind: str
    list: str | None = None
    field: str | None = None
    unit: str | None = None


# Which code list the code of a hit is from, by the register field.
LIST_OF_FIELD: Final[Mapping[str, str]] = {
    "byg021": "use",
    "enh020": "use",
    "byg030/gru009": "water",
    "byg031/gru010": "drain",
    "byg032": "wall",
    "byg033": "roof",
    "byg036": "asbestos",
    "byg037": "materials_source",
    "byg056": "heating",
    "byg070": "protection",
    "byg134": "coordinate_quality",
    "enh023": "dwelling_type",
    "enh024": "condemned",
    "enh032": "toilet",
    "enh033": "bath",
    "enh034": "kitchen",
    "enh045": "occupancy",
    "enh051": "heating",
}


def _code(column: str, title: Words, list_: str, field: str | None = None) -> Fact:
    return Fact(column=column, title=title, kind="code", list=list_, field=field)


_USE: Final = Words(da="Anvendelse", en="Use")
_BUILT: Final = Words(da="Opført", en="Built")
_REBUILT: Final = Words(da="Om- eller tilbygget", en="Rebuilt")
_LIVING: Final = Words(da="Boligareal", en="Living area")
_TOTAL: Final = Words(da="Samlet areal", en="Total area")
_HEATING: Final = Words(da="Varme", en="Heating")
_OWNERSHIP: Final = Words(da="Ejerforhold", en="Ownership")
_VACANT: Final = Words(da="Tom siden", en="Vacant since")
_UNREGISTERED: Final = Words(da="Ingen tilmeldt siden", en="Nobody registered since")

# What a hit is told by where the fact is no register's field but noted on our own row.
NOTED: Final[Mapping[str, Words]] = {
    "vacant_since": _VACANT,
    "unregistered_since": _UNREGISTERED,
}

PROPERTY: Final = (
    _code("use_code", _USE, "use", "byg021"),
    Fact(column="year_built", title=_BUILT, kind="year", field="byg026"),
    Fact(column="living_area_m2", title=_LIVING, kind="number", unit="m²"),
    _code("ownership_code", _OWNERSHIP, "ownership"),
    Fact(column="vacant_since", title=_VACANT, kind="date"),
)
BUILDING: Final = (
    Fact(column="year_built", title=_BUILT, kind="year", field="byg026"),
    Fact(column="year_rebuilt", title=_REBUILT, kind="year", field="byg027"),
    Fact(column="living_area_m2", title=_LIVING, kind="number", unit="m²"),
    Fact(column="total_area_m2", title=_TOTAL, kind="number", unit="m²"),
    Fact(column="storeys", title=Words(da="Etager", en="Storeys"), kind="number"),
    _code("wall_code", Words(da="Ydervæg", en="Wall"), "wall", "byg032"),
    _code("roof_code", Words(da="Tag", en="Roof"), "roof", "byg033"),
    _code("heating_code", _HEATING, "heating", "byg056"),
    _code("water_code", Words(da="Vand", en="Water"), "water", "byg030"),
    _code("drain_code", Words(da="Afløb", en="Drain"), "drain", "byg031"),
    _code("protection_code", Words(da="Fredning", en="Protection"), "protection", "byg070"),
    _code("asbestos_code", Words(da="Asbest", en="Asbestos"), "asbestos", "byg036"),
    Fact(column="revised_on", title=Words(da="Senest ændret", en="Last revised"), kind="date"),
)
UNIT: Final = (
    _code("use_code", _USE, "use", "enh020"),
    _code("dwelling_type", Words(da="Boligtype", en="Type of dwelling"), "dwelling_type", "enh023"),
    Fact(column="living_area_m2", title=_LIVING, kind="number", unit="m²"),
    _code("toilet_code", Words(da="Toilet", en="Toilet"), "toilet", "enh032"),
    _code("bath_code", Words(da="Bad", en="Bath"), "bath", "enh033"),
    _code("kitchen_code", Words(da="Køkken", en="Kitchen"), "kitchen", "enh034"),
    _code("heating_code", _HEATING, "heating", "enh051"),
    _code("occupancy_code", Words(da="Benyttelse", en="Occupancy"), "occupancy", "enh045"),
    _code("condemned_code", Words(da="Kondemnering", en="Condemnation"), "condemned", "enh024"),
    Fact(column="unregistered_since", title=_UNREGISTERED, kind="date"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What codes mean in one language, and which values mean "not known"."""

    language: Language
    titles: Mapping[tuple[str, str], str]
    unknown: frozenset[tuple[str, str]]

    @classmethod
    def of(
        cls,
        language: Language,
        codes: Iterable[Mapping[str, Any]],
        unknown: Iterable[Mapping[str, Any]],
    ) -> "Meanings":
        """The meanings from the rows of the registry."""
        return cls(
            language=language,
            titles={(row["list"], row["code"]): row[f"title_{language}"] for row in codes},
            unknown=frozenset((row["field"], row["value"]) for row in unknown),
        )

    def title(self, list_: str | None, code: str | None) -> str | None:
        """What a code means; None where nobody says."""
        return None if list_ is None or code is None else self.titles.get((list_, code))

    def facts(self, row: Mapping[str, Any], wanted: Sequence[Fact]) -> list[dict[str, Any]]:
        """The facts that are known, in order."""
        return [self._fact(fact, row[fact.column]) for fact in wanted if self.is_known(fact, row)]

    def is_known(self, fact: Fact, row: Mapping[str, Any]) -> bool:
        """Whether a row has a value that does not mean "not known"."""
        value = row[fact.column]
        # BBR writes 0 for a year that never was: no house was ever rebuilt in the year 0.
        if value is None or (fact.kind == "year" and value == 0):
            return False
        return (fact.field, str(value)) not in self.unknown

    def _fact(self, fact: Fact, value: Any) -> dict[str, Any]:
        return {
            "name": fact.column,
            "title": fact.title.in_(self.language),
            "kind": fact.kind,
            "value": value,
            "meaning": self.title(fact.list, str(value)) if fact.kind == "code" else None,
            "unit": fact.unit,
        }
