"""The panel beside the map: the chosen property, or what is near a point."""

from collections.abc import Mapping, Sequence
from typing import Any

from gis_service.registry.card import card_of
from gis_service.web.desk import Desk
from gis_service.web.looks import figure
from gis_service.web.marks import is_filled
from gis_service.web.nearby import nearby_panel
from gis_service.web.selection import FIRST
from layers.catalogue import LAYERS

Told = Mapping[str, Any]


async def card_panel(desk: Desk) -> dict[str, Any]:
    """The chosen property's card, or the properties near the chosen point, or nothing."""
    chosen = desk.selection
    if chosen.property_id is None:
        return {"card": None, "nearby": await nearby_panel(desk)}
    known = await card_of(
        desk.registry.reader,
        desk.viewer,
        chosen.property_id,
        language=desk.speech.language,
        year=desk.selection.parameters.get("year"),
        look=chosen.on_map or FIRST,
    )
    return {"card": _gone(desk) if known is None else _card(desk, known), "nearby": None}


def _card(desk: Desk, known: Told) -> dict[str, Any]:
    chosen = desk.selection
    look = chosen.on_map or FIRST
    style = LAYERS[look].style
    reasons = grouped(known["hits"])
    standing = [one for one in known["buildings"] if one["state"] == "standing"]
    return {
        **known,
        "is_missing": False,
        "kind": _kind(desk, known),
        "where": _where(known),
        "flags": _once(known["flags"]),
        "badges": list({hit["rule"]: hit for hit in known["badges"]}.values()),
        "reasons": reasons,
        # The darkest of the layer's own colours: a pale class would not be seen as a bar.
        "bar_color": LAYERS[FIRST].style.classes[-1].color,
        "heaviest": max((bar["weight"] for bar in known["priority"]["bars"]), default=1),
        "highest": max((reason["weight"] for reason in reasons), default=1) or 1,
        "standing_count": len(standing),
        "near": [
            {
                **one,
                "title": one["address"] or (f"BFE {one['bfe']}" if one["bfe"] else ""),
                "href": chosen.but(property_id=one["id"]).address,
                "mark": {"color": one["color"], "filled": is_filled(style, one)},
                "figure": figure(desk.speech, look, one),
                "lon": None,
                "lat": None,
            }
            for one in known["nearby"]
        ],
        "close": chosen.but(property_id=None).address,
    }


def _gone(desk: Desk) -> dict[str, Any]:
    """What is said of a property that a link names and nobody knows."""
    return {
        "is_missing": True,
        "title": desk.speech._("The property is not here"),
        "lon": None,
        "lat": None,
        "close": desk.selection.but(property_id=None).address,
    }


def grouped(hits: Sequence[Told]) -> list[dict[str, Any]]:
    """The hits by rule, the heaviest first: a rule counts once however many times it hits."""
    by_rule: dict[str, dict[str, Any]] = {}
    for hit in hits:
        reason = by_rule.setdefault(
            hit["rule"],
            {
                "rule": hit["rule"],
                "title": hit["title"],
                "description": hit["description"],
                "weight": 0,
                "facts": [],
            },
        )
        if hit["scores"]:
            reason["weight"] = max(reason["weight"], hit["weight"])
        reason["facts"].append(hit)
    return sorted(by_rule.values(), key=lambda reason: -reason["weight"])


def _once(hits: Sequence[Told]) -> list[Told]:
    """What is to be known beforehand, each thing once however many buildings it is true of."""
    return list({(hit["rule"], hit["meaning"]): hit for hit in hits}.values())


def _kind(desk: Desk, known: Told) -> str:
    """The line above the title: BFE number, use, year."""
    text = desk.speech._
    facts = {fact["name"]: fact for fact in known["facts"]}
    use = facts.get("use_code", {}).get("meaning")
    built = facts.get("year_built", {}).get("value")
    what: str | None
    if use and built:
        what = text("%(use)s from %(year)s") % {"use": use, "year": built}
    else:
        what = use or (text("Built %(year)s") % {"year": built} if built else None)
    bfe = f"BFE {known['bfe']}" if known["bfe"] else text("No BFE number")
    return " · ".join(part for part in (bfe, what) if part)


def _where(known: Told) -> str:
    """The line under the title: village, postal district, municipality."""
    place: str | None = (known["place"] or {}).get("name")
    postal = " ".join(part for part in (known["postal_code"], known["postal_name"]) if part)
    if postal and postal in known["title"]:
        postal = ""
    name = known["municipality"]["name"]
    return ", ".join(dict.fromkeys(part for part in (place, postal, name) if part))
