"""The model of priority as it is published: every number with the dated row that it stands in."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from db.queries import priority as query
from db.reading import Reader
from gis_service.priority.model import ELIGIBLE, PLACE, newest_model, rule_value
from layers.words import Language, Words

# What the values are called that are not grades of a scale.
_VALUES: Final[Mapping[tuple[str, str], Words]] = {
    (PLACE, "in"): Words(da="I en by eller landsby", en="In a town or village"),
    (PLACE, "near"): Words(da="Nær ved en", en="Near one"),
    (PLACE, "away"): Words(da="Længere væk", en="Further away"),
    (ELIGIBLE, "yes"): Words(da="Omfattet", en="Covered"),
    (ELIGIBLE, "no"): Words(da="Ikke omfattet", en="Not covered"),
}

Row = Mapping[str, Any]


async def published_model(
    reader: Reader, as_of: date, language: Language = Language.DA
) -> dict[str, Any]:
    """The model in force on a day with weights, points, sources and dates.

    `model` is null, and `criteria` empty, where no model is in force.
    """
    rows = await reader.rows(query.criteria(as_of))
    model = newest_model(rows)
    points = [] if model is None else await reader.rows(query.points(model, as_of))
    near = await reader.row(query.near_place(as_of))
    limit = await reader.row(query.town_limit(as_of.year))
    return {
        "model": model,
        "as_of": as_of,
        "criteria": [
            {
                "criterion": row["criterion"],
                "title": row[f"title_{language}"],
                "description": row[f"description_{language}"],
                "weight": row["weight"],
                **_behind(row),
                "points": [
                    _points(each, language)
                    for each in points
                    if each["criterion"] == row["criterion"]
                ],
            }
            for row in rows
            if row["model"] == model
        ],
        "near_place_m": _rule(near),
        "town_limit": _rule(limit),
    }


def _points(row: Row, language: Language) -> dict[str, Any]:
    words = _VALUES.get((row["criterion"], row["value"]))
    title = row[f"title_{language}"] or (None if words is None else words.in_(language))
    return {
        "scale": row["scale"],
        "scale_title": row[f"scale_{language}"],
        "value": row["value"],
        "title": title,
        "points": row["points"],
        **_behind(row),
    }


def _rule(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    told = {"comparison": row["comparison"], "value": rule_value(row), "status": row["status"]}
    return told | _behind(row)


def _behind(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("valid_from", "valid_to", "source")}
