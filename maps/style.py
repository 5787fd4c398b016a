"""The MapLibre style: the base map below, then each layer in the colours of its classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.definition import LowZoom, VisibleLayer
from layers.style import Shape, Style
from layers.words import Language
from maps.base_style import BaseMap, base_layers, base_sources
from maps.tilejson import tiles_address
from maps.tiles import SINGLE_ZOOM

# Beyond this a tile is stretched: nothing smaller than its grid is known.
DEEPEST_DRAWN = 16
WHITE = "#ffffff"
INK = "#1a1a1a"

Json = dict[str, Any]


def map_style(
    layers: Sequence[VisibleLayer], base: BaseMap, language: Language, root: str = ""
) -> Json:
    """One style for all layers; areas lie below points, the catalogue's first layer on top."""
    drawn = [part for visible in reversed(layers) for part in layer_style(visible, language)]
    areas = [part for part in drawn if part["type"] in {"fill", "line"}]
    marks = [part for part in drawn if part["type"] not in {"fill", "line"}]
    below, above = base_layers(base, language)
    sources = {visible.layer.id: _source(visible, root) for visible in layers}
    return {
        "version": 8,
        "name": "Landsbyatlas",
        "sources": base_sources(base, root) | sources,
        "layers": [*below, *areas, *above, *marks],
    }


def layer_style(visible: VisibleLayer, language: Language) -> list[Json]:
    """The style layers of one layer, lowest first."""
    has_cells = visible.layer.low_zoom is LowZoom.CELLS
    pen = _Pen(visible=visible, first_zoom=SINGLE_ZOOM if has_cells else 0)
    parts = [*pen.areas(), *pen.points()]
    return [*parts, *pen.cells(language)] if has_cells else parts


def color_of(style: Style) -> Any:
    """The colour of a feature by its class, as a MapLibre expression."""
    if not style.is_numeric:
        pairs = [part for one in style.classes for part in (one.value, one.color)]
        return ["match", ["get", style.field], *pairs, style.unknown.color]
    # A cell of several rows shows its worst.
    value = ["coalesce", ["get", style.field], ["get", "worst"]]
    first, *others = style.classes
    steps = [part for one in others for part in (one.lower, one.color)]
    return [
        "case",
        ["==", ["typeof", value], "number"],
        ["step", ["to-number", value], first.color, *steps],
        style.unknown.color,
    ]


def _source(visible: VisibleLayer, root: str) -> Json:
    return {
        "type": "vector",
        "tiles": [tiles_address(visible, root)],
        "minzoom": 0,
        "maxzoom": DEEPEST_DRAWN,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    visible: VisibleLayer
    first_zoom: int

    def areas(self) -> list[Json]:
        """Polygons: a fill and an outline, dashed where the boundary is an estimate."""
        style = self.visible.layer.style
        color = color_of(style)
        paint = {"fill-color": color, "fill-opacity": self._either(style.opacity, 0.1)}
        fill = self._part("fill", "fill", paint)
        line = {"line-color": color if style.dashed_by is None else INK, "line-width": 1.2}
        outline = self._part("outline", "line", line)
        if style.dashed_by is None:
            return [fill, outline]
        dashed = self._part("outline-dashed", "line", line | {"line-dasharray": [3, 2]})
        for part, is_dashed in ((outline, False), (dashed, True)):
            part["filter"] = ["all", part["filter"], ["==", ["get", style.dashed_by], is_dashed]]
        return [fill, outline, dashed]

    def points(self) -> list[Json]:
        """Single points: filled or hollow, with a white rim on any ground; or a wide ring."""
        style = self.visible.layer.style
        color = color_of(style)
        if style.shape is Shape.RING:
            ring: Json = {
                "circle-radius": _by_zoom(6, 11),
                "circle-opacity": 0,
                "circle-stroke-color": color,
                "circle-stroke-opacity": style.opacity,
                "circle-stroke-width": _by_zoom(3, 5),
            }
            return [self._part("points", "circle", ring)]
        is_main = style.shape is Shape.CIRCLE
        paint: Json = {
            "circle-radius": _by_zoom(3.5 if is_main else 2, 8 if is_main else 5),
            "circle-color": self._either(color, WHITE),
            "circle-opacity": self._either(style.opacity, 0),
            "circle-stroke-color": self._either(WHITE, color),
            "circle-stroke-width": _by_zoom(self._either(1.2, 2), self._either(1.2, 3)),
        }
        points = self._part("points", "circle", paint)
        if style.is_filled and style.filled_by is None:
            return [points]
        halo: Json = {
            "circle-radius": _by_zoom(6.5, 12),
            "circle-color": WHITE,
            "circle-opacity": 0.85,
        }
        behind = self._part("halo", "circle", halo)
        if style.filled_by is not None:
            is_hollow = ["!=", ["get", style.filled_by], True]
            behind["filter"] = ["all", behind["filter"], is_hollow]
        return [behind, points]

    def cells(self, language: Language) -> list[Json]:
        """Cells at low zooms: circles by the root of their count, with the count written in."""
        color = color_of(self.visible.layer.style)
        radius = ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 6, 5, 11, 60, 26]
        circle: Json = {
            "circle-radius": radius,
            "circle-color": self._either(color, WHITE),
            "circle-opacity": 1,
            "circle-stroke-color": self._either(WHITE, color),
            "circle-stroke-width": self._either(1.5, 2.5),
        }
        number = ["number-format", ["get", "count"], {"locale": language.value}]
        # Dark on a hollow cell; light with a dark rim on a filled one, whatever its colour is.
        ink = {
            "text-color": self._either(WHITE, INK),
            "text-halo-color": self._either(INK, WHITE),
            "text-halo-width": 1.5,
        }
        text = self._cell("counts", "symbol", ink)
        text["layout"] = {
            "text-field": number,
            "text-size": 11,
            "text-allow-overlap": True,
            "text-ignore-placement": True,
        }
        text["filter"] = [">", ["get", "count"], 1]
        return [self._cell("cells", "circle", circle), text]

    def _either(self, filled: Any, hollow: Any) -> Any:
        """What a filled or a hollow mark has, decided by the layer or by each of its features."""
        style = self.visible.layer.style
        if style.filled_by is None:
            return filled if style.is_filled else hollow
        return ["case", ["==", ["get", style.filled_by], True], filled, hollow]

    def _part(self, name: str, kind: str, paint: Json) -> Json:
        shape = "Point" if kind == "circle" else "Polygon"
        return self._base(name, kind, paint) | {
            "minzoom": self.first_zoom,
            "filter": ["==", ["geometry-type"], shape],
        }

    def _cell(self, name: str, kind: str, paint: Json) -> Json:
        return self._base(name, kind, paint) | {"maxzoom": SINGLE_ZOOM}

    def _base(self, name: str, kind: str, paint: Json) -> Json:
        layer = self.visible.layer
        return {
            "id": f"{layer.id}-{name}",
            "type": kind,
            "source": layer.id,
            "source-layer": layer.id,
            "metadata": {"landsbyatlas:layer": layer.id},
            "paint": paint,
        }


def _by_zoom(small: Any, large: Any) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], 6, small, 18, large]
