"""The card of a property: everything known of it, as data and in sentences."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from db.access import Viewer
from db.queries import card
from db.reading import Reader
from gis_service.nearby.service import Here, nearest_features
from gis_service.registry.facts import BUILDING, LIST_OF_FIELD, NOTED, PROPERTY, UNIT, Meanings
from gis_service.registry.sentences import STATES, Writing
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from layers.words import Language, Words

NEARBY: Final = 5
# Words for what register codes say of the position.
_NO_ADDRESS: Final = Words(da="Ejendom uden adresse", en="Property without address")
_NO_NUMBER: Final = Words(da="Bygning", en="Building")
_NUMBERED: Final = Words(da="Bygning {number}", en="Building {number}")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The rows behind one card."""

    row: Row
    buildings: Sequence[Row]
    units: Sequence[Row]
    hits: Sequence[Row]
    meanings: Meanings
    writing: Writing


async def card_of(
    reader: Reader,
    viewer: Viewer,
    property_id: int,
    *,
    language: Language,
    year: str | None = None,
) -> dict[str, Any] | None:
    """All that a viewer may know of a property, for the pool of a year; None where she sees none.

    Numbers and days are plain values; sentences and titles are in the language.
    """
    layer = LAYERS["suspicion"].as_seen_by(viewer)
    row = await reader.row(card.property_of(property_id, viewer))
    if row is None or layer is None:
        return None
    layer = layer.with_({} if year is None else {"year": year}, None)
    known = await _known(reader, row, language)
    eligibility, nearby = await asyncio.gather(
        _eligibility(reader, layer, known), _nearby(reader, layer, known)
    )
    return {**_property(known, layer), "eligibility": eligibility, "nearby": nearby}


async def _known(reader: Reader, row: Row, language: Language) -> _Known:
    buildings, units, hits, codes, unknown = await asyncio.gather(
        reader.rows(card.buildings_of(row["id"])),
        reader.rows(card.units_of(row["id"])),
        reader.rows(card.hits_of(row["id"])),
        reader.rows(card.meanings()),
        reader.rows(card.unknown_values()),
    )
    return _Known(
        row=row,
        buildings=buildings,
        units=units,
        hits=hits,
        meanings=Meanings.of(language, codes, unknown),
        writing=Writing(language=language),
    )


def _property(known: _Known, layer: VisibleLayer) -> dict[str, Any]:
    row, language = known.row, known.writing.language
    hits = [_hit(known, hit) for hit in known.hits]
    return {
        "id": row["id"],
        "title": row["address"]
        or (f"BFE {row['bfe']}" if row["bfe"] else None)
        or _NO_ADDRESS.in_(language),
        "address": row["address"],
        "postal_code": row["postal_code"],
        "postal_name": row["postal_name"],
        "bfe": row["bfe"],
        "municipality": {"code": row["municipality_code"], "name": row["municipality_name"]},
        "place": _place(row),
        "state": row["state"],
        "state_title": STATES[row["state"]].in_(language),
        "lon": row["lon"],
        "lat": row["lat"],
        "suspicion": {
            "value": row["suspicion"],
            **_class(layer, row["suspicion"], language),
            "sentence": known.writing.suspicion(row),
        },
        "screened_as_of": row["screened_as_of"],
        "facts": known.meanings.facts(row, PROPERTY),
        "hits": [hit for hit in hits if hit["kind"] in {"suspicion", None}],
        "flags": [hit for hit in hits if hit["kind"] == "flag"],
        "badges": [hit for hit in hits if hit["kind"] == "badge"],
        "buildings": [_building(known, building) for building in known.buildings],
        "units": [_unit(known, unit) for unit in known.units if unit["building_id"] is None],
        "source": {"name": row["source"], "date": row["source_date"]},
        "is_demo": row["is_demo"],
    }


def _place(row: Row) -> dict[str, Any] | None:
    if row["place_name"] is None:
        return None
    return {
        "id": row["place_id"],
        "name": row["place_name"],
        "is_in": row["in_place"],
        "distance_m": row["place_distance_m"],
        "population": row["place_population"],
        "population_date": row["place_population_date"],
    }


def _class(layer: VisibleLayer, value: int | None, language: Language) -> dict[str, str]:
    """The class of the legend that a suspicion belongs to, with its colour."""
    style = layer.layer.style
    belongs = style.unknown
    for one in style.classes:
        if value is not None and one.lower is not None and value >= one.lower:
            belongs = one
    return {
        "class": belongs.key,
        "class_title": belongs.title.in_(language),
        "color": belongs.color,
    }


def _hit(known: _Known, hit: Row) -> dict[str, Any]:
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


def _named(known: _Known, building: Row) -> str:
    """What a building is called: its number and its use."""
    language = known.writing.language
    number = building["number"]
    name = known.writing.say(_NUMBERED, number=number) if number else _NO_NUMBER.in_(language)
    use = known.meanings.title("use", building["use_code"])
    return f"{name}: {use}" if use else name


def _building(known: _Known, row: Row) -> dict[str, Any]:
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
        "units": [_unit(known, unit) for unit in known.units if unit["building_id"] == row["id"]],
        "source": {"name": row["source"], "date": row["source_date"]},
    }


def _unit(known: _Known, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "state": row["state"],
        "state_title": STATES[row["state"]].in_(known.writing.language),
        "facts": known.meanings.facts(row, UNIT),
        "rules": sorted({hit["rule"] for hit in known.hits if hit["unit_id"] == row["id"]}),
        "source": {"name": row["source"], "date": row["source_date"]},
    }


async def _eligibility(reader: Reader, layer: VisibleLayer, known: _Known) -> dict[str, Any] | None:
    """Whether the pool reaches the property, by the same expression as in map and list."""
    if not known.row["is_standing"]:
        return None
    year = layer.values["year"]
    answer = await reader.scalar(
        layer.select(["eligible"]).where(layer.layer.key == known.row["id"])
    )
    rule = await reader.row(card.town_limit(year))
    return {
        "answer": answer,
        "year": year,
        "sentence": known.writing.eligibility(known.row, answer, rule, year),
        "limit": known.writing.limit(rule),
        "rule_status": rule["status"] if rule else None,
        "rule_source": rule["source"] if rule else None,
    }


async def _nearby(reader: Reader, layer: VisibleLayer, known: _Known) -> list[dict[str, Any]]:
    """The nearest other properties of the map."""
    row = known.row
    if row["lon"] is None or row["lat"] is None:
        return []
    here = Here(lon=row["lon"], lat=row["lat"])
    language = known.writing.language
    found = await nearest_features(reader, layer, here, limit=NEARBY + 1, language=language)
    others = [one for one in found["features"] if one["id"] != row["id"]]
    return [
        {
            "id": one["id"],
            "address": one["properties"]["address"],
            "bfe": one["properties"]["bfe"],
            "place": one["properties"]["place"],
            "suspicion": one["properties"]["suspicion"],
            "distance_m": one["properties"]["distance_m"],
            **_position(one["geometry"]),
            **_class(layer, one["properties"]["suspicion"], language),
        }
        for one in others[:NEARBY]
    ]


def _position(geometry: orjson.Fragment) -> dict[str, float]:
    lon, lat = orjson.loads(orjson.dumps(geometry))["coordinates"]
    return {"lon": lon, "lat": lat}
