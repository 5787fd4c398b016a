"""What the map page is made from: one reader's view of the registry, and what she has chosen."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.access import Viewer
from db.queries import choices as choice
from db.queries.codes import code_titles
from gis_service.catalogue.service import seen_by
from gis_service.registry.grades import SCALES, grade_name
from gis_service.state import ShownRegistry
from gis_service.web.selection import Selection
from gis_service.web.speech import Speech
from layers.definition import VisibleLayer
from layers.fields import Choice
from layers.pool import ANSWERS
from layers.words import Language

USE_GROUPS = ("use_group",)


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
        counts = await self.registry.counts.rows(self.narrowed(layer_id, selection))
        return counts["total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale that grades are given in, with its grades as they are chosen and called.

    Attributes:
        grades: As chosen (K/K3), what it is called (K3), and what it means; none in an own form.
    """

    id: str
    title: str
    grades: Sequence[tuple[str, str, str | None]]

    @property
    def named(self) -> Sequence[tuple[str, str]]:
        """What can be chosen of it, and how that is called."""
        return [(self.id, self.title), *((value, name) for value, name, _ in self.grades)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the filters can be set to."""

    municipalities: Sequence[Mapping[str, Any]]
    places: Sequence[str]
    rules: Sequence[Mapping[str, Any]]
    use_groups: Sequence[tuple[str, str]]
    eligible: Sequence[tuple[str, str]]
    scales: Sequence["Scale"]

    @property
    def grade_names(self) -> Mapping[str, str]:
        """What each grade that can be chosen is called, and each scale as a whole."""
        return {value: name for one in self.scales for value, name in one.named}

    def grade_title(self, chosen: str) -> str:
        """What a grade of the filter is called: K3, Rød; of a whole scale the scale's name."""
        return self.grade_names.get(chosen, chosen)

    def municipality_name(self, code: str) -> str:
        """What a municipality is called; its code where it is not known."""
        return next((str(one["name"]) for one in self.municipalities if one["code"] == code), code)

    def rule_title(self, rule: str) -> str:
        """What a rule is called; its id where it is not known."""
        return next((str(each["title"]) for each in self.rules if each["id"] == rule), rule)


async def choices(desk: Desk) -> Choices:
    """What there is to choose from in the registry that is shown."""
    reader, language = desk.registry.reader, desk.speech.language
    municipalities, places, rules, titles, offered = await asyncio.gather(
        reader.rows(choice.registries(desk.viewer)),
        reader.rows(choice.place_names(desk.viewer)),
        reader.rows(choice.rules()),
        reader.rows(code_titles(USE_GROUPS)),
        scales(desk.registry, language),
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
        use_groups=[(str(row["code"]), str(row[f"title_{language}"])) for row in titles],
        eligible=[(one.value, _answer(one, desk)) for one in ANSWERS],
        scales=offered,
    )


async def scales(registry: ShownRegistry, language: Language) -> list[Scale]:
    """The scales that grades are given in, in the order of their use; others come last."""
    known, grades = await asyncio.gather(
        registry.reader.rows(choice.scales()), registry.reader.rows(choice.grades())
    )
    found = [
        Scale(
            id=row["code"],
            title=row[f"title_{language}"],
            grades=[_grade(one, language) for one in grades if one["scale"] == row["code"]],
        )
        for row in known
    ]
    return sorted(found, key=lambda one: SCALES.index(one.id) if one.id in SCALES else len(SCALES))


def _grade(row: Mapping[str, Any], language: Language) -> tuple[str, str, str | None]:
    title = row[f"title_{language}"]
    name = grade_name(row["scale"], row["grade"], title, language)
    return f"{row['scale']}/{row['grade']}", name, None if name == title else title


def _answer(one: Choice, desk: Desk) -> str:
    return desk.speech.words(one.title)
