"""The table in step with the map: the columns of the listed layer, and a page of its rows."""

from collections.abc import Mapping
from typing import Any

from db.access import Permission
from gis_service.catalogue.items import page_of
from gis_service.parameters import Box
from gis_service.web.cells import Cells, is_figure
from gis_service.web.desk import Choices, Desk
from gis_service.web.selection import PROPERTY_LAYERS
from layers.closed import may_leave
from layers.definition import VisibleLayer
from layers.fields import Field, FieldKind
from maps.exports.formats import FORMATS
from maps.listing import Listing, Order

PAGE_SIZE = 100
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "priority": (
        "address",
        "priority",
        "grade",
        "suspicion",
        "place",
        "rules",
        "year_built",
        "eligible",
    ),
    "suspicion": (
        "address",
        "suspicion",
        "grade",
        "priority",
        "place",
        "rules",
        "year_built",
        "eligible",
    ),
    "condition": (
        "address",
        "grade",
        "graded_on",
        "condition",
        "priority",
        "suspicion",
        "place",
        "rules",
    ),
    "buildings": (
        "use",
        "address",
        "year_built",
        "total_area_m2",
        "heating",
        "municipality_name",
        "source_date",
    ),
    "places": (
        "name",
        "municipality_name",
        "population",
        "admitted",
        "property_count",
        "candidate_count",
        "population_date",
    ),
    "social": ("name", "municipality_name", "band"),
    "municipalities": (
        "name",
        "candidate_count",
        "candidates_per_1000_homes",
        "homes",
        "property_count",
        "population",
    ),
}


async def list_panel(
    desk: Desk, offered: Choices, box: Box | None = None, after: str | None = None
) -> dict[str, Any]:
    """One page of the listed layer, with what else there is of it."""
    chosen = desk.selection
    visible = desk.narrowed(chosen.layer)
    await desk.registry.recorder.look(visible, "table")
    order = Order.read(_sort_of(visible, chosen.sort), visible)
    seen_box = box if chosen.view else None
    listing = Listing(visible=visible, order=order, language=desk.speech.language, box=seen_box)
    reader = desk.registry.reader
    page = await page_of(listing, reader, desk.registry.counts, limit=PAGE_SIZE, after=after)
    is_counted = not visible.layer.is_aggregate
    counts = await desk.registry.counts.rows(visible) if is_counted else {}
    fields = [visible.by_name[name] for name in _columns(visible)]
    cells = Cells(desk=desk, offered=offered, visible=visible)
    rows = [cells.row(feature, fields) for feature in page["features"]]
    carried = f"&after={page['next']}" if page["next"] else ""
    return {
        "rows": {
            "rows": rows,
            "matched": page["numberMatched"] if is_counted else None,
            "total": await desk.matched(chosen.layer, chosen.cleared()) if is_counted else None,
            "unplaced": counts.get("unplaced", 0),
        },
        "columns": [_column(desk, visible, field, order) for field in fields],
        "listed": {
            "title": listed_title(desk, chosen.layer),
            "is_of_properties": chosen.layer in PROPERTY_LAYERS,
            "may_leave": may_leave(visible.layer) and desk.viewer.may(Permission.EXPORT_LAYERS),
        },
        "may_import": desk.viewer.may(Permission.RUN_IMPORTS),
        "listing": {one: chosen.listing(one).address for one in desk.seen},
        "follow": chosen.but(view=not chosen.view).address,
        "next": f"/?{chosen.query}{carried}" if carried else None,
        "after": after,
        "page_size": PAGE_SIZE,
        "formats": [(one.key, f"{desk.speech.words(one.title)} (.{one.key})") for one in FORMATS],
        "export_query": chosen.query_of(chosen.layer),
    }


def listed_title(desk: Desk, layer_id: str) -> str:
    """What the rows of a layer are, for people."""
    text = desk.speech._
    titles = dict.fromkeys(PROPERTY_LAYERS, text("properties")) | {
        "buildings": text("buildings"),
        "places": text("places"),
        "social": text("places"),
        "municipalities": text("municipalities"),
    }
    return titles.get(layer_id, layer_id)


def _sort_of(visible: VisibleLayer, asked: str) -> str | None:
    """The order asked for; the layer's own where it has no such field."""
    return asked if asked.removeprefix("-") in visible.sortable else None


def _columns(visible: VisibleLayer) -> tuple[str, ...]:
    wanted = COLUMNS.get(visible.layer.id, tuple(visible.by_name)[:8])
    return tuple(name for name in wanted if name in visible.by_name)


def _column(desk: Desk, visible: VisibleLayer, field: Field, order: Order) -> dict[str, Any]:
    is_chosen = order.field.name == field.name
    # The first choice of a figure is the highest; of a name the first in the alphabet.
    falls_first = field.kind in {FieldKind.INTEGER, FieldKind.NUMBER} and field.name != "year_built"
    turned = not order.is_falling if is_chosen else falls_first
    sort = f"-{field.name}" if turned else field.name
    direction = "descending" if order.is_falling else "ascending"
    title = desk.speech.words(field.title)
    if field.name == "rules":
        title = desk.speech._("Reasons")
    elif field.name == "eligible":
        title = desk.speech._("Eligible")
    return {
        "name": field.name,
        "title": title,
        "numeric": is_figure(field),
        "sorted": direction if is_chosen else None,
        "href": desk.selection.but(sort=sort).address if field.name in visible.sortable else None,
    }
