"""How the layers look: legend, TileJSON, the style of the whole map, and the base map below."""
# ruff: noqa: FAST003 -- `layer_id` is read by the dependency behind VisibleLayerOf

import gzip
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from db.access import Permission
from db.queries.base_map import imported_base
from gis_service.answers import GEOJSON, GeoJson, as_json
from gis_service.catalogue.dependencies import QueriedLayer, VisibleLayerOf
from gis_service.catalogue.schemas import BaseMapTold, LegendTold, StyleTold, TileJsonTold
from gis_service.catalogue.service import seen_by
from gis_service.installed import Installed
from gis_service.language import CurrentLanguage
from gis_service.problems import RESPONSES
from gis_service.signin.rights import Needs
from gis_service.state import OpenRegistry
from gis_service.viewer import CurrentViewer
from layers.definition import VisibleLayer
from maps.base_style import BaseMap
from maps.basemap import PARTS
from maps.basemap_files import base_map
from maps.cache import etag_of, is_fresh
from maps.legend import legend_of
from maps.style import map_style
from maps.tilejson import tilejson

router = APIRouter(
    prefix="/api",
    tags=["layers"],
    responses=RESPONSES,
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
)

BaseMapPart = StrEnum("BaseMapPart", {name: name for name in PARTS})  # type: ignore[misc]  # as LayerId


@router.get(
    "/layers/{layer_id}/legend",
    summary="The classes of a layer, with counts",
    response_model=LegendTold,
)
async def legend(
    visible: VisibleLayerOf, registry: OpenRegistry, language: CurrentLanguage
) -> Response:
    """`total` counts every row; `matched` and the classes those that pass the filter."""
    return as_json(await legend_of(visible, registry.counts, language))


@router.get(
    "/layers/{layer_id}/tile.json", summary="TileJSON of a layer", response_model=TileJsonTold
)
async def tile_json(
    request: Request, visible: VisibleLayerOf, language: CurrentLanguage
) -> Response:
    """What another program needs to draw the layer's tiles."""
    return as_json(tilejson(visible, language, root_of(request)))


@router.get("/style.json", response_model=StyleTold, summary="The MapLibre style of the map")
async def style(
    request: Request,
    asked: QueriedLayer,
    viewer: CurrentViewer,
    registry: OpenRegistry,
    language: CurrentLanguage,
) -> Response:
    """All layers over the base map; the filter narrows the layer that `layer` names."""
    layers = [_alike(visible, asked) for visible in seen_by(viewer)]
    base = BaseMap(**(await registry.reader.row(imported_base()) or {}))
    return as_json(map_style(layers, base, language, root_of(request)))


@router.get(
    "/basemap/{part}.geojson",
    summary="A part of the base map",
    response_class=GeoJson,
    response_model=BaseMapTold,
)
async def base_map_part(request: Request, part: BaseMapPart) -> Response:
    """Land, approximate municipalities or place names, for as long as none are imported."""
    installed: Installed = request.state.installed
    data = installed.active_file.parent
    packed = await anyio.to_thread.run_sync(_packed, part.value, data)
    told = {"etag": packed.etag, "vary": "accept-encoding"}
    if is_fresh(request.headers.get("if-none-match"), packed.etag.removeprefix("W/")):
        return Response(status_code=304, headers=told)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed.content, 200, told | {"content-encoding": "gzip"}, GEOJSON)
    return Response(gzip.decompress(packed.content), 200, told, GEOJSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packed:
    """A part of the base map, compressed, with its entity tag."""

    content: bytes
    etag: str


@lru_cache(maxsize=8)
def _packed(part: str, data: Path) -> _Packed:
    plain = base_map(part, data)
    tag = etag_of(blake2b(plain, digest_size=16).hexdigest())
    return _Packed(content=gzip.compress(plain, 6, mtime=0), etag=f"W/{tag}")


def _alike(visible: VisibleLayer, asked: VisibleLayer) -> VisibleLayer:
    """The layer asked for as it is asked; another for the same parameters, where it has them."""
    if visible.layer is asked.layer:
        return asked
    names = {one.name for one in visible.layer.parameters}
    shared = {name: str(value) for name, value in asked.values.items() if name in names}
    return visible.with_(shared, None)


def root_of(request: Request) -> str:
    """Where the service is reached, without the last slash."""
    return str(request.base_url).rstrip("/")
