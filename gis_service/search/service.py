"""Finds in words that tell one from the other, as GeoJSON."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from layers.words import Language, Words

_STATES = {
    "planned": Words(da="planlagt", en="planned"),
    "gone": Words(da="nedlagt", en="gone"),
}
_INHABITANTS = Words(da="{number} indbyggere", en="{number} inhabitants")
_MUNICIPALITY = Words(da="kommune", en="municipality")


def features(rows: Iterable[Mapping[str, Any]], language: Language) -> dict[str, Any]:
    """The finds as a FeatureCollection, best first; geometry null without a position."""
    found = [_feature(row, language) for row in rows]
    return {"type": "FeatureCollection", "features": found, "numberReturned": len(found)}


def _feature(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": f"{row['kind']}:{row['id']}",
        "geometry": orjson.Fragment(row["position"]) if row["position"] else None,
        "properties": {
            "kind": row["kind"],
            # A municipality's code is text: 0253 is not 253.
            "id": row["id"] if row["kind"] == "municipality" else int(row["id"]),
            "title": row["title"],
            "subtitle": _subtitle(row, language),
            "state": row["state"],
        },
    }
    if row["west"] is not None:
        # An area is shown whole; a property's box is its point.
        feature["bbox"] = [row[edge] for edge in ("west", "south", "east", "north")]
    return feature


def _subtitle(row: Mapping[str, Any], language: Language) -> str:
    """What tells a find from another of the same title."""
    match row["kind"]:
        case "property":
            parts = [
                _postal(row),
                row["place"],
                row["municipality"],
                f"BFE {row['bfe']}" if row["bfe"] else None,
                _STATES[row["state"]].in_(language) if row["state"] in _STATES else None,
            ]
        case "place":
            parts = [row["municipality"], _population(row, language)]
        case _:
            parts = [_MUNICIPALITY.in_(language), _population(row, language)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _postal(row: Mapping[str, Any]) -> str | None:
    parts = [row["postal_code"], row["postal_name"]]
    # Many addresses already end with their postal district.
    told = " ".join(part for part in parts if part)
    return None if not told or told in row["title"] else told


def _population(row: Mapping[str, Any], language: Language) -> str | None:
    if row["population"] is None:
        return None
    number = f"{row['population']:,}".replace(",", "." if language is Language.DA else ",")
    return _INHABITANTS.in_(language).format(number=number)
