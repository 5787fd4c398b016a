"""The base map in the style: land, municipalities and names, so that the map is never blank."""

from dataclasses import dataclass
from typing import Any

from layers.words import Language, Words
from maps.basemap import ATTRIBUTION

WATER, LAND, NEIGHBOUR = "#dce8ee", "#f6f4ef", "#ebe9e4"
BORDER, NAME, RIM = "#8a8579", "#3b3a36", "#ffffff"
APPROXIMATE = Words("anslået grænse", "approximate boundary")
# Beyond this the part is stretched.
_DEEPEST = 10

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """What the base map is drawn from.

    Attributes:
        has_municipalities: Whether boundaries were imported; else approximate cells are shown.
        has_places: Whether places were imported; else those that come with the product.
    """

    has_municipalities: bool
    has_places: bool


def base_sources(base: BaseMap, root: str) -> dict[str, Json]:
    """The sources of the base map; their ids begin with `base-`, apart from the layers' own."""
    return {
        "base-land": _geojson("land", root),
        "base-municipalities": (
            _tiles("municipalities", root)
            if base.has_municipalities
            else _geojson("municipalities", root)
        ),
        "base-places": (_tiles("places", root) if base.has_places else _geojson("places", root)),
    }


def base_layers(base: BaseMap, language: Language) -> tuple[list[Json], list[Json]]:
    """What lies below the layers' areas, and what lies above them (borders and names)."""
    boundaries = "municipalities" if base.has_municipalities else None
    names = "places" if base.has_places else None
    is_approximate = ["==", ["get", "is_approximate"], True]
    below = [
        {"id": "base-water", "type": "background", "paint": {"background-color": WATER}},
        _layer("base-neighbour", "fill", "base-land", {"fill-color": NEIGHBOUR})
        | {"filter": ["==", ["get", "kind"], "neighbour"]},
        _layer("base-land", "fill", "base-land", {"fill-color": LAND})
        | {"filter": ["==", ["get", "kind"], "denmark"]},
    ]
    if boundaries:
        # The imported boundaries follow the coast more closely than the land that lies below.
        below.append(
            _layer("base-own-land", "fill", "base-municipalities", {"fill-color": LAND}, boundaries)
        )
    border = {"line-color": BORDER, "line-width": 1}
    above = [
        _layer("base-border", "line", "base-municipalities", border, boundaries)
        | {"filter": ["!", is_approximate]},
        _layer(
            "base-border-approximate",
            "line",
            "base-municipalities",
            border | {"line-dasharray": [4, 3]},
            boundaries,
        )
        | {"filter": is_approximate},
        _layer("base-border-label", "symbol", "base-municipalities", _ink(), boundaries)
        | {
            "minzoom": 9,
            "filter": is_approximate,
            "layout": {
                "text-field": APPROXIMATE.in_(language),
                "symbol-placement": "line",
                "symbol-spacing": 400,
                "text-size": 10,
            },
        },
        _layer("base-names", "symbol", "base-places", _ink(), names)
        | {
            "minzoom": 7,
            "filter": _named(is_tile=base.has_places),
            "layout": {
                "text-field": ["get", "name"],
                "text-size": _size(),
                # The larger town keeps its name where two would overlap.
                "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
                "text-offset": [0, 0.9],
                "text-anchor": "top",
                "text-max-width": 8,
            },
        },
    ]
    return below, above


def _named(*, is_tile: bool) -> list[Any]:
    shown = [
        "any",
        [">=", ["zoom"], 10],
        [">=", ["coalesce", ["get", "population"], 0], 3000],
    ]
    # A tile shows a place in each tile that it reaches; its name belongs to one of them.
    return ["all", shown, ["==", ["get", "count"], 1]] if is_tile else shown


def _size() -> list[Any]:
    people = ["coalesce", ["get", "population"], 0]
    return ["interpolate", ["linear"], people, 200, 11, 5000, 13, 100_000, 16]


def _ink() -> Json:
    return {"text-color": NAME, "text-halo-color": RIM, "text-halo-width": 1.4}


def _geojson(part: str, root: str) -> Json:
    return {
        "type": "geojson",
        "data": f"{root}/api/basemap/{part}.geojson",
        "attribution": ATTRIBUTION,
        "maxzoom": _DEEPEST,
    }


def _tiles(layer: str, root: str) -> Json:
    return {
        "type": "vector",
        "tiles": [f"{root}/api/layers/{layer}/tiles/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": 0,
        "maxzoom": _DEEPEST + 3,
    }


def _layer(id_: str, kind: str, source: str, paint: Json, source_layer: str | None = None) -> Json:
    tile_layer = {} if source_layer is None else {"source-layer": source_layer}
    return {"id": id_, "type": kind, "source": source, "paint": paint} | tile_layer
