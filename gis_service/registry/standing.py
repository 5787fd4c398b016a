"""What stands on a property, as its card tells it: buildings, units, and the hits on each."""

from collections.abc import Mapping
from typing import Any, Final

from gis_service.registry.facts import BUILDING, LIST_OF_FIELD, NOTED, UNIT
from gis_service.registry.known import Known
from gis_service.registry.sentences import STATES
from layers.words import Words

_NO_NUMBER: Final = Words(da="Bygning", en="Building")
_NUMBERED: Final = Words(da="Bygning {number}", en="Building {number}")

Row = Mapping[str, Any]


def hit_told(known: Known, hit: Row) -> dict[str, Any]:
    """A hit: the rule, and the field, code and date that met it."""
    language = known.writing.language
    return {
        "rule": hit["rule"],
        "kind": hit["kind"],
        "title": hit[f"title_{language}"] or hit["rule"],
        "description": hit[f"description_{language}"],
        "field": hit["field"],
        "field_title": NOTED[hit["field"]].in_(language) if hit["field"] in NOTED else None,
        "code": hit["code"],
        "meaning": known.meanings.title(LIST_OF_FIELD.get(hit["field"]), hit["code"]),
        "date": hit["fact_date"],
        "weight": hit["weight"],
        "scores": hit["scores"],
        "building_id": hit["building_id"],
        "unit_id": hit["unit_id"],
        "building": next(
            (_named(known, one) for one in known.buildings if one["id"] == hit["building_id"]), None
        ),
    }


def _named(known: Known, building: Row) -> str:
    """What a building is called: its number and its use."""
    language = known.writing.language
    number = building["number"]
    name = known.writing.say(_NUMBERED, number=number) if number else _NO_NUMBER.in_(language)
    use = known.meanings.title("use", building["use_code"])
    return f"{name}: {use}" if use else name


def building_told(known: Known, row: Row) -> dict[str, Any]:
    """A building with its facts, its units, and the rules that hit on it."""
    language = known.writing.language
    return {
        "id": row["id"],
        "title": _named(known, row),
        "number": row["number"],
        "bbr_id": row["bbr_id"],
        "use_code": row["use_code"],
        "use": known.meanings.title("use", row["use_code"]),
        "state": row["state"],
        "state_title": STATES[row["state"]].in_(language),
        "status": row[f"status_{language}"],
        "is_placed": row["is_placed"],
        "facts": known.meanings.facts(row, BUILDING),
        "rules": sorted({hit["rule"] for hit in known.hits if hit["building_id"] == row["id"]}),
        "units": [
            unit_told(known, unit) for unit in known.units if unit["building_id"] == row["id"]
        ],
        "source": {"name": row["source"], "date": row["source_date"]},
    }


def unit_told(known: Known, row: Row) -> dict[str, Any]:
    """A unit with its facts and the rules that hit on it."""
    return {
        "id": row["id"],
        "state": row["state"],
        "state_title": STATES[row["state"]].in_(known.writing.language),
        "facts": known.meanings.facts(row, UNIT),
        "rules": sorted({hit["rule"] for hit in known.hits if hit["unit_id"] == row["id"]}),
        "source": {"name": row["source"], "date": row["source_date"]},
    }
