"""The registry over HTTP: the card of a property, and imports."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from db.access import Permission
from gis_service.answers import as_json
from gis_service.errors import NotFound
from gis_service.language import CurrentLanguage
from gis_service.problems import RESPONSES
from gis_service.registry import run_routes, upload_routes
from gis_service.registry.card import card_of
from gis_service.registry.schemas import CardTold
from gis_service.signin.rights import Needs
from gis_service.state import OpenRegistry
from gis_service.viewer import CurrentViewer

router = APIRouter(prefix="/api", responses=RESPONSES)
router.include_router(upload_routes.router)
router.include_router(run_routes.router)

_LARGEST = 2**63 - 1
_NO_PROPERTY = NotFound(
    da="Der er ingen ejendom med dette nummer.",
    en="There is no property of this number.",
    next_da="Søg efter adressen eller BFE-nummeret.",
    next_en="Search for the address or the BFE number.",
)


@router.get(
    "/properties/{property_id}",
    tags=["registry"],
    summary="The card of a property",
    dependencies=[Depends(Needs(Permission.READ_LAYERS))],
    response_model=CardTold,
)
async def property_card(
    property_id: Annotated[int, Path(ge=1, le=_LARGEST)],
    viewer: CurrentViewer,
    registry: OpenRegistry,
    language: CurrentLanguage,
    year: Annotated[
        str | None, Query(max_length=10, description="The year of the pool's rules.")
    ] = None,
) -> Response:
    """All buildings, hits with field, code and date, badges, eligibility and nearby others."""
    card = await card_of(registry.reader, viewer, property_id, language=language, year=year)
    if card is None:
        raise _NO_PROPERTY
    return as_json(card)
