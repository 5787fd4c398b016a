"""The layers of the map page with their counts, and the legend of those that are shown."""

import asyncio
from typing import Any

from gis_service.web.desk import Desk
from gis_service.web.speech import DASH


async def layer_panel(desk: Desk) -> dict[str, Any]:
    """The layers with their counts, and a legend with counts for those that are shown."""
    entries = await asyncio.gather(*(_layer_entry(desk, one) for one in desk.seen))
    show = desk.selection.show
    toggled = {
        one: desk.selection.but(
            show=tuple(other for other in desk.seen if (other in show) != (other == one))
        ).address
        for one in desk.seen
    }
    return {"layers": entries, "toggled": toggled}


async def _layer_entry(desk: Desk, layer_id: str) -> dict[str, Any]:
    visible = desk.narrowed(layer_id)
    style, reader = visible.layer.style, desk.registry.reader
    entry: dict[str, Any] = {
        "id": layer_id,
        "title": desk.speech.words(visible.layer.title),
        "description": desk.speech.words(visible.layer.description),
        "shape": style.shape.value,
        "total": await desk.matched(layer_id),
        "legend": None,
        "note": None,
    }
    if layer_id not in desk.selection.show:
        return entry
    counts = {row["key"]: row["count"] for row in await reader.rows(visible.class_counts())}
    entry["legend"] = {
        "title": desk.speech.words(visible.by_name[style.field].title),
        "classes": [
            {
                "key": one.key,
                "title": desk.speech.words(one.title).replace("-", DASH),
                "color": one.color,
                "filled": style.is_filled,
                "count": counts.get(one.key, 0),
            }
            for one in style.all_classes
        ],
    }
    if layer_id == "suspicion":
        entry["note"] = desk.speech._(
            "Hollow: known from registers only. Suspicion says where to go and look, nothing else."
        )
    return entry
