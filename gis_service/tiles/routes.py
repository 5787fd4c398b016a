"""Vector tiles of the layers."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from gis_service.catalogue.dependencies import LayerName
from gis_service.parameters import FilterText
from gis_service.problems import RESPONSES
from gis_service.tiles.service import MEDIA_TYPE, tile_answer
from maps.tiles import DEEPEST


class _LeanRoute(APIRoute):
    """A route that is described like every other and answered without resolving its signature.

    A map asks for dozens of tiles at a time; the general way would cost more than a cached tile.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            return await tile_answer(request.scope)

        return handle


router = APIRouter(prefix="/api", tags=["layers"], responses=RESPONSES, route_class=_LeanRoute)
Zoom = Annotated[int, Path(ge=0, le=DEEPEST)]
Index = Annotated[int, Path(ge=0, description="Below 2^z.")]


@router.get(
    "/layers/{layer_id}/tiles/{z}/{x}/{y}.mvt",
    summary="A vector tile",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {}}, "description": "The tile; its layer bears the id."},
        204: {"description": "Nothing is there."},
        304: {"description": "Nothing has changed since the tile with this ETag."},
    },
)
async def tile(
    request: Request, layer_id: LayerName, z: Zoom, x: Index, y: Index, filter_: FilterText = None
) -> Response:
    """Every row with a position is counted once per zoom; low zooms may show counted cells."""
    del layer_id, z, x, y, filter_
    return await tile_answer(request.scope)
