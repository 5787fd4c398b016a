"""Candidates on the way: each with distance, direction, grade, suspicion and reasons."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from db.queries.candidates import candidate_condition
from db.queries.choices import rules
from db.queries.codes import code_titles
from gis_service.nearby.direction import direction_of
from gis_service.nearby.service import Here, nearest_features
from gis_service.registry.grades import OVERALL, grade_name
from gis_service.web.desk import Desk
from gis_service.web.marks import class_color
from gis_service.web.nearby import item
from gis_service.web.positions import middle_of
from gis_service.web.selection import Selection
from layers.definition import VisibleLayer
from layers.words import Language

_GRADED_IN: Final = ("grade_scale", "grade_part")
# Six decimals of a degree are a tenth of a metre; five a metre, which is what a phone can keep.
_DECIMALS: Final = 5


def candidate_filter(place: str, threshold: int) -> str:
    """The candidates, all or those of one village, as CQL2 text."""
    conditions = (candidate_condition(threshold), Selection(place=place).filter)
    return " AND ".join(one for one in conditions if one)


async def candidates_near(
    desk: Desk, visible: VisibleLayer, here: Here, limit: int, *, are_few: bool
) -> list[dict[str, Any]]:
    """The nearest candidates, each with the way to it, what was found, and its reasons."""
    reader, language = desk.registry.reader, desk.speech.language
    near, named, codes = await asyncio.gather(
        nearest_features(reader, visible, here, limit=limit, language=language, are_few=are_few),
        reader.rows(rules()),
        reader.rows(code_titles(_GRADED_IN)),
    )
    reasons = {row["rule"]: row[f"title_{language}"] for row in named}
    titles = {(row["list"], row["code"]): row[f"title_{language}"] for row in codes}
    style = visible.layer.style
    return [
        {
            **item(desk, feature, class_color(style, feature["properties"])),
            **_way(desk, feature["properties"]),
            "number": number,
            "reasons": [reasons.get(rule, rule) for rule in feature["properties"]["rules"] or ()],
            "grade": _grade(feature["properties"], titles, language),
            "href": Selection(property_id=feature["id"]).address,
            **_position(feature),
        }
        for number, feature in enumerate(near["features"], 1)
    ]


def _grade(
    told: Mapping[str, Any], titles: Mapping[tuple[str, str], str], language: Language
) -> dict[str, Any] | None:
    """The newest grade in its own scale; None where nobody has graded."""
    if not told["is_graded"]:
        return None
    part, title = told["grade_part"], told["grade_title"]
    name = grade_name(told["grade_scale"], told["grade"], title, language)
    return {
        "name": name,
        "title": None if title == name else title,
        "scale": titles.get(("grade_scale", told["grade_scale"]), told["grade_scale"]),
        "part": None if part in {None, OVERALL} else titles.get(("grade_part", part), part),
        "date": told["graded_on"],
    }


def _way(desk: Desk, told: Mapping[str, Any]) -> dict[str, Any]:
    bearing = told["bearing_deg"]
    return {
        "bearing": None if bearing is None else round(bearing),
        "direction": None if bearing is None else direction_of(bearing).in_(desk.speech.language),
    }


def _position(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Where a candidate lies, for a person to copy and for the phone's own map to open."""
    lon, lat = middle_of(feature["geometry"])
    told = feature["properties"]
    point = f"{lat:.{_DECIMALS}f},{lon:.{_DECIMALS}f}"
    label = ", ".join(str(told[name]) for name in ("address", "place") if told[name])
    named = f"({quote(label, safe='')})" if label else ""
    return {
        "lon": lon,
        "lat": lat,
        "coordinates": coordinates(lon, lat),
        "geo": f"geo:{point}?q={point}{named}",
    }


def coordinates(lon: float, lat: float) -> str:
    """A position as phones and maps write it: latitude first."""
    return f"{lat:.{_DECIMALS}f}, {lon:.{_DECIMALS}f}"
