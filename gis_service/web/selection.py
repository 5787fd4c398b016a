"""What a page shows, as it stands in the address bar: layers, filters, position, property."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from db.models.property import Property
from gis_service.web.conditions import any_of, between, grade_condition, quoted
from gis_service.web.given import among, like, many, on_the_map, printable, span, whole
from layers.catalogue import LAYERS
from layers.parameters import YEAR

LISTED = tuple(LAYERS)
# The layers whose rows are properties: the same rows, filters and columns in different looks, so
# that one of them at a time is on the map.
PROPERTY_LAYERS = tuple(one.id for one in LAYERS.values() if one.table is Property)
FIRST = PROPERTY_LAYERS[0]
DEFAULT_SHOWN = (FIRST, "places")
HIGHEST = 100
# A table is called as its file is.
_LONGEST_SOURCE = 255
# A database number: a bigint has 19 digits at most.
_ID = re.compile(r"^[0-9]{1,18}$")
_AT = re.compile(r"^\d{1,2}(\.\d+)?/-?\d{1,3}(\.\d+)?/-?\d{1,3}(\.\d+)?$")
_NEAR = re.compile(r"^-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?$")
_RULE = re.compile(r"^R\d{1,2}$")
_NAME = re.compile(r"^-?[a-z][a-z0-9_]{0,40}$")
_CODE = re.compile(r"^[0-9A-Z][0-9A-Z_-]{1,19}$")
# A scale, and a grade of it unless every grade is meant.
_GRADE = re.compile(r"^[A-Z]{1,8}(/[0-9A-Za-z]{1,12})?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Everything that is chosen on the map page; unknown or impossible values are left out.

    Attributes:
        at: zoom/latitude/longitude of the map (EPSG:4326).
        year: the year of the pool's rules that eligibility is asked for.
        near: longitude,latitude of the point that near properties are listed for.
        view: whether the list follows the part of the map that is seen.
        graded: whether somebody has graded the property on site: yes, no, or either.
        source: the register or table that the data come from, by its name.
        grade: scales with a grade each (K/K3), or without where any grade of it is meant.
    """

    layer: str = FIRST
    show: tuple[str, ...] = DEFAULT_SHOWN
    municipality: str = ""
    place: str = ""
    priority_from: int | None = None
    priority_to: int | None = None
    graded: str = ""
    grade: tuple[str, ...] = ()
    suspicion_from: int | None = None
    suspicion_to: int | None = None
    rule: tuple[str, ...] = ()
    use_group: str = ""
    built_from: int | None = None
    built_to: int | None = None
    eligible: str = ""
    source: str = ""
    year: int | None = None
    sort: str = ""
    view: bool = False
    at: str = ""
    property_id: int | None = None
    near: str = ""

    @classmethod
    def read(cls, query: Sequence[tuple[str, str]]) -> Self:
        """The selection of an address; what cannot be meant is left out rather than refused."""
        given: dict[str, list[str]] = {}
        for name, value in query:
            if value.strip():
                given.setdefault(name, []).append(value.strip())
        last = {name: values[-1] for name, values in given.items()}
        asked = _asked(given.get("show"))
        # A link that shows properties in one look means the table of them, too.
        looks = [one for one in PROPERTY_LAYERS if one in asked]
        layer = among(last.get("layer"), LISTED) or next(iter(looks), FIRST)
        lowest, highest = span(last, "priority_from", "priority_to", HIGHEST)
        low, high = span(last, "suspicion_from", "suspicion_to", HIGHEST)
        built_from, built_to = span(last, "built_from", "built_to", 9999)
        year = whole(last, "year")
        return cls(
            layer=layer,
            show=_shown(asked, layer) if "show" in given else usual(layer),
            municipality=like(last.get("municipality"), _CODE),
            place=printable(last.get("place", ""))[:80],
            priority_from=lowest,
            priority_to=highest,
            graded=among(last.get("graded"), ("yes", "no")),
            grade=tuple(sorted(many(given.get("grade"), _GRADE))),
            suspicion_from=low,
            suspicion_to=high,
            rule=tuple(sorted(many(given.get("rule"), _RULE), key=lambda rule: int(rule[1:]))),
            use_group=like(last.get("use_group"), _NAME),
            built_from=built_from,
            built_to=built_to,
            eligible=among(last.get("eligible"), ("yes", "no", "unknown")),
            source=printable(last.get("source", ""))[:_LONGEST_SOURCE],
            year=year if year is not None and YEAR.minimum <= year <= YEAR.maximum else None,
            sort=like(last.get("sort"), _NAME),
            view=last.get("view") == "1",
            at=like(last.get("at"), _AT),
            property_id=int(last["property"]) if _is_id(last.get("property")) else None,
            near=on_the_map(like(last.get("near"), _NEAR)),
        )

    @property
    def filter(self) -> str | None:
        """The chosen properties as CQL2 text; None when everything is chosen."""
        return " AND ".join(self._conditions()) or None

    @property
    def parameters(self) -> dict[str, str]:
        """The values of layer parameters that are chosen."""
        return {} if self.year is None else {"year": str(self.year)}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of filter that are active, each once."""
        return tuple(
            kind
            for kind, names in NAMES.items()
            if any(getattr(self, name) != _DEFAULTS[name] for name in names)
        )

    def without(self, *names: str) -> Self:
        """The same selection with these filters let go."""
        return replace(self, **{name: _DEFAULTS[name] for name in names})

    def cleared(self) -> Self:
        """The same selection with every filter let go."""
        return self.without(*(name for names in NAMES.values() for name in names))

    def but(self, **changes: Any) -> Self:
        """The same selection with something else chosen."""
        return replace(self, **changes)

    @property
    def on_map(self) -> str:
        """The layer of properties that the map shows; none where it shows no properties."""
        return next((one for one in self.show if one in PROPERTY_LAYERS), "")

    def showing(self, layer: str) -> Self:
        """The same with this layer of properties on the map, or none; a table of them follows."""
        show = _in_order((layer, *(one for one in self.show if one not in PROPERTY_LAYERS)))
        if not layer or self.layer not in PROPERTY_LAYERS or self.layer == layer:
            return replace(self, show=show)
        return replace(self, show=show, layer=layer, sort="")

    def listing(self, layer: str) -> Self:
        """The same with the table of a layer; the map shows properties as their table does."""
        listed = replace(self, layer=layer, sort="")
        return listed.showing(layer) if layer in PROPERTY_LAYERS and self.on_map else listed

    @property
    def query(self) -> str:
        """The selection as it stands in the address bar; what is as it begins is not written."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == (usual(self.layer) if field.name == "show" else _DEFAULTS[field.name]):
                continue
            if field.name == "show":
                pairs.append(("show", ",".join(value) or "none"))
            elif field.name == "property_id":
                pairs.append(("property", str(value)))
            elif isinstance(value, tuple):
                pairs.extend((field.name, item) for item in value)
            else:
                pairs.append((field.name, "1" if value is True else str(value)))
        return urlencode(pairs, safe="/,")

    @property
    def address(self) -> str:
        """The address of the map page that shows this selection."""
        return f"/?{self.query}" if self.query else "/"

    def filter_of(self, layer: str) -> str | None:
        """The filter that holds for a layer: all are about properties, some about places too."""
        if layer in PROPERTY_LAYERS:
            return self.filter
        if layer == "places":
            return " AND ".join(self._place_conditions()) or None
        return None

    def parameters_of(self, layer: str) -> dict[str, str]:
        """The chosen parameters that a layer has."""
        has_year = any(one.name == YEAR.name for one in LAYERS[layer].parameters)
        return self.parameters if has_year else {}

    def query_of(self, layer: str) -> str:
        """The query string by which tiles, legend and exports show the same rows of a layer."""
        filter_ = self.filter_of(layer)
        return urlencode(({"filter": filter_} if filter_ else {}) | self.parameters_of(layer))

    def _place_conditions(self) -> Iterator[str]:
        if self.municipality:
            yield f"municipality_code = {quoted(self.municipality)}"
        if self.place:
            yield f"name = {quoted(self.place)}"

    def _conditions(self) -> Iterator[str]:
        if self.municipality:
            yield f"municipality_code = {quoted(self.municipality)}"
        if self.place:
            yield f"place = {quoted(self.place)}"
        yield from between("priority", self.priority_from, self.priority_to)
        if self.graded:
            yield f"is_graded = {'TRUE' if self.graded == 'yes' else 'FALSE'}"
        if self.grade:
            yield any_of(grade_condition(one) for one in self.grade)
        yield from between("suspicion", self.suspicion_from, self.suspicion_to)
        if self.rule:
            yield any_of(f"rules = {quoted(rule)}" for rule in self.rule)
        if self.use_group:
            yield f"use_group = {quoted(self.use_group)}"
        yield from between("year_built", self.built_from, self.built_to)
        if self.eligible:
            yield f"eligible = {quoted(self.eligible)}"
        if self.source:
            yield f"source = {quoted(self.source)}"


