"""The rows of the table as cells: values as a planner reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from gis_service.registry.grades import grade_name
from gis_service.web.desk import Choices, Desk
from gis_service.web.marks import mark_of
from gis_service.web.positions import position_of
from gis_service.web.selection import FIRST, PROPERTY_LAYERS
from gis_service.web.speech import DASH
from layers.definition import VisibleLayer
from layers.fields import Choice, Field, FieldKind

MOST_RULES = 2
# What a place is kept under whose municipality nobody told.
UNKNOWN_MUNICIPALITY = "0000"


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
            "numeric": is_figure(field),
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
        if is_figure(field) and not field.name.startswith("year"):
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


def is_figure(field: Field) -> bool:
    """Whether a field is a number that one compares with others."""
    return field.kind in {FieldKind.INTEGER, FieldKind.NUMBER}


def _title(choices: tuple[Choice, ...], value: str, words: Any) -> str:
    return next((str(words(one.title)) for one in choices if one.value == value), value)
