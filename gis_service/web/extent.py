"""Where the map opens: over the properties that there are."""

from collections.abc import Iterable, Sequence

import mercantile

from db.queries.choices import property_cells
from gis_service.web.desk import Desk

CELL_ZOOM = 9
# West, south, east, north of Denmark in degrees; with rows there, the map does not open over a
# foreign registry as well.
DENMARK = (7.5, 54.4, 15.4, 57.9)
Box = tuple[float, float, float, float]


async def extent(desk: Desk) -> str | None:
    """The box of the tiles that hold properties: west,south,east,north; None without any."""
    rows = await desk.registry.reader.rows(property_cells(desk.viewer))
    boxes = [box_of(row["cell"]) for row in rows]
    danish = [box for box in boxes if _meets(box, DENMARK)]
    return _text(danish or boxes)


def box_of(cell: int) -> Box:
    """The box of a zoom-9 tile from its Morton number: x in the even bits, y in the odd."""
    x = sum((cell >> 2 * bit & 1) << bit for bit in range(CELL_ZOOM))
    y = sum((cell >> 2 * bit + 1 & 1) << bit for bit in range(CELL_ZOOM))
    west, south, east, north = mercantile.bounds(x, y, CELL_ZOOM)
    return west, south, east, north


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text(boxes: Sequence[Box]) -> str | None:
    if not boxes:
        return None
    edges: Iterable[float] = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return ",".join(f"{edge:.4f}" for edge in edges)
