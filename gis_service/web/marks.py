"""The mark of a row, as the map draws it: from the layer's own table of classes."""

from collections.abc import Mapping
from typing import Any

from layers.style import Style


def mark_of(style: Style, told: Mapping[str, Any]) -> dict[str, Any]:
    """The mark of a row: the colour of its class, filled or hollow as on the map."""
    return {"color": class_color(style, told), "filled": is_filled(style, told)}


def is_filled(style: Style, told: Mapping[str, Any]) -> bool:
    """Whether the mark of a row is filled rather than hollow."""
    return style.is_filled if style.filled_by is None else bool(told.get(style.filled_by))


def class_color(style: Style, told: Mapping[str, Any]) -> str:
    """The colour of the class that a row belongs to, from the layer's own table."""
    return style.class_for(told.get(style.field)).color
