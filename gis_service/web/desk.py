"""What the map page is made from: one reader's view of the registry, and what she has chosen."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.access import Viewer
from db.queries import choices as choice
from db.queries.codes import code_titles
from gis_service.catalogue.service import seen_by
from gis_service.state import ShownRegistry
from gis_service.web.selection import Selection
from gis_service.web.speech import Speech
from layers.definition import VisibleLayer
from layers.fields import Choice
from layers.pool import ANSWERS

TITLE_LISTS = ("use_group",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One reader at the map: the registry that is shown, her rights, her language, her choices."""

    registry: ShownRegistry
    viewer: Viewer
    speech: Speech
    selection: Selection

    @property
    def seen(self) -> Mapping[str, VisibleLayer]:
        """The layers that she may see, by id."""
        return {visible.layer.id: visible for visible in seen_by(self.viewer)}

    def narrowed(self, layer_id: str, selection: Selection | None = None) -> VisibleLayer:
        """A layer with the filters and parameters that are chosen for it."""
        chosen = selection or self.selection
        visible = self.seen[layer_id]
        return visible.with_(chosen.parameters_of(layer_id), chosen.filter_of(layer_id))

    async def matched(self, layer_id: str, selection: Selection | None = None) -> int:
        """How many rows of a layer fit."""
        counts = await self.registry.reader.row(self.narrowed(layer_id, selection).counts())
        return int((counts or {}).get("total", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the filters can be set to."""

    municipalities: Sequence[Mapping[str, Any]]
    places: Sequence[str]
    rules: Sequence[Mapping[str, Any]]
    use_groups: Sequence[tuple[str, str]]
    eligible: Sequence[tuple[str, str]]

    def municipality_name(self, code: str) -> str:
        """What a municipality is called; its code where it is not known."""
        return next((str(one["name"]) for one in self.municipalities if one["code"] == code), code)

    def rule_title(self, rule: str) -> str:
        """What a rule is called; its id where it is not known."""
        return next((str(each["title"]) for each in self.rules if each["id"] == rule), rule)


async def choices(desk: Desk) -> Choices:
    """What there is to choose from in the registry that is shown."""
    reader, language = desk.registry.reader, desk.speech.language
    municipalities, places, rules, titles = await asyncio.gather(
        reader.rows(choice.registries(desk.viewer)),
        reader.rows(choice.place_names(desk.viewer)),
        reader.rows(choice.rules()),
        reader.rows(code_titles(TITLE_LISTS)),
    )
    return Choices(
        municipalities=municipalities,
        places=[row["name"] for row in places],
        rules=[
            {
                "id": row["rule"],
                "kind": row["kind"],
                "title": row[f"title_{language}"],
                "description": row[f"description_{language}"],
            }
            for row in rules
        ],
        use_groups=[(row["code"], row[f"title_{language}"]) for row in titles],
        eligible=[(one.value, _answer(one, desk)) for one in ANSWERS],
    )


def _answer(one: Choice, desk: Desk) -> str:
    return desk.speech.words(one.title)
