"""The rows of a layer nearest to a position."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from db.access import Permission
from gis_service.answers import GEOJSON, GeoJson, as_json
from gis_service.catalogue.dependencies import QueriedLayer
from gis_service.catalogue.schemas import NearestTold
from gis_service.language import CurrentLanguage
from gis_service.nearby.service import Here, nearest_features
from gis_service.parameters import LIMIT_DEFAULT, Latitude, Limit, Longitude
from gis_service.problems import RESPONSES
from gis_service.signin.rights import Needs
from gis_service.state import OpenRegistry

router = APIRouter(
    prefix="/api",
    tags=["layers"],
    responses=RESPONSES,
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
)


@router.get(
    "/nearby",
    summary="The rows nearest to a position, nearest first",
    response_class=GeoJson,
    response_model=NearestTold,
)
async def nearby(
    visible: QueriedLayer,
    registry: OpenRegistry,
    language: CurrentLanguage,
    longitude: Longitude,
    latitude: Latitude,
    limit: Limit = LIMIT_DEFAULT,
) -> Response:
    """Rows with a position as GeoJSON.

    `distance_m` is measured in the registry's own grid; `bearing_deg` is the way to a point in
    degrees clockwise from true north, null for an area.
    """
    here = Here(lon=longitude, lat=latitude)
    features = await nearest_features(
        registry.reader, visible, here, limit=limit, language=language
    )
    return as_json(features, GEOJSON)
