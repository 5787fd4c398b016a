"""What the map page is made from: one reader's view of the registry, and what she has chosen."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.access import Viewer
from db.queries import choices as choice
from db.queries.codes import code_titles
from gis_service.catalogue.service import counted, seen_by
from gis_service.state import ShownRegistry
from gis_service.web.selection import NAMES, Selection
from gis_service.web.speech import Speech
from layers.definition import VisibleLayer
from layers.errors import BadFilter, BadParameter
from layers.fields import Choice
from layers.parameters import this_year
from layers.pool import ANSWERS

OLD_AFTER = timedelta(days=365)
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
                "title": desk.speech.words(one.title).replace("-", "–"),
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


async def filter_panel(desk: Desk, offered: Choices) -> dict[str, Any]:
    """The filters as they are set, what they leave, and which to loosen when that is nothing."""
    selection = desk.selection
    # A filter that the layer cannot read is let go rather than shown as an error.
    try:
        matched = await desk.matched("suspicion")
    except (BadFilter, BadParameter):
        matched = 0
    total = await desk.matched("suspicion", selection.cleared())
    labels = {kind: chip_label(desk, offered, kind) for kind in selection.kinds}
    return {
        "matched": matched,
        "total": total,
        "chips": [
            {"key": kind, "label": label, "href": selection.without(*NAMES[kind]).address}
            for kind, label in labels.items()
        ],
        "cleared": selection.cleared().address,
        "hints": await _hints(desk, labels) if matched == 0 and labels else None,
        "carried": _carried(selection),
        "this_year": this_year(),
        "queries": {one: selection.query_of(one) for one in desk.seen},
        "choices": offered,
    }


async def _hints(desk: Desk, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each filter whose loosening alone gives something, the most first."""
    looser = {kind: desk.selection.without(*NAMES[kind]) for kind in labels}
    counts = await asyncio.gather(*(desk.matched("suspicion", one) for one in looser.values()))
    found = [
        {"label": labels[kind], "href": looser[kind].address, "matched": count}
        for kind, count in zip(looser, counts, strict=True)
        if count
    ]
    return sorted(found, key=lambda hint: -hint["matched"])


def chip_label(desk: Desk, offered: Choices, kind: str) -> str:
    """An active filter in the reader's words."""
    chosen, text = desk.selection, desk.speech._
    match kind:
        case "municipality":
            named = {one["code"]: str(one["name"]) for one in offered.municipalities}
            return named.get(chosen.municipality, chosen.municipality)
        case "place":
            return chosen.place
        case "suspicion":
            low, high = chosen.suspicion_from or 0, chosen.suspicion_to
            return text("Suspicion %(low)s–%(high)s") % {
                "low": low,
                "high": 100 if high is None else high,
            }
        case "rule":
            return " / ".join(offered.rule_title(rule) for rule in chosen.rule)
        case "use_group":
            return dict(offered.use_groups).get(chosen.use_group, chosen.use_group)
        case "built":
            if chosen.built_from is None:
                return text("Built %(year)s or before") % {"year": chosen.built_to}
            if chosen.built_to is None:
                return text("Built %(year)s or after") % {"year": chosen.built_from}
            return text("Built %(low)s–%(high)s") % {
                "low": chosen.built_from,
                "high": chosen.built_to,
            }
        case _:
            answer = dict(offered.eligible).get(chosen.eligible, chosen.eligible)
            year = chosen.year or this_year()
            return text("Eligible %(year)s: %(answer)s") % {"year": year, "answer": answer.lower()}


def _carried(selection: Selection) -> list[tuple[str, str]]:
    """What is chosen beside the filters, for a form that sends the whole selection."""
    kept: list[tuple[str, str]] = []
    if selection.layer != Selection().layer:
        kept.append(("layer", selection.layer))
    if selection.show != Selection().show:
        kept.append(("show", ",".join(selection.show) or "none"))
    if selection.sort:
        kept.append(("sort", selection.sort))
    if selection.view:
        kept.append(("view", "1"))
    return kept


async def source_line(desk: Desk) -> list[dict[str, Any]]:
    """What the figures stand on: each kind of source with its newest date, the old ones marked."""
    text, today = desk.speech._, date.today()  # noqa: DTZ011  # a day's difference does not make a source old
    if desk.registry.is_demo:
        as_of = await desk.registry.reader.scalar(choice.last_screening())
        return (
            [{"date": as_of, "title": text("invented demo data"), "is_old": False, "age": ""}]
            if as_of
            else []
        )
    newest: dict[str, date] = {}
    for visible in desk.seen.values():
        for row in (await counted(visible, desk.registry.reader))["sources"]:
            day = row["extract_date"] or (row["imported_at"] and row["imported_at"].date())
            title = source_title(desk.speech, row["target"] or "")
            if day and day > newest.get(title, date.min):
                newest[title] = day
    by_day: dict[date, list[str]] = {}
    for title, day in sorted(newest.items()):
        by_day.setdefault(day, []).append(title)
    return [
        {
            "date": day,
            "title": ", ".join(titles),
            "is_old": today - day > OLD_AFTER,
            "age": desk.speech.many(
                "%(num)s year old", "%(num)s years old", (today - day).days // 365
            ),
        }
        for day, titles in sorted(by_day.items(), reverse=True)
    ]


def source_title(speech: Speech, target: str) -> str:
    """What people call the register a kind of rows comes from."""
    titles = {
        "dar_address": speech._("DAR, addresses"),
        "listed_property": speech._("own tables"),
        "footprint": speech._("building footprints"),
        "place": speech._("places"),
        "municipality": speech._("municipality boundaries"),
    }
    return speech._("BBR") if target.startswith("bbr") else titles.get(target, target)
