"""The published model of priority over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from db.access import Permission
from db.clock import today
from gis_service.answers import as_json
from gis_service.language import CurrentLanguage
from gis_service.priority.published import published_model
from gis_service.priority.schemas import ModelTold
from gis_service.problems import RESPONSES
from gis_service.signin.rights import Needs
from gis_service.state import OpenRegistry

router = APIRouter(
    prefix="/api",
    tags=["priority"],
    responses=RESPONSES,
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
)


@router.get(
    "/priority/model", summary="The model that priorities are computed by", response_model=ModelTold
)
async def model(
    registry: OpenRegistry,
    language: CurrentLanguage,
    as_of: Annotated[date | None, Query(description="The day it is in force on; today.")] = None,
) -> Response:
    """Weights and points with their sources and dates; null points say nothing of the criterion."""
    return as_json(await published_model(registry.reader, as_of or today(), language))
