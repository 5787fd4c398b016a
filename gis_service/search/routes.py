"""Search by address, BFE number, village and municipality."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from db.access import Permission
from db.queries.search import found
from db.queries.words import MOST_CHARACTERS, words_of
from gis_service.answers import GEOJSON, GeoJson, as_json
from gis_service.language import CurrentLanguage
from gis_service.parameters import Limit
from gis_service.problems import RESPONSES
from gis_service.search.schemas import FindsTold
from gis_service.search.service import features
from gis_service.signin.rights import Needs
from gis_service.state import OpenRegistry
from gis_service.viewer import CurrentViewer

LIMIT_DEFAULT = 20

router = APIRouter(
    prefix="/api",
    tags=["search"],
    responses=RESPONSES,
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
)


@router.get(
    "/search",
    summary="Properties, places and municipalities by name or number",
    response_class=GeoJson,
    response_model=FindsTold,
)
async def search(
    registry: OpenRegistry,
    viewer: CurrentViewer,
    language: CurrentLanguage,
    q: Annotated[
        str,
        Query(
            max_length=MOST_CHARACTERS, description="What was typed; æ, ø and å in any spelling."
        ),
    ],
    limit: Limit = LIMIT_DEFAULT,
) -> Response:
    """The best finds first: exact, by beginning, by any part; empty text finds nothing."""
    words = words_of(q)
    rows = await registry.reader.rows(found(words, viewer, limit)) if words.words else []
    return as_json(features(rows, language), GEOJSON)
