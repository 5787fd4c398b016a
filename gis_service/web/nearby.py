"""What is near a point: the device's position, or a tap on the map."""

from collections.abc import Mapping, Sequence
from typing import Any

from gis_service.nearby.service import Here, nearest_features
from gis_service.web.desk import Desk
from gis_service.web.looks import figure
from gis_service.web.marks import class_color, mark_of
from gis_service.web.positions import position_of
from gis_service.web.selection import FIRST

MOST = 25
# The map shows the point and the first of the list.
FITTED = 4


async def nearby_panel(desk: Desk) -> dict[str, Any] | None:
    """The properties nearest to the chosen point that the filters leave; None without a point."""
    if not desk.selection.near:
        return None
    lon, lat = (float(part) for part in desk.selection.near.split(","))
    look = desk.selection.on_map or FIRST
    visible = desk.narrowed(look)
    found = await nearest_features(
        desk.registry.reader,
        visible,
        Here(lon=lon, lat=lat),
        limit=MOST,
        language=desk.speech.language,
        are_few=bool(desk.selection.place),
    )
    style = visible.layer.style
    items = [
        {
            **item(desk, one, class_color(style, one["properties"])),
            "mark": mark_of(style, one["properties"]),
            "figure": figure(desk.speech, look, one["properties"]),
        }
        for one in found["features"]
    ]
    return {
        "title": desk.speech._("Nearby"),
        "lon": lon,
        "lat": lat,
        "items": items,
        "fit": fit(lon, lat, items[:FITTED]),
        "is_filtered": bool(desk.selection.kinds),
        "close": desk.selection.but(near="").address,
    }


def item(desk: Desk, feature: Mapping[str, Any], color: str) -> dict[str, Any]:
    """One property of a list of what is near."""
    told = feature["properties"]
    geometry = position_of(feature)
    return {
        "id": feature["id"],
        "title": told["address"]
        or (f"BFE {told['bfe']}" if told["bfe"] else desk.speech._("No address")),
        "place": told["place"],
        "suspicion": told["suspicion"],
        "color": color,
        "distance_m": told["distance_m"],
        "lon": geometry[0],
        "lat": geometry[1],
        "href": desk.selection.but(property_id=feature["id"]).address,
    }


def fit(lon: float, lat: float, items: Sequence[Mapping[str, Any]]) -> str:
    """The box of the point and these items: west,south,east,north."""
    lons = [lon, *(item["lon"] for item in items)]
    lats = [lat, *(item["lat"] for item in items)]
    return f"{min(lons)},{min(lats)},{max(lons)},{max(lats)}"
