"""What a value looks like in a cell."""

from typing import Any

from maps.exports.export import Column


def text_of(value: Any) -> str:
    """A text value as one string: lists by comma."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def titled(column: Column, value: Any) -> str:
    """A value as people read it: by its title where it has one."""
    if isinstance(value, str):
        return column.titles.get(value, value)
    return text_of(value)
