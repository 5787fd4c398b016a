"""The rows of an export: the visible fields, in order, with the position as a format wants it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Float, LargeBinary, Select, Text, func, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from layers.definition import VisibleLayer
from layers.fields import CodeList, Field, FieldKind
from layers.words import Language
from maps.exports.export import Column
from maps.exports.formats import Position
from maps.listing import Order

_DANISH: Final = "da-x-icu"
_DECIMALS: Final = 7
_DRAWN_DECIMALS: Final = 6  # a decimetre
# How GDAL names the types of geometry columns; a layer of several is left open.
_GEOMETRY_TYPES: Final = {"POINT": "Point", "MULTIPOLYGON": "MultiPolygon"}


def rows(
    visible: VisibleLayer,
    order: Order,
    *,
    names: Sequence[str],
    language: Language,
    position: Position,
    srid: int,
) -> Select[Any]:
    """Every row, with a position or not; rows without a value to sort by come last."""
    key = visible.layer.key
    sort = visible.expression(order.field.name, language)
    if order.field.kind is FieldKind.TEXT:
        sort = sort.collate(_DANISH)
    ordered = sort.desc() if order.is_falling else sort.asc()
    return (
        visible.select(names, language)
        .add_columns(key.label("_key"), *_position(visible, position, srid))
        .order_by(ordered.nulls_last(), key)
        .params(visible.values)
    )


def columns_of(
    fields: Sequence[Field], language: Language, lists: Mapping[str, Mapping[str, str]]
) -> tuple[Column, ...]:
    """The fields as columns, in the words of a language.

    Args:
        fields: The fields that are listed, in order.
        language: The language of titles and descriptions.
        lists: The titles of the values of code lists, by list.
    """
    return tuple(
        Column(
            name=field.name,
            title=field.title.in_(language),
            description=field.description.in_(language),
            kind=field.kind,
            unit=field.unit,
            titles=_titles(field, language, lists),
        )
        for field in fields
    )


def code_lists(fields: Sequence[Field]) -> frozenset[str]:
    """The code lists whose titles tables show; a register's own codes stay codes."""
    return frozenset(
        field.choices.name
        for field in fields
        if isinstance(field.choices, CodeList) and not _is_code(field)
    )


def geometry_type(visible: VisibleLayer) -> str:
    """What kind of shapes the layer has, in the words of GDAL."""
    shape = visible.layer.register_geometry
    # An expression such as "the footprint, else the point" only has the type of its first part.
    kind = shape.type.geometry_type if isinstance(shape, InstrumentedAttribute) else None
    return _GEOMETRY_TYPES.get(str(kind), "Unknown")


def _titles(
    field: Field, language: Language, lists: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    match field.choices:
        case CodeList(name=name):
            return {} if _is_code(field) else lists.get(name, {})
        case None:
            return {}
        case choices:
            return {choice.value: choice.title.in_(language) for choice in choices}


def _is_code(field: Field) -> bool:
    return field.name.endswith("_code")


def _position(visible: VisibleLayer, position: Position, srid: int) -> tuple[Any, ...]:
    shape = visible.layer.register_geometry
    match position:
        case Position.GEOJSON:
            text = func.ST_AsGeoJSON(func.ST_Transform(shape, 4326), _DECIMALS)
            return (type_coerce(text, Text).label("_geometry"),)
        case Position.DRAWN:
            text = func.ST_AsGeoJSON(func.ST_Transform(shape, 4326), _DRAWN_DECIMALS)
            style = visible.layer.style
            drawn_in = style.class_of(visible.expression(style.field))
            marked = {"_dashed": style.dashed_by, "_filled": style.filled_by}
            return (
                type_coerce(text, Text).label("_geometry"),
                drawn_in.label("_class"),
                *(visible.expression(by).label(name) for name, by in marked.items() if by),
            )
        case Position.GRID:
            binary = func.ST_AsBinary(func.ST_Transform(shape, srid))
            return (type_coerce(binary, LargeBinary).label("_geometry"),)
        case Position.COLUMNS:
            # A point needs no point on its surface, and most rows are points.
            is_point = geometry_type(visible) == _GEOMETRY_TYPES["POINT"]
            point = shape if is_point else func.ST_PointOnSurface(shape)
            degrees, metres = func.ST_Transform(point, 4326), func.ST_Transform(point, srid)
            return tuple(
                type_coerce(axis(place), Float).label(name)
                for name, axis, place in (
                    ("_lon", func.ST_X, degrees),
                    ("_lat", func.ST_Y, degrees),
                    ("_x", func.ST_X, metres),
                    ("_y", func.ST_Y, metres),
                )
            )
