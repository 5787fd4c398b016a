"""A layer, defined once, and what one viewer may see of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Label,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    any_,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from db.access import Permission, Viewer
from db.models.base import MapView
from layers.errors import BadFilter, BadParameter
from layers.fields import Field, FieldKind
from layers.filtering import Condition, read_filter
from layers.parameters import Parameter, with_values
from layers.style import Style
from layers.words import Language, Words


class LowZoom(StrEnum):
    """What the low zooms show, so that no row is dropped: counted cells, or the rows' shapes."""

    CELLS = "cells"
    SHAPES = "shapes"


def everywhere(_viewer: Viewer) -> ColumnElement[bool] | None:
    """Every row, for a layer whose rows belong to nobody."""
    return None


def within(code: SQLColumnExpression[str]) -> Callable[[Viewer], ColumnElement[bool] | None]:
    """The rows of the municipalities that the viewer may see."""

    def rows(viewer: Viewer) -> ColumnElement[bool] | None:
        if viewer.registries is None:
            return None
        return code == any_(literal(sorted(viewer.registries), ARRAY(Text)))

    return rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One layer: what it selects, tells, looks like, and who may see it.

    Attributes:
        geometry: What is drawn, in EPSG:3857.
        register_geometry: The same in EPSG:25832, for exports.
        anchor: Morton number of the zoom-22 tile of the row's one anchor point.
        base_rows: Which rows of the view belong to the layer at all.
        rows: Which of them a viewer may see.
        name: The field that names a row to people.
        sort: The order of lists: a field name, with `-` before it for falling.
        table_name: The layer's own table, as named by `map.version`.
        is_aggregate: Whether it tells of confidential things in bands. Such a layer is looked at,
            never asked: no filter, no order by its bands, no count of them, no export. What can
            be asked can be asked until it points at somebody.
    """

    id: str
    title: Words
    description: Words
    table: type[MapView]
    table_name: str
    key: ColumnElement[Any] | InstrumentedAttribute[Any]
    geometry: SQLColumnExpression[Any]
    register_geometry: SQLColumnExpression[Any]
    anchor: SQLColumnExpression[Any]
    fields: tuple[Field, ...]
    name: str
    sort: str
    style: Style
    low_zoom: LowZoom
    requires: Permission
    rows: Callable[[Viewer], ColumnElement[bool] | None]
    base_rows: ColumnElement[bool] | None = None
    parameters: tuple[Parameter, ...] = ()
    is_aggregate: bool = False

    @property
    def has_number(self) -> bool:
        """Whether the key is a number, which a tile can carry as the feature's id."""
        return isinstance(self.key.type, Integer)

    def as_seen_by(self, viewer: Viewer) -> "VisibleLayer | None":
        """What this viewer may see of the layer; None when nothing."""
        visible = _seen(self, viewer)
        return None if visible is None else visible.with_({}, None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisibleLayer:
    """A layer as one viewer may see it, for parameters and a filter: all that renderers take.

    Attributes:
        viewer: Who sees it; whatever reads its rows is bound to her.
        values: The value of each parameter.
        condition: What the filter asks; None without filter.
    """

    layer: Layer
    fields: tuple[Field, ...]
    rows: ColumnElement[bool] | None
    viewer: Viewer
    values: Mapping[str, int]
    condition: Condition | None = None

    def with_(self, parameters: Mapping[str, str], filter_: str | None) -> "VisibleLayer":
        """The layer for these parameters and the rows that pass the filter (CQL2 text)."""
        known = {one.name: one for one in self.layer.parameters}
        for name in parameters:
            if name not in known:
                raise BadParameter(
                    da=f"Laget {self.layer.id} har ingen parameter {name[:40]!r}.",
                    en=f"The layer {self.layer.id} has no parameter {name[:40]!r}.",
                    next_da=f"Dets parametre er: {', '.join(known) or 'ingen'}.",
                    next_en=f"Its parameters are: {', '.join(known) or 'none'}.",
                )
        values = tuple(
            (name, one.read(parameters[name]) if name in parameters else one.default())
            for name, one in known.items()
        )
        if filter_ and self.layer.is_aggregate:
            raise BadFilter(
                da=f"Laget {self.layer.id} fortæller om fortrolige ting i bånd og kan ikke"
                " filtreres.",
                en=f"The layer {self.layer.id} tells of confidential things in bands, and cannot be"
                " filtered.",
                next_da="Udelad filteret, og se hele laget.",
                next_en="Leave the filter out, and look at the whole layer.",
            )
        return _narrowed(self, values, filter_ or None)

    @property
    def is_confidential(self) -> bool:
        """Whether each look at it is told to the audit: it or a field needs such a right."""
        needed = (self.layer.requires, *(one.requires for one in self.fields))
        return any(one is not None and one.is_confidential for one in needed)

    @property
    def canonical(self) -> str:
        """The query string that says the same as every other spelling of it."""
        asked: dict[str, str] = {name: str(value) for name, value in self.values.items()}
        if self.condition is not None:
            asked["filter"] = self.condition.text
        return urlencode(sorted(asked.items()))

    @property
    def query(self) -> str:
        """The canonical query string, without the parameters that have their usual value."""
        usual = {one.name: one.default() for one in self.layer.parameters}
        asked = [(name, str(one)) for name, one in self.values.items() if one != usual[name]]
        if self.condition is not None:
            asked.append(("filter", self.condition.text))
        return urlencode(sorted(asked))

    @property
    def unfiltered(self) -> "VisibleLayer":
        """The same for every row, to tell what the filter leaves out."""
        return self if self.condition is None else replace(self, condition=None)

    @property
    def scope(self) -> str:
        """What makes two viewers see the same, for cache keys."""
        return self.viewer.scope

    @property
    def identity(self) -> tuple[str, str, str]:
        """What decides its answers beside the rows themselves: layer, viewer, question."""
        return self.layer.id, self.scope, self.canonical

    @property
    def where(self) -> ColumnElement[bool]:
        """Which rows: of the layer, of this viewer, through the filter."""
        filter_ = None if self.condition is None else self.condition.sql
        parts = [part for part in (self.layer.base_rows, self.rows, filter_) if part is not None]
        return with_values(and_(true(), *parts), self.values)

    @property
    def tables(self) -> frozenset[str]:
        """What a tile of it is made from, as named by `map.version`."""
        shown = [one for one in self.fields if one.in_tile or one.name == self.layer.style.field]
        asked = [] if self.condition is None else list(self.condition.fields)
        return frozenset({self.layer.table_name}.union(*(one.tables for one in (*shown, *asked))))

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The visible fields by name, in order."""
        return {one.name: one for one in self.fields}

    @property
    def sortable(self) -> Mapping[str, Field]:
        """The fields that a list can be ordered by; what is told in bands has no order by them."""
        hidden = self.layer.style.field if self.layer.is_aggregate else None
        return {
            one.name: one
            for one in self.fields
            if one.kind is not FieldKind.TEXT_LIST and one.name != hidden
        }

    def column(self, name: str, language: Language = Language.DA) -> ColumnElement[Any]:
        """One field as a labelled column, for the layer's parameters."""
        return with_values(self.by_name[name].shown_in(language).label(name), self.values)

    def expression(self, name: str, language: Language = Language.DA) -> ColumnElement[Any]:
        """One field's bare SQL, for the layer's parameters: to sort, group or compare by."""
        label = self.column(name, language)
        return label.element if isinstance(label, Label) else label

    def select(
        self, names: Iterable[str] | None = None, language: Language = Language.DA
    ) -> Select[Any]:
        """The rows with these fields (all where none are named), in no particular order."""
        chosen = self.by_name if names is None else tuple(names)
        return (
            select(*(self.column(name, language) for name in chosen))
            .select_from(self.layer.table)
            .where(self.where)
        )

    def counts(self) -> Select[int, int, int]:
        """How many rows there are: `total`, with a position (`placed`) and without (`unplaced`)."""
        anchor = self.layer.anchor
        return (
            select(
                func.count().label("total"),
                func.count(anchor).label("placed"),
                (func.count() - func.count(anchor)).label("unplaced"),
            )
            .select_from(self.layer.table)
            .where(self.where)
        )

    def class_counts(self) -> Select[str, int]:
        """How many rows each class of the style holds: `key` and `count`."""
        if self.layer.is_aggregate:
            raise ValueError(f"the classes of {self.layer.id} are not counted")
        style = self.layer.style
        key = style.class_of(self.expression(style.field))
        return (
            select(key.label("key"), func.count().label("count"))
            .select_from(self.layer.table)
            .where(self.where)
            .group_by(key)
        )


@lru_cache(maxsize=256)
def _seen(layer: Layer, viewer: Viewer) -> VisibleLayer | None:
    if not viewer.may(layer.requires):
        return None
    fields = tuple(one for one in layer.fields if one.requires is None or viewer.may(one.requires))
    return VisibleLayer(
        layer=layer,
        fields=fields,
        rows=layer.rows(viewer),
        viewer=viewer,
        values={one.name: one.default() for one in layer.parameters},
    )


# The same question comes with every tile of a screen: read and compiled once.
@lru_cache(maxsize=1024)
def _narrowed(
    visible: VisibleLayer, values: tuple[tuple[str, int], ...], filter_: str | None
) -> VisibleLayer:
    condition = None
    if filter_ is not None:
        condition = read_filter(filter_, visible.by_name, visible.layer.geometry)
    return replace(visible, values=dict(values), condition=condition)
