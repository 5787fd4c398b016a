"""The layers of the map page with their counts, and the legend of those that are shown."""

import asyncio
from typing import Any

from gis_service.web.desk import Desk
from gis_service.web.selection import PROPERTY_LAYERS
from gis_service.web.speech import DASH
from maps.legend import legend_table

# Where the radio buttons of the layers of properties choose none of them.
NO_PROPERTIES = "none"


async def layer_panel(desk: Desk) -> dict[str, Any]:
    """The layers with their counts, and a legend with counts for those that are shown."""
    entries = await asyncio.gather(*(_layer_entry(desk, one) for one in desk.seen))
    chosen = desk.selection
    return {
        # One look of the properties at a time; anything else may lie beside them.
        "looks": [one for one in entries if one["id"] in PROPERTY_LAYERS],
        "no_look": {"id": NO_PROPERTIES, "href": chosen.showing("").address},
        "others": [one for one in entries if one["id"] not in PROPERTY_LAYERS],
    }


async def _layer_entry(desk: Desk, layer_id: str) -> dict[str, Any]:
    visible, chosen = desk.narrowed(layer_id), desk.selection
    layer = visible.layer
    is_shown = layer_id in chosen.show
    entry: dict[str, Any] = {
        "id": layer_id,
        "title": desk.speech.words(layer.title),
        "description": desk.speech.words(layer.description),
        "shape": layer.style.shape.value,
        # How many places there are with a band is as confidential as the band itself.
        "total": None if layer.is_aggregate else await desk.matched(layer_id),
        "is_shown": is_shown,
        "href": _switched(desk, layer_id),
        "legend": None,
        "note": None,
    }
    if not is_shown:
        return entry
    counted = () if layer.is_aggregate else await desk.registry.counts.classes(visible)
    totals = dict.fromkeys(("total", "placed", "unplaced"), entry["total"] or 0)
    legend = legend_table(visible, counted, totals, totals["total"], desk.speech.language)
    entry["legend"] = {
        "title": legend["field_title"],
        "classes": [{**one, "title": one["title"].replace("-", DASH)} for one in legend["classes"]],
        "marks": legend["marks"],
    }
    entry["note"] = _note(desk, layer_id)
    return entry


def _switched(desk: Desk, layer_id: str) -> str:
    """Where a layer's button leads: this look of the properties, or the other layer on or off."""
    chosen = desk.selection
    if layer_id in PROPERTY_LAYERS:
        return chosen.showing(layer_id).address
    show = [one for one in desk.seen if (one in chosen.show) != (one == layer_id)]
    return chosen.but(show=tuple(show)).address


def _note(desk: Desk, layer_id: str) -> str | None:
    text = desk.speech._
    notes = {
        "suspicion": text(
            "Hollow: known from registers only. Suspicion says where to go and look, nothing else."
        ),
        "social": text(
            "Shown in bands from five properties up, without filter and without counts: "
            "smaller numbers, or two answers held together, could point at somebody's home."
        ),
    }
    return notes.get(layer_id)
