"""TileJSON 3.0: what another program needs to know to draw a layer's tiles."""

from typing import Any

from layers.definition import LowZoom, VisibleLayer
from layers.fields import FieldKind
from layers.words import Language
from maps.tiles import DEEPEST, SINGLE_ZOOM

TYPES = {
    FieldKind.INTEGER: "Number",
    FieldKind.NUMBER: "Number",
    FieldKind.BOOLEAN: "Boolean",
}
# The Web Mercator square.
BOUNDS = [-180.0, -85.0511287, 180.0, 85.0511287]


def tiles_address(visible: VisibleLayer, root: str) -> str:
    """The address of a layer's tiles, with the question that narrows it."""
    asked = f"?{visible.query}" if visible.query else ""
    return f"{root}/api/layers/{visible.layer.id}/tiles/{{z}}/{{x}}/{{y}}.mvt{asked}"


def tilejson(visible: VisibleLayer, language: Language, root: str = "") -> dict[str, Any]:
    """The layer as TileJSON; `root` is where the service is reached."""
    layer = visible.layer
    fields = {one.name: TYPES.get(one.kind, "String") for one in visible.fields if one.in_tile} | {
        "count": "Number"
    }
    if layer.low_zoom is LowZoom.CELLS:
        fields |= {"worst": "Number"}
        fields |= {f"count_{one.key}": "Number" for one in layer.style.all_classes}
    return {
        "tilejson": "3.0.0",
        "name": layer.title.in_(language),
        "description": layer.description.in_(language),
        "scheme": "xyz",
        "tiles": [tiles_address(visible, root)],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "bounds": BOUNDS,
        "center": [10.3, 56.1, 6],
        "vector_layers": [
            {
                "id": layer.id,
                "description": layer.description.in_(language),
                "minzoom": 0,
                "maxzoom": DEEPEST,
                "fields": fields,
            }
        ],
        "single_features_from": SINGLE_ZOOM if layer.low_zoom is LowZoom.CELLS else 0,
    }
