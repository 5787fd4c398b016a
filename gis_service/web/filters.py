"""The filters of the map page: as they are set, what they leave, and which to loosen."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from gis_service.web.desk import Choices, Desk
from gis_service.web.selection import FIRST, HIGHEST, NAMES, Selection, usual
from gis_service.web.speech import DASH
from layers.errors import BadFilter, BadParameter
from layers.parameters import this_year


async def filter_panel(desk: Desk, offered: Choices) -> dict[str, Any]:
    """The filters as they are set, what they leave, and which to loosen when that is nothing."""
    selection = desk.selection
    # A filter that the layer cannot read is let go rather than shown as an error.
    try:
        matched = await desk.matched(FIRST)
    except (BadFilter, BadParameter):
        matched = 0
    total = await desk.matched(FIRST, selection.cleared())
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
        "graded": [(one, graded_title(desk, one)) for one in ("yes", "no")],
    }


async def _hints(desk: Desk, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each filter whose loosening alone gives something, the most first."""
    looser = {kind: desk.selection.without(*NAMES[kind]) for kind in labels}
    counts = await asyncio.gather(*(desk.matched(FIRST, one) for one in looser.values()))
    found = [
        {"label": labels[kind], "href": looser[kind].address, "matched": count}
        for kind, count in zip(looser, counts, strict=True)
        if count
    ]
    return sorted(found, key=lambda hint: -hint["matched"])


def chip_label(desk: Desk, offered: Choices, kind: str) -> str:
    """An active filter in the reader's words."""
    chosen = desk.selection
    labels: Mapping[str, Callable[[], str]] = {
        "municipality": lambda: offered.municipality_name(chosen.municipality),
        "place": lambda: chosen.place,
        "priority": lambda: (
            desk.speech._("Priority %(span)s") % _span(chosen.priority_from, chosen.priority_to)
        ),
        "graded": lambda: graded_title(desk, chosen.graded),
        "grade": lambda: (
            desk.speech._("Grade %(grades)s")
            % {"grades": " / ".join(offered.grade_title(one) for one in chosen.grade)}
        ),
        "suspicion": lambda: (
            desk.speech._("Suspicion %(span)s") % _span(chosen.suspicion_from, chosen.suspicion_to)
        ),
        "rule": lambda: " / ".join(offered.rule_title(rule) for rule in chosen.rule),
        "use_group": lambda: dict(offered.use_groups).get(chosen.use_group, chosen.use_group),
        "built": lambda: _built_label(desk),
        "eligible": lambda: _eligible_label(desk, offered),
        "source": lambda: desk.speech._("Source %(name)s") % {"name": chosen.source},
    }
    return labels[kind]()


def graded_title(desk: Desk, answer: str) -> str:
    """Whether somebody has graded a property, as a filter is called."""
    text = desk.speech._
    return text("Graded on site") if answer == "yes" else text("Not graded yet")


def _span(low: int | None, high: int | None) -> dict[str, str]:
    return {"span": f"{low or 0}{DASH}{HIGHEST if high is None else high}"}


def _built_label(desk: Desk) -> str:
    low, high = desk.selection.built_from, desk.selection.built_to
    if low is None:
        return desk.speech._("Built %(year)s or before") % {"year": high}
    if high is None:
        return desk.speech._("Built %(year)s or after") % {"year": low}
    return desk.speech._("Built %(span)s") % {"span": f"{low}{DASH}{high}"}


def _eligible_label(desk: Desk, offered: Choices) -> str:
    answer = dict(offered.eligible).get(desk.selection.eligible, desk.selection.eligible)
    year = desk.selection.year or this_year()
    told = {"year": year, "answer": answer.lower()}
    return desk.speech._("Eligible %(year)s: %(answer)s") % told


def _carried(selection: Selection) -> list[tuple[str, str]]:
    """What is chosen beside the filters, for a form that sends the whole selection."""
    kept: list[tuple[str, str]] = []
    if selection.layer != Selection().layer:
        kept.append(("layer", selection.layer))
    if selection.show != usual(selection.layer):
        kept.append(("show", ",".join(selection.show) or "none"))
    if selection.source:
        kept.append(("source", selection.source))
    if selection.sort:
        kept.append(("sort", selection.sort))
    if selection.view:
        kept.append(("view", "1"))
    return kept
