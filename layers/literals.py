"""Literals of a filter as bound values: nothing a user typed becomes part of a statement's text."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely
from lark import Token, Tree
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Double,
    Integer,
    Text,
    func,
    literal,
)

from layers.errors import BadFilter
from layers.words import Words

INTEGER_BITS = 31
BIGGEST = 2**63 - 1
# The latitude where the Web Mercator square ends.
NORTH = 85.06

# What a literal or a field is, as people are told it.
NUMERIC = Words("et tal", "a number")
TEXT = Words("tekst i anførselstegn", "text in quotes")
DATE = Words("en dato, DATE('2026-11-22')", "a date, DATE('2026-11-22')")
BOOLEAN = Words("TRUE eller FALSE", "TRUE or FALSE")
GEOMETRY = Words("en geometri", "a geometry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A literal: what it is, its value, and its one canonical spelling."""

    sort: Words
    value: Any
    text: str
    sql: ColumnElement[Any]


def read_literal(tree: Tree[Token]) -> Value:
    """The value of a number, string, boolean or date."""
    token = tree.children[0]
    if not isinstance(token, Token):
        raise TypeError(tree.data)
    match tree.data:
        case "number":
            return _number(token)
        case "string":
            return text_value(unquoted(token))
        case "boolean":
            said = token.value.upper()
            return Value(
                sort=BOOLEAN, value=said == "TRUE", text=said, sql=literal(said == "TRUE", Boolean)
            )
        case _:
            return date_value(unquoted(token), token)


def unquoted(token: Token) -> str:
    """What a quoted string says."""
    return str(token.value)[1:-1].replace("''", "'")


def text_value(text: str) -> Value:
    """A text as a bound value."""
    quoted = text.replace("'", "''")
    return Value(sort=TEXT, value=text, text=f"'{quoted}'", sql=literal(text, Text))


def date_value(text: str, token: Token) -> Value:
    """A day, or the day of a time, as a bound value."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise _no_date(text, _at(token)) from None
    return Value(sort=DATE, value=day, text=f"DATE('{day.isoformat()}')", sql=literal(day, Date))


def _no_date(text: str, position: int | None) -> BadFilter:
    return BadFilter(
        da=f"{text[:30]!r} er ikke en dato.",
        en=f"{text[:30]!r} is not a date.",
        next_da="Skriv den sådan: DATE('2026-11-22').",
        next_en="Write it like DATE('2026-11-22').",
        position=position,
    )


def _number(token: Token) -> Value:
    try:
        whole: int | float = int(token.value)
    except ValueError:
        whole = float(token.value)
        if whole.is_integer() and abs(whole) <= BIGGEST:
            whole = int(whole)
    if not math.isfinite(whole) or abs(whole) > BIGGEST:
        raise BadFilter(
            da=f"{token.value[:30]} er for stort.",
            en=f"{token.value[:30]} is too big.",
            next_da="Brug et mindre tal.",
            next_en="Use a smaller number.",
            position=_at(token),
        )
    type_ = Double if isinstance(whole, float) else _integer_type(whole)
    return Value(sort=NUMERIC, value=whole, text=repr(whole), sql=literal(whole, type_()))


def _integer_type(value: int) -> type[Integer]:
    return Integer if value.bit_length() <= INTEGER_BITS else BigInteger


def read_shape(tree: Tree[Token], source: str) -> Value:
    """A WKT geometry or a BBOX in lon,lat as a bound geometry in EPSG:3857.

    The literal is transformed, not the column, so that the column's GiST index stays usable.
    """
    if tree.data == "box":
        west, south, east, north = (float(str(token)) for token in tree.children)
        if west > east or south > north:
            raise BadFilter(
                da="BBOX vender forkert.",
                en="The BBOX is turned around.",
                next_da="Skriv BBOX(vest, syd, øst, nord) i grader.",
                next_en="Give it as BBOX(west, south, east, north) in degrees.",
                position=tree.meta.start_pos + 1,
            )
        shape: BaseGeometry = shapely.box(west, south, east, north)
    else:
        wkt = source[tree.meta.start_pos : tree.meta.end_pos]
        try:
            shape = shapely.from_wkt(wkt)
        except ShapelyError:
            raise BadFilter(
                da=f"Geometrien {wkt[:30]!r} kan ikke læses.",
                en=f"The geometry {wkt[:30]!r} cannot be read.",
                next_da="Skriv den som WKT i længde bredde, lukket: "
                "POLYGON((10 55, 11 55, 11 56, 10 55)).",
                next_en="Give it as WKT in lon lat, closed: POLYGON((10 55, 11 55, 11 56, 10 55)).",
                position=tree.meta.start_pos + 1,
            ) from None
    west, south, east, north = shapely.bounds(shape)
    if not (-180 <= west <= east <= 180 and -NORTH <= south <= north <= NORTH):  # noqa: PLR2004  # degrees
        raise BadFilter(
            da="Geometrien ligger uden for kortet.",
            en="The geometry lies outside the map.",
            next_da="Skriv positioner som længde bredde i grader (EPSG:4326).",
            next_en="Give positions as longitude latitude in degrees (EPSG:4326).",
            position=tree.meta.start_pos + 1,
        )
    if not shapely.is_valid(shape):
        raise BadFilter(
            da="Geometrien er ikke gyldig.",
            en=f"The geometry is not valid: {shapely.is_valid_reason(shape)}.",
            next_da="Tegn den uden linjer, der krydser hinanden.",
            next_en="Draw it without crossing lines.",
            position=tree.meta.start_pos + 1,
        )
    text = shapely.to_wkt(shape, rounding_precision=9)
    sql = func.ST_Transform(func.ST_GeomFromText(literal(text, Text), 4326), 3857)
    return Value(sort=GEOMETRY, value=shape, text=text, sql=sql)


def _at(token: Token) -> int | None:
    return None if token.start_pos is None else token.start_pos + 1


def as_date(value: Value, token_position: int | None) -> Value:
    """A quoted day where a date is wanted."""
    try:
        day = date.fromisoformat(value.value)
    except ValueError:
        raise _no_date(value.value, token_position) from None
    return Value(sort=DATE, value=day, text=f"DATE('{day.isoformat()}')", sql=literal(day, Date))
