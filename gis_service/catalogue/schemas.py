"""The shapes of what the catalogue answers."""

from datetime import date, datetime
from typing import Any

from gis_service.told import Geometry, Link, Told


class ChoiceTold(Told):
    """A code and what it is called."""

    value: str
    title: str


class FieldTold(Told):
    """A field of a layer, described."""

    name: str
    title: str
    description: str
    kind: str
    unit: str | None
    source: str | None
    choices: list[ChoiceTold] | None


class ParameterTold(Told):
    """A parameter of a layer, with its bounds."""

    name: str
    title: str
    description: str
    default: int | str
    minimum: int | None
    maximum: int | None


class LayerTold(Told):
    """A layer as this viewer sees it."""

    id: str
    title: str
    description: str
    geometry: str
    fields: list[FieldTold]
    parameters: list[ParameterTold]
    sort: str | None
    low_zoom: str
    max_zoom: int


class LayersTold(Told):
    """The layers of a viewer, in the catalogue's order."""

    layers: list[LayerTold]


class ExtractTold(Told):
    """A register extract that stands behind the rows."""

    target: str
    form: str | None
    registry: str | None
    extract_date: date | None
    imported_at: datetime | None
    as_of: date | None


class CountedLayerTold(LayerTold):
    """A layer with its counts."""

    total: int
    placed: int
    unplaced: int
    data_as_of: date | None
    sources: list[ExtractTold]


class RowTold(Told):
    """A row as a feature of GeoJSON: the layer's visible fields, and no others, are properties."""

    type: str
    id: int | str
    geometry: Geometry | None
    properties: dict[str, Any]


class RowsTold(Told):
    """A page of rows."""

    type: str
    features: list[RowTold]
    numberMatched: int  # noqa: N815 -- as OGC API Features spells it
    numberReturned: int  # noqa: N815 -- as OGC API Features spells it
    next: str | None
    links: list[Link]


class NearestTold(Told):
    """The rows nearest to a position."""

    type: str
    features: list[RowTold]
    numberReturned: int  # noqa: N815 -- as OGC API Features spells it


class ClassTold(Told):
    """A class of a legend, with its colour."""

    key: str
    title: str
    color: str
    filled: bool
    count: int | None


class MarkTold(Told):
    """What a filled or a hollow mark means."""

    filled: bool
    title: str


class LegendTold(Told):
    """A layer's legend with its counts."""

    layer: str
    title: str
    field: str
    field_title: str
    shape: str
    classes: list[ClassTold]
    marks: list[MarkTold]
    total: int
    matched: int
    placed: int
    unplaced: int


class VectorLayerTold(Told):
    """The layer within the tiles."""

    id: str
    description: str
    minzoom: int
    maxzoom: int
    fields: dict[str, str]


class TileJsonTold(Told):
    """TileJSON 3.0 of a layer."""

    tilejson: str
    name: str
    description: str
    scheme: str
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: list[float]
    center: list[float]
    vector_layers: list[VectorLayerTold]
    single_features_from: int


class StyleTold(Told):
    """A style of MapLibre, version 8; what a layer's paint may hold is MapLibre's own."""

    version: int
    name: str
    sources: dict[str, dict[str, Any]]
    layers: list[dict[str, Any]]


class BaseMapTold(Told):
    """A part of the base map."""

    type: str
    features: list[dict[str, Any]]
