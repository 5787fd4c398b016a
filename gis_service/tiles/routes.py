"""Vector tiles of the layers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from db.access import Permission
from gis_service.catalogue.dependencies import LayerName
from gis_service.parameters import FilterText
from gis_service.problems import RESPONSES
from gis_service.signin.rights import Needs
from gis_service.tiles.service import MEDIA_TYPE, tile_answer
from maps.tiles import DEEPEST

PATH = "/layers/{layer_id}/tiles/{z}/{x}/{y}.mvt"
router = APIRouter(
    prefix="/api",
    tags=["layers"],
    responses=RESPONSES,
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
)
Zoom = Annotated[int, Path(ge=0, le=DEEPEST)]
Index = Annotated[int, Path(ge=0, description="Below 2^z.")]


@router.get(
    PATH,
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
    del filter_
    return await tile_answer(request.scope, layer_id, str(z), str(x), str(y))
