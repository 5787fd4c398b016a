"""The rows of a layer as pages of a list: ordered, boxed, and continued from where a page ended."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.types import TypeEngine

from layers.definition import VisibleLayer
from layers.errors import BadParameter
from layers.fields import Field, FieldKind
from layers.words import Language

# Columns beside the layer's fields; no field begins with an underscore.
KEY, SORT, GEOMETRY = "_key", "_sort", "_geometry"
# Text is ordered as Danes read it, å last, by the same rule as in every other list.
_DANISH = "da-x-icu"
_DECIMALS = 6
# Web Mercator has no poles.
_NORTHERNMOST = 85.05
_TOKEN_LENGTH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a list is ordered: by one field, rows without a value last, then by key."""

    field: Field
    is_falling: bool

    @classmethod
    def read(cls, text: str | None, visible: VisibleLayer) -> "Order":
        """The order asked for as `field` or `-field`; the layer's own where none is."""
        wanted = text or visible.layer.sort
        sortable = visible.sortable
        field = sortable.get(wanted.removeprefix("-"))
        if field is None:
            raise BadParameter(
                da=f"Listen kan ikke ordnes efter {wanted[:40]!r}.",
                en=f"The list cannot be sorted by {wanted[:40]!r}.",
                next_da=f"Vælg blandt: {', '.join(sortable)}; med - foran for faldende.",
                next_en=f"Sort by one of: {', '.join(sortable)}; with - before it for falling.",
            )
        return cls(field=field, is_falling=wanted.startswith("-"))

    @property
    def text(self) -> str:
        """The order as it is written in a query string."""
        return f"-{self.field.name}" if self.is_falling else self.field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a page ended: the order's value and the key of its last row."""

    value: Any
    key: Any


