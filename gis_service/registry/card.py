"""The card of a property: everything known of it, as data and in sentences."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import orjson

from db.access import Viewer
from db.queries import card
from db.reading import Reader
from gis_service.nearby.service import Here, nearest_features
from gis_service.registry.bars import bars, priority_sentence
from gis_service.registry.facts import PROPERTY, Meanings
from gis_service.registry.grades import inspections_told, newest_grade
from gis_service.registry.known import Known
from gis_service.registry.sentences import STATES, Writing
from gis_service.registry.standing import building_told, hit_told, unit_told
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from layers.pool import UNKNOWN
from layers.words import Language, Words

NEARBY: Final = 5
# The layers whose figures the card tells, each in its own classes and colours.
_TOLD: Final = ("priority", "condition", "suspicion")
# What the card tells of the properties near by.
_OF_OTHERS: Final = (
    *("address", "bfe", "place", "distance_m", "suspicion", "priority", "is_graded"),
    *("grade", "grade_scale", "grade_title"),
)
FIRST_TOLD: Final = _TOLD[0]
# Words for what register codes say of the position.
_NO_ADDRESS: Final = Words(da="Ejendom uden adresse", en="Property without address")

Row = Mapping[str, Any]


async def card_of(
    reader: Reader,
    viewer: Viewer,
    property_id: int,
    *,
    language: Language,
    year: str | None = None,
    look: str = FIRST_TOLD,
) -> dict[str, Any] | None:
    """All that a viewer may know of a property, for the pool of a year; None where she sees none.

    Numbers and days are plain values; sentences and titles are in the language. Others nearby have
    the class and colour of the layer `look`.
    """
    row = await reader.row(card.property_of(property_id, viewer))
    layers = {name: LAYERS[name].as_seen_by(viewer) for name in _TOLD}
    seen = {name: one for name, one in layers.items() if one is not None}
    if row is None or len(seen) < len(_TOLD):
        return None
    asked = {} if year is None else {"year": year}
    layer = seen["suspicion"].with_(asked, None)
    known = await _known(reader, row, language, layer)
    eligibility, nearby = await asyncio.gather(
        _eligibility(reader, layer, known), _nearby(reader, seen[look], known)
    )
    return {**_property(known, seen), "eligibility": eligibility, "nearby": nearby}


async def _known(reader: Reader, row: Row, language: Language, layer: VisibleLayer) -> Known:
    number, screened = row["id"], row["screened_as_of"]
    statements = (
        card.buildings_of(number),
        card.units_of(number),
        card.hits_of(number),
        card.inspections_of(number),
        card.criteria_of(number),
        card.points_of(number),
        card.near_place_of(number),
        card.meanings(),
        card.unknown_values(),
    )
    (
        buildings,
        units,
        hits,
        inspections,
        criteria,
        points,
        near,
        codes,
        unknown,
    ) = await asyncio.gather(*(reader.rows(one) for one in statements))
    year = None if screened is None else str(screened.year)
    then = layer.with_({} if year is None else {"year": year}, None)
    return Known(
        row=row,
        buildings=buildings,
        units=units,
        hits=hits,
        inspections=inspections,
        criteria=criteria,
        points=points,
        near=near[0] if near else None,
        eligible=await _answer(reader, then, number),
        meanings=Meanings.of(language, codes, unknown),
        writing=Writing(language=language),
    )


async def _answer(reader: Reader, layer: VisibleLayer, property_id: int) -> str | None:
    """Whether the pool reaches the property, by the same expression as in map and list."""
    answer: str | None = await reader.scalar(
        layer.select(["eligible"]).where(layer.layer.key == property_id)
    )
    return answer


def _property(known: Known, layers: Mapping[str, VisibleLayer]) -> dict[str, Any]:
    row, language = known.row, known.writing.language
    hits = [hit_told(known, hit) for hit in known.hits]
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
        "priority": {
            "value": row["priority"],
            **_class(layers["priority"], row["priority"], language),
            "sentence": priority_sentence(known),
            "model": row["priority_model"],
            "bars": bars(known),
        },
        "condition": {
            "value": row["condition"],
            **_class(layers["condition"], row["condition"], language),
            "is_graded": row["is_graded"],
        },
        "grade": newest_grade(known),
        "inspections": inspections_told(known),
        "suspicion": {
            "value": row["suspicion"],
            **_class(layers["suspicion"], row["suspicion"], language),
            "sentence": known.writing.suspicion(row, known.hits),
        },
        "screened_as_of": row["screened_as_of"],
        "facts": known.meanings.facts(row, PROPERTY),
        "hits": [hit for hit in hits if hit["kind"] in {"suspicion", None}],
        "flags": [hit for hit in hits if hit["kind"] == "flag"],
        "badges": [hit for hit in hits if hit["kind"] == "badge"],
        "buildings": [building_told(known, building) for building in known.buildings],
        "units": [unit_told(known, unit) for unit in known.units if unit["building_id"] is None],
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
    belongs = layer.layer.style.class_for(value)
    return {
        "class": belongs.key,
        "class_title": belongs.title.in_(language),
        "color": belongs.color,
    }


async def _eligibility(reader: Reader, layer: VisibleLayer, known: Known) -> dict[str, Any] | None:
    """Whether the pool reaches the property, in words and with the rule behind it."""
    if not known.row["is_standing"]:
        return None
    year = layer.values["year"]
    answer = await _answer(reader, layer, known.row["id"]) or UNKNOWN
    rule = await reader.row(card.town_limit(year))
    return {
        "answer": answer,
        "year": year,
        "sentence": known.writing.eligibility(known.row, answer, rule, year),
        "limit": known.writing.limit(rule),
        "rule_status": rule["status"] if rule else None,
        "rule_source": rule["source"] if rule else None,
    }


async def _nearby(reader: Reader, layer: VisibleLayer, known: Known) -> list[dict[str, Any]]:
    """The nearest other properties of the map."""
    row = known.row
    if row["lon"] is None or row["lat"] is None:
        return []
    here = Here(lon=row["lon"], lat=row["lat"])
    language = known.writing.language
    found = await nearest_features(reader, layer, here, limit=NEARBY + 1, language=language)
    others = [one for one in found["features"] if one["id"] != row["id"]]
    return [_other(layer, one, language) for one in others[:NEARBY]]


def _other(layer: VisibleLayer, feature: Row, language: Language) -> dict[str, Any]:
    told = feature["properties"]
    return {
        "id": feature["id"],
        **{name: told[name] for name in _OF_OTHERS},
        **_position(feature["geometry"]),
        **_class(layer, told[layer.layer.style.field], language),
    }


def _position(geometry: orjson.Fragment) -> dict[str, float]:
    lon, lat = orjson.loads(orjson.dumps(geometry))["coordinates"]
    return {"lon": lon, "lat": lat}
