"""The table in step with the map: columns of the listed layer, and its rows as cells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from gis_service.catalogue.items import page_of
from gis_service.parameters import Box
from gis_service.registry.grades import grade_name
from gis_service.web.desk import Choices, Desk
from gis_service.web.selection import FIRST, PROPERTY_LAYERS
from gis_service.web.speech import DASH
from layers.closed import may_leave
from layers.definition import VisibleLayer
from layers.fields import Choice, Field, FieldKind
from layers.style import Style
from maps.exports.formats import FORMATS
from maps.listing import Listing, Order

PAGE_SIZE = 100
MOST_RULES = 2
# What a place is kept under whose municipality nobody told.
UNKNOWN_MUNICIPALITY = "0000"
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
            "may_leave": may_leave(visible.layer),
        },
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
        "numeric": _is_figure(field),
        "sorted": direction if is_chosen else None,
        "href": desk.selection.but(sort=sort).address if field.name in visible.sortable else None,
    }


def _is_figure(field: Field) -> bool:
    return field.kind in {FieldKind.INTEGER, FieldKind.NUMBER}


class Cells:
    """Writes values as a planner reads them."""

    def __init__(self, *, desk: Desk, offered: Choices, visible: VisibleLayer) -> None:
        self._desk = desk
        self._offered = offered
        self._visible = visible
        self._style = visible.layer.style

    def row(self, feature: Mapping[str, Any], fields: list[Field]) -> dict[str, Any]:
        """One row: its cells, where it leads, and where it lies."""
        told = feature["properties"]
        lon, lat = position_of(feature)
        is_property = self._visible.layer.id in PROPERTY_LAYERS
        property_id = feature["id"] if is_property else told.get("property_id")
        chosen = self._desk.selection
        cells = [self._cell(field, told) for field in fields]
        cells[0]["text"] = cells[0]["text"] if cells[0]["text"] != DASH else self._unnamed(told)
        return {
            "id": feature["id"],
            "cells": cells,
            "lon": lon,
            "lat": lat,
            "property": property_id,
            "href": self._leads_to(told, property_id, lon),
            "is_chosen": property_id is not None and property_id == chosen.property_id,
        }

    def _leads_to(
        self, told: Mapping[str, Any], property_id: int | None, lon: float | None
    ) -> str | None:
        """A property leads to its card; a village or municipality to the properties in it."""
        chosen = self._desk.selection
        if property_id:
            return chosen.but(property_id=property_id, near="").address
        inside = chosen.listing(chosen.on_map or FIRST).but(view=False, at="")
        code = told.get("municipality_code", "")
        within = "" if code == UNKNOWN_MUNICIPALITY else code
        match self._visible.layer.id:
            case "places" | "social":
                return inside.but(place=told["name"], municipality=within).address
            case "municipalities":
                return inside.but(place="", municipality=within).address
        return chosen.address if lon is not None else None

    def _unnamed(self, told: Mapping[str, Any]) -> str:
        text = self._desk.speech._
        if told.get("bfe"):
            return f"BFE {told['bfe']}"
        return text("No address (no. %(number)s)") % {"number": told.get("id", DASH)}

    def _cell(self, field: Field, told: Mapping[str, Any]) -> dict[str, Any]:
        value = told.get(field.name)
        cell: dict[str, Any] = {
            "text": self._text(field, value, told),
            "numeric": _is_figure(field),
            "mark": None,
        }
        if field.name == "address" and value and told.get("postal_code"):
            # The postal district stands in the address of some sources already.
            town = f"{told['postal_code']} {told.get('postal_name') or ''}".strip()
            cell["text"] = str(value) if told["postal_code"] in str(value) else f"{value}, {town}"
        if field.name == self._style.field and self._style.is_numeric:
            cell["mark"] = mark_of(self._style, told)
        return cell

    def _text(self, field: Field, value: Any, told: Mapping[str, Any]) -> str:
        match field.name:
            case "eligible":
                return self._eligible(str(value), told)
            case "rules":
                return self._rules(value or ())
            case "suspicion" if value is None:
                return self._desk.speech._("no rule applies")
            case "grade":
                return self._grade(told)
        return DASH if value is None or value == "" else self._plain(field, value)

    def _rules(self, rules: Sequence[str]) -> str:
        titles = [self._offered.rule_title(rule) for rule in rules]
        more = f" +{len(titles) - MOST_RULES}" if len(titles) > MOST_RULES else ""
        return ", ".join(titles[:MOST_RULES]) + more or DASH

    def _plain(self, field: Field, value: Any) -> str:
        speech = self._desk.speech
        if isinstance(field.choices, tuple):
            return _title(field.choices, str(value), speech.words)
        if field.kind is FieldKind.BOOLEAN:
            return speech._("yes") if value else speech._("no")
        if field.kind is FieldKind.DATE:
            return speech.date(value)
        # A year is a name of a time, not a figure.
        if _is_figure(field) and not field.name.startswith("year"):
            return speech.number(float(value))
        return str(value)

    def _grade(self, told: Mapping[str, Any]) -> str:
        if told["grade"] is None:
            return self._desk.speech._("not graded")
        language = self._desk.speech.language
        return grade_name(told["grade_scale"], told["grade"], told["grade_title"], language)

    def _eligible(self, value: str, told: Mapping[str, Any]) -> str:
        answer = dict(self._offered.eligible).get(value, value)
        population = told.get("place_population")
        if told.get("in_place") is False:
            return ", ".join((answer, self._desk.speech._("open land")))
        if population is None:
            return answer
        inhabitants = self._desk.speech.many(
            "%(num)s inhabitant", "%(num)s inhabitants", population
        )
        return f"{answer}, {inhabitants}"


def mark_of(style: Style, told: Mapping[str, Any]) -> dict[str, Any]:
    """The mark of a row: the colour of its class, filled or hollow as on the map."""
    return {"color": class_color(style, told), "filled": is_filled(style, told)}


def is_filled(style: Style, told: Mapping[str, Any]) -> bool:
    """Whether the mark of a row is filled rather than hollow."""
    return style.is_filled if style.filled_by is None else bool(told.get(style.filled_by))


def class_color(style: Style, told: Mapping[str, Any]) -> str:
    """The colour of the class that a row belongs to, from the layer's own table."""
    return style.class_for(told.get(style.field)).color


def _title(choices: tuple[Choice, ...], value: str, words: Any) -> str:
    return next((str(words(one.title)) for one in choices if one.value == value), value)


def position_of(feature: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The point of a row; none where it is not placed."""
    geometry = feature["geometry"]
    return (None, None) if geometry is None else middle_of(geometry)


def middle_of(geometry: Any) -> tuple[float, float]:
    """A point; of an area the middle of its box, which is good enough to point at."""
    points = list(_points(orjson.loads(orjson.dumps(geometry))["coordinates"]))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return round((min(lons) + max(lons)) / 2, 6), round((min(lats) + max(lats)) / 2, 6)


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], float | int):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from _points(inner)