class BadMark(BadParameter):
    """A token for the next page was not made by this list."""

    def __init__(self) -> None:
        super().__init__(
            da="Mærket i `after` hører ikke til denne liste.",
            en="The token in `after` does not belong to this list.",
            next_da="Tag `next` fra siden før, eller udelad `after` for at begynde forfra.",
            next_en="Take `next` from the page before it, or leave `after` out to begin anew.",
        )


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list: a layer as seen and filtered, a box, an order, and a language.

    Attributes:
        box: west, south, east, north in EPSG:4326; None for all rows, with or without position.
    """

    visible: VisibleLayer
    order: Order
    language: Language
    box: tuple[float, float, float, float] | None = None

    def count(self) -> Select[Any]:
        """How many rows the list has on all its pages."""
        return (
            select(func.count().label("matched"))
            .select_from(self.visible.layer.table)
            .where(self._where)
        )

    def pages(self, limit: int, after: Mark | None) -> Iterator[Select[Any]]:
        """The statements that together give up to `limit` rows; the next only where rows lack.

        Rows with a value and rows without are asked for apart, so that each statement can walk
        an index in its own order instead of sorting everything behind an OR.
        """
        if after is None:
            yield self._ordered(limit)
            return
        if after.value is not None:
            yield self._ordered(limit, self._behind(after))
            yield self._ordered(limit, self._sort.is_(None))
        else:
            yield self._ordered(limit, self._sort.is_(None), self._key > self._bound(after.key))

    def token(self, row: Mapping[str, Any]) -> str:
        """What to ask for the rows after this one with; opaque to whoever carries it."""
        content = [self._name, _plain(row[SORT]), row[KEY]]
        return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")

    def mark(self, token: str) -> Mark:
        """Where a page ended, from its token; refused unless this very list could have made it."""
        if len(token) > _TOKEN_LENGTH:
            raise BadMark
        try:
            content = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            name, value, key = content
            if name != self._name:
                raise BadMark
            return Mark(
                value=None if value is None else _READERS[self.order.field.kind](value),
                key=_read_key(key, self._key.type),
            )
        except (binascii.Error, ValueError, TypeError, ArithmeticError) as error:
            raise BadMark from error

    def feature(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as a GeoJSON feature; geometry null where the row has no position."""
        shape = row[GEOMETRY]
        return {
            "type": "Feature",
            "id": row[KEY],
            "geometry": None if shape is None else orjson.Fragment(shape),
            "properties": {name: row[name] for name in self.visible.by_name},
        }

    @property
    def _name(self) -> str:
        return f"{self.visible.layer.id} {self.order.text} {self.language}"

    @property
    def _key(self) -> ColumnElement[Any]:
        return cast("ColumnElement[Any]", self.visible.layer.key)

    @cached_property
    def _sort(self) -> ColumnElement[Any]:
        column = self.visible.expression(self.order.field.name, self.language)
        return column.collate(_DANISH) if self.order.field.kind is FieldKind.TEXT else column

    @cached_property
    def _where(self) -> ColumnElement[bool]:
        if self.box is None:
            return self.visible.where
        west, south, east, north = self.box
        edges = (
            west,
            max(south, -_NORTHERNMOST),
            east,
            min(north, _NORTHERNMOST),
        )
        # The box is transformed, never the column: the GiST index on geom_3857 stays usable.
        envelope = func.ST_Transform(
            func.ST_MakeEnvelope(*(literal(edge, Float) for edge in edges), 4326), 3857
        )
        return and_(self.visible.where, func.ST_Intersects(self.visible.layer.geometry, envelope))

    def _ordered(self, limit: int, *conditions: ColumnElement[bool]) -> Select[Any]:
        """One page: its keys first, from narrow rows, then what is told of those few alone."""
        falling = self._sort.desc() if self.order.is_falling else self._sort.asc()
        page = (
            select(self._key.label(KEY), self._sort.label(SORT))
            .select_from(self.visible.layer.table)
            .where(self._where, *conditions)
            .order_by(falling.nulls_last(), self._key)
            .limit(limit)
            .subquery("page")
        )
        shape = func.ST_AsGeoJSON(
            func.ST_Transform(self.visible.layer.geometry, 4326), literal(_DECIMALS)
        )
        again = page.c[SORT].desc() if self.order.is_falling else page.c[SORT].asc()
        return (
            self.visible.select(None, self.language)
            .add_columns(page.c[KEY], page.c[SORT], shape.label(GEOMETRY))
            .join(page, page.c[KEY] == self._key)
            .order_by(again.nulls_last(), page.c[KEY])
        )

    def _behind(self, after: Mark) -> ColumnElement[bool]:
        kind = self.order.field.kind
        wide = BigInteger() if kind is FieldKind.INTEGER else self._sort.type
        value = bindparam("after_value", after.value, type_=wide)
        key = self._bound(after.key)
        if self.order.is_falling:
            # The first part is implied by the second, and is what an index can begin at.
            reach, beyond = self._sort <= value, self._sort < value
        else:
            reach, beyond = self._sort >= value, self._sort > value
        return and_(reach, or_(beyond, self._key > key))

    def _bound(self, key: Any) -> ColumnElement[Any]:
        return bindparam("after_key", key, type_=self._key.type)


def _plain(value: Any) -> Any:
    """A value as JSON keeps it exactly."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _integer(value: Any) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 -- all readers of a token fail in one way
    return value


def _number(value: Any) -> float | Decimal:
    return Decimal(value) if isinstance(value, str) else float(value)


_READERS: Mapping[FieldKind, Callable[[Any], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: date.fromisoformat,
    FieldKind.BOOLEAN: _boolean,
}


def _read_key(key: Any, kind: TypeEngine[Any]) -> Any:
    return _integer(key) if kind.python_type is int else _text(key)


def last(rows: Sequence[Mapping[str, Any]], limit: int) -> Mapping[str, Any] | None:
    """The row that the next page begins after; None where there is no next page."""
    return rows[limit - 1] if len(rows) > limit else None
