"""How a property is marked and what is said of it where the map shows one look of properties."""

from collections.abc import Mapping
from typing import Any

from gis_service.registry.grades import grade_name
from gis_service.web.speech import Speech

Told = Mapping[str, Any]


def figure(speech: Speech, look: str, told: Told) -> str:
    """What a list says of a property beside its name: its priority, grade or suspicion."""
    text = speech._
    if look == "priority":
        if told["priority"] is None:
            return text("No priority")
        return text("Priority %(value)s") % {"value": told["priority"]}
    if look == "condition" and told["grade"] is not None:
        name = grade_name(told["grade_scale"], told["grade"], told["grade_title"], speech.language)
        return text("Grade %(grades)s") % {"grades": name}
    if told["suspicion"] is None:
        return text("No rule applies")
    return text("Suspicion %(value)s") % {"value": told["suspicion"]}