NAMES: Mapping[str, tuple[str, ...]] = {
    "municipality": ("municipality",),
    "place": ("place",),
    "priority": ("priority_from", "priority_to"),
    "graded": ("graded",),
    "grade": ("grade",),
    "suspicion": ("suspicion_from", "suspicion_to"),
    "rule": ("rule",),
    "use_group": ("use_group",),
    "built": ("built_from", "built_to"),
    "eligible": ("eligible",),
    "source": ("source",),
}
_DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Selection)}


def usual(layer: str) -> tuple[str, ...]:
    """What the map shows where nobody has chosen: properties as the table has them, and places."""
    return DEFAULT_SHOWN if layer not in PROPERTY_LAYERS else _in_order((layer, *DEFAULT_SHOWN[1:]))


def _in_order(shown: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in LISTED if name in shown)


def _asked(values: Sequence[str] | None) -> set[str]:
    return {name for value in values or () for name in value.split(",")}


def _shown(asked: Collection[str], layer: str) -> tuple[str, ...]:
    """What the map shows: two looks of one property would lie over each other, so one is kept."""
    looks = [name for name in PROPERTY_LAYERS if name in asked]
    kept = layer if looks and layer in PROPERTY_LAYERS else next(iter(looks), "")
    return _in_order({kept, *(name for name in asked if name not in PROPERTY_LAYERS)})


def _is_id(value: str | None) -> bool:
    return value is not None and _ID.match(value) is not None
