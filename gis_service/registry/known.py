"""The rows behind one card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_service.registry.facts import Meanings
from gis_service.registry.sentences import Writing

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that the registry knows of one property, as read.

    Attributes:
        inspections: The grades, newest first.
        criteria: The criteria of the model that the priority is by, the heaviest first.
        points: The points of that model's values.
        near: The rule that says how near a place counts as near it.
        eligible: Whether the pool of the year of the screening reaches the property.
    """

    row: Row
    buildings: Sequence[Row]
    units: Sequence[Row]
    hits: Sequence[Row]
    inspections: Sequence[Row]
    criteria: Sequence[Row]
    points: Sequence[Row]
    near: Row | None
    eligible: str | None
    meanings: Meanings
    writing: Writing
