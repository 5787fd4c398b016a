"""Vector tiles: one statement per tile, in which every row of the layer is counted exactly once.

A row has one anchor, the Morton number of a zoom-22 tile, and is counted in the tile that holds
it; copies in a neighbour's buffer carry count 0. So a zoom's counts add up to the placed rows.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Double,
    Integer,
    Select,
    SQLColumnExpression,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
    type_coerce,
)

from db.reading import Prepared, prepare
from layers.definition import LowZoom, VisibleLayer
from layers.style import Ramp

DEEPEST = 22
EXTENT = 4096
# Half the width of the Web Mercator square, in metres.
EDGE = 20037508.342789244
BUFFER = 64
# From here single rows are shown.
SINGLE_ZOOM = 12
# A cell is an eighth of a tile; its mark is placed by counting in 32nds, 16 pixels each. In 64ths
# there would be four times as many groups, which cost more than reading the rows.
COARSE, FINE = 3, 5

Z: BindParameter[int] = bindparam("z", type_=Integer, required=False)
X: BindParameter[int] = bindparam("x", type_=Integer, required=False)
Y: BindParameter[int] = bindparam("y", type_=Integer, required=False)
FIRST: BindParameter[int] = bindparam("first", type_=BigInteger, required=False)
LAST: BindParameter[int] = bindparam("last", type_=BigInteger, required=False)
SHIFT: BindParameter[int] = bindparam("shift", type_=Integer, required=False)


def morton(x: int, y: int) -> int:
    """The number of a tile within its zoom: x in the even bits, y in the odd."""
    number = 0
    for bit in range(DEEPEST):
        number |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return number


def places_of(z: int, x: int, y: int) -> dict[str, int]:
    """What a tile binds: itself, the range of anchors that lie in it, and how to count them."""
    width = 2 * (DEEPEST - z)
    first = morton(x, y) << width
    last = first + (1 << width) - 1
    return {"z": z, "x": x, "y": y, "first": first, "last": last, "shift": width - 2 * FINE}


@lru_cache(maxsize=512)
def statement_of(visible: VisibleLayer, *, is_low: bool) -> Prepared:
    """The statement for low or for high zooms, compiled once; it still wants `places_of` a tile."""
    if is_low and visible.layer.low_zoom is LowZoom.CELLS:
        return prepare(_cells(visible))
    return prepare(_features(visible))


def tile_statement(visible: VisibleLayer, z: int) -> Prepared:
    """The statement that makes a tile of this zoom."""
    return statement_of(visible, is_low=z < SINGLE_ZOOM)


def _features(visible: VisibleLayer) -> Select[Any]:
    layer = visible.layer
    # The envelope is transformed, never the column: the GiST index on geom_3857 serves it.
    reach = func.ST_TileEnvelope(Z, X, Y, _world(), _fixed(BUFFER / EXTENT))
    is_here = layer.anchor.between(FIRST, LAST)
    drawn = func.ST_AsMVTGeom(
        layer.geometry, func.ST_TileEnvelope(Z, X, Y), _fixed(EXTENT), _fixed(BUFFER), true()
    )
    # What is too small to be drawn at this zoom is still a point, so that no row is dropped;
    # a copy in a buffer may be: it has no geometry then, and ST_AsMVT leaves it out.
    drawn = func.coalesce(drawn, case((is_here, _anchor_point(layer.anchor))))
    columns = [visible.column(one.name) for one in visible.fields if one.in_tile]
    numbers: list[ColumnElement[Any]] = [layer.key.label("feature_id")] if layer.has_number else []
    count = case((is_here, _fixed(1)), else_=_fixed(0))
    rows = (
        select(drawn.label("geom"), *numbers, *columns, count.label("count"))
        .select_from(layer.table)
        .where(layer.geometry.op("&&")(reach), visible.where)
        # Two workers make the same bytes of the same rows: the ETag they share says so.
        .order_by(layer.key)
        .subquery("tile")
    )
    names = ["geom", "feature_id"] if layer.has_number else ["geom"]
    tile = func.ST_AsMVT(
        rows.table_valued(), _name(layer.id), _fixed(EXTENT), *(_name(one) for one in names)
    )
    return select(tile.label("tile"))


def _cells(visible: VisibleLayer) -> Select[Any]:
    layer, style = visible.layer, visible.layer.style
    worst = func.max if style.ramp is Ramp.HIGHEST else func.min
    # The covering index on the anchor answers this; for each row it does one shift and no more.
    # What follows is done for groups, first of a place and a value, then of a place and a class.
    place = layer.anchor.op(">>")(SHIFT)
    filled_by = [] if style.filled_by is None else [style.filled_by]
    fine = (
        select(
            place.label("place"),
            visible.expression(style.field).label("value"),
            # Not a bigint, whose sum would be a slow numeric.
            cast(func.count(), Integer).label("count"),
            *(func.bool_or(visible.expression(one)).label(one) for one in filled_by),
        )
        .select_from(layer.table)
        .where(layer.anchor.between(FIRST, LAST), visible.where)
        .group_by(literal_column("1"), literal_column("2"))
        .subquery("fine")
    )
    classed = (
        select(
            fine.c.place,
            style.class_of(fine.c.value).label("class"),
            func.sum(fine.c.count).label("count"),
            worst(fine.c.value).label("worst"),
            *(func.bool_or(fine.c[one]).label(one) for one in filled_by),
        )
        .group_by(literal_column("1"), literal_column("2"))
        .subquery("classed")
    )
    count = func.sum(classed.c.count)
    # Twice the middle of a place is a whole number.
    half = _fixed((EXTENT >> FINE) // 2)
    mean = [
        func.sum((_packed(classed.c.place, first) * 2 + 1) * classed.c.count) * half / count
        for first in (0, 1)
    ]
    of_class = classed.c["class"]
    per_class = [
        cast(count.filter(of_class == one.key), Integer).label(f"count_{one.key}")
        for one in style.all_classes
    ]
    cell = classed.c.place.op(">>")(_fixed(2 * (FINE - COARSE)))
    cells = (
        select(
            func.ST_Point(*(cast(one, Double) for one in mean)).label("geom"),
            cast(count, Integer).label("count"),
            worst(classed.c.worst).label("worst"),
            # Somebody has been there: a cell of which that is true of one row looks like it.
            *(func.bool_or(classed.c[one]).label(one) for one in filled_by),
            *per_class,
        )
        .group_by(cell)
        .order_by(cell)
        .subquery("tile")
    )
    tile = func.ST_AsMVT(cells.table_valued(), _name(layer.id), _fixed(EXTENT), _name("geom"))
    return select(tile.label("tile"))


def _packed(number: ColumnElement[int], first: int) -> ColumnElement[int]:
    """Every second bit of the number of a place, beginning with the first or the second."""
    found: ColumnElement[int] = _fixed(0)
    for bit in range(FINE):
        found = found.op("|")(number.op(">>")(_fixed(bit + first)).op("&")(_fixed(1 << bit)))
    return type_coerce(found, Integer).self_group()


def _anchor_point(anchor: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """The anchor in the coordinates of its tile: the middle of its zoom-22 tile."""
    scale = _fixed(EXTENT) / func.power(_fixed(2.0), _fixed(DEEPEST) - Z)
    axes = [func.map.pack_bits((anchor - FIRST).op(">>")(_fixed(bit))) for bit in (0, 1)]
    return func.ST_Point(
        *(cast((axis + _fixed(0.5)) * scale, Double) for axis in axes), _fixed(3857)
    )


def _world() -> ColumnElement[Any]:
    # The bounds must be named to name the margin that follows them.
    return func.ST_MakeEnvelope(
        *(_fixed(edge) for edge in (-EDGE, -EDGE, EDGE, EDGE)), _fixed(3857)
    )


def _fixed(number: float) -> ColumnElement[Any]:
    """A number of the statement's own text: only what differs between tiles is bound."""
    return literal_column(repr(number))


def _name(text: str) -> ColumnElement[Any]:
    """A name of the catalogue as part of the statement's text; plain, as the catalogue's are."""
    if not text.isidentifier():
        raise ValueError(text)
    return literal_column(f"'{text}'")
