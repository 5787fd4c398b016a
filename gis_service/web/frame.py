"""What every page starts from: the reader, what her address says is chosen, and the frame."""

from typing import Annotated

from fastapi import Depends, Request

from db.access import Permission
from gis_service.language import CurrentLanguage
from gis_service.page_token import PageToken
from gis_service.signin.present import session_of
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.state import OpenRegistry
from gis_service.viewer import CurrentViewer, viewer_or_nobody
from gis_service.web.desk import Desk
from gis_service.web.pages import Page
from gis_service.web.selection import Selection
from gis_service.web.speech import Speech


def current_desk(
    request: Request, registry: OpenRegistry, viewer: CurrentViewer, language: CurrentLanguage
) -> Desk:
    """The reader of this request, with what her address says is chosen; whatever her role."""
    chosen = Selection.read(request.query_params.multi_items())
    return Desk(
        registry=registry, viewer=viewer, speech=Speech(language=language), selection=chosen
    )


def map_desk(
    desk: "AnyDesk", _may: Annotated[SignedIn, Depends(Needs(Permission.READ_LAYERS))]
) -> Desk:
    """The desk of a reader who may see the map."""
    return desk


def current_page(
    request: Request, registry: OpenRegistry, language: CurrentLanguage, token: PageToken
) -> Page:
    """The frame of this request's page."""
    query = f"?{request.url.query}" if request.url.query else ""
    signed = session_of(request.scope)
    return Page(
        speech=Speech(language=language),
        is_demo=registry.is_demo,
        token=token,
        back=request.url.path + query,
        viewer=viewer_or_nobody(request.scope),
        acting_for=None if signed is None else signed.acting_for_name,
    )


AnyDesk = Annotated[Desk, Depends(current_desk)]
CurrentDesk = Annotated[Desk, Depends(map_desk)]
CurrentPage = Annotated[Page, Depends(current_page)]
