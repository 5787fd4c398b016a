"""A tile as an answer: the lean path, which touches no database while a tile is at hand."""

from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.types import Scope

from db.access import Viewer
from gis_service.audit.person import person_of
from gis_service.errors import BadRequest, NotFound
from gis_service.parameters import FILTER_LENGTH
from gis_service.state import Registries
from gis_service.viewer import viewer_of
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from layers.parameters import this_year
from maps.cache import etag_of, is_fresh
from maps.tiles import DEEPEST

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_OK, _EMPTY, _NOT_MODIFIED = 200, 204, 304
_DIGITS = 8
_NO_TILE = NotFound(
    da="Der er ingen sådan flise.",
    en="There is no such tile.",
    next_da="z er 0 til 22, og x og y er under 2^z; kortlagene står i /api/layers.",
    next_en="z is 0 to 22, and x and y are below 2^z; the layers are in /api/layers.",
)
_LONG_FILTER = BadRequest(
    da=f"filter må højst have {FILTER_LENGTH} tegn.",
    en=f"filter must have at most {FILTER_LENGTH} characters.",
    next_da="Løsn en del af filteret.",
    next_en="Loosen a part of the filter.",
)


async def tile_answer(scope: Scope, layer_id: str, *named: str) -> Response:
    """The tile that zoom, column and row name: 200, 204 where it is empty, 304 where known."""
    z, x, y = address(*named)
    visible = asked(viewer_of(scope), layer_id, scope["query_string"], this_year())
    headers = dict(scope["headers"])
    registries: Registries = scope["state"]["registries"]
    if visible.is_confidential:
        await registries.shown.recorder.of(person_of(scope)).tile(visible, z, x, y)
    source = registries.shown.tiles
    key = await source.key(visible, z, x, y)
    etag = etag_of(key)
    # One tag for both encodings of a tile: weak, since their bytes differ.
    told = {"etag": f"W/{etag}", "cache-control": "private, no-cache", "vary": "accept-encoding"}
    known = headers.get(b"if-none-match")
    if known is not None and is_fresh(known.decode("latin-1"), etag):
        return Response(status_code=_NOT_MODIFIED, headers=told)
    tile = await source.tile(visible, z, x, y, key)
    if tile.is_empty:
        return Response(status_code=_EMPTY, headers=told)
    content = tile.content
    if tile.is_gzip:
        if b"gzip" in headers.get(b"accept-encoding", b""):
            told["content-encoding"] = "gzip"
        else:
            content = tile.plain()
    return Response(content, _OK, told, MEDIA_TYPE)


def address(*parts: str) -> tuple[int, int, int]:
    """Zoom, column and row; nothing is there outside the pyramid."""
    if not all(part.isascii() and part.isdigit() and len(part) <= _DIGITS for part in parts):
        raise _NO_TILE
    z, x, y = (int(part) for part in parts)
    if z > DEEPEST or x >> z or y >> z:
        raise _NO_TILE
    return z, x, y


# A screen asks the same question for each of its tiles; the year is asked for anew each year.
@lru_cache(maxsize=1024)
def asked(viewer: Viewer, layer_id: str, query: bytes, _year: int) -> VisibleLayer:
    """The layer as its viewer may see it, narrowed by what the query string says."""
    layer = LAYERS.get(layer_id)
    visible = None if layer is None else layer.as_seen_by(viewer)
    if visible is None:
        raise _NO_TILE
    given = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    given.pop("lang", None)
    filter_ = given.pop("filter", None)
    if filter_ is not None and len(filter_) > FILTER_LENGTH:
        raise _LONG_FILTER
    return visible.with_(given, filter_)
