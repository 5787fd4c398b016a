"""The layers of the catalogue: what they are, how they look, and their rows."""
# ruff: noqa: FAST003 -- `layer_id` is read by the dependency behind VisibleLayerOf

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from db.access import Permission
from gis_service.answers import GEOJSON, GeoJson, as_json
from gis_service.catalogue.dependencies import VisibleLayerOf
from gis_service.catalogue.items import links, page_of
from gis_service.catalogue.schemas import CountedLayerTold, LayersTold, RowsTold
from gis_service.catalogue.service import choices_of, counted, described, seen_by
from gis_service.language import CurrentLanguage
from gis_service.parameters import LIMIT_DEFAULT, BBox, Limit
from gis_service.problems import RESPONSES
from gis_service.signin.rights import Needs
from gis_service.state import OpenRegistry
from gis_service.viewer import CurrentViewer
from maps.listing import Listing, Order

router = APIRouter(
    prefix="/api",
    tags=["layers"],
    responses=RESPONSES,
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
)

Sort = Annotated[
    str | None,
    Query(max_length=60, description="A field of the layer, with `-` before it for falling."),
]
After = Annotated[
    str | None, Query(max_length=2000, description="The `next` of the page before this one.")
]


@router.get("/layers", summary="The layers this viewer may see", response_model=LayersTold)
async def layers(
    viewer: CurrentViewer, registry: OpenRegistry, language: CurrentLanguage
) -> Response:
    """Every layer with its described fields and parameters, in the order of the planner's list."""
    seen = seen_by(viewer)
    choices = await choices_of(seen, registry.reader, language)
    return as_json({"layers": [described(visible, choices, language) for visible in seen]})


@router.get(
    "/layers/{layer_id}", summary="One layer, with its counts", response_model=CountedLayerTold
)
async def layer(
    visible: VisibleLayerOf, registry: OpenRegistry, language: CurrentLanguage
) -> Response:
    """One layer; `total`, `placed` and `unplaced` count the rows that pass the filter."""
    choices = await choices_of([visible], registry.reader, language)
    counts = await counted(visible, registry.reader, registry.counts)
    return as_json(described(visible, choices, language) | counts)


@router.get(
    "/layers/{layer_id}/items",
    summary="The rows of a layer, page by page",
    response_class=GeoJson,
    response_model=RowsTold,
)
async def items(  # noqa: PLR0913, PLR0917 -- each is one documented query parameter
    request: Request,
    visible: VisibleLayerOf,
    registry: OpenRegistry,
    language: CurrentLanguage,
    box: BBox,
    sort: Sort = None,
    after: After = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Response:
    """Rows as GeoJSON; those without a position are there when no `bbox` is given."""
    order = Order.read(sort, visible)
    listing = Listing(visible=visible, order=order, language=language, box=box)
    page = await page_of(listing, registry.reader, registry.counts, limit=limit, after=after)
    here = request.scope.get("app_root_path", "") + request.url.path
    page["links"] = links(here, request.query_params, page["next"])
    return as_json(page, GEOJSON)
