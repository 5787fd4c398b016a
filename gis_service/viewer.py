"""Who asks, as the one that rows are compiled for."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from db.access import Viewer
from gis_service.signin.present import session_of
from gis_service.signin.rights import NOBODY
from gis_service.signin.session import SignedIn


def viewer_of(scope: Scope) -> Viewer:
    """Who asks; refused where nobody is signed in."""
    viewer = viewer_or_nobody(scope)
    if viewer is None:
        raise NOBODY
    return viewer


def viewer_or_nobody(scope: Scope) -> Viewer | None:
    """Who asks, on a page that is also for those who are not in yet."""
    signed = session_of(scope)
    return None if signed is None else _viewer(signed)


async def current_viewer(request: Request) -> Viewer:
    """The viewer of this request."""
    return viewer_of(request.scope)


def _viewer(signed: SignedIn) -> Viewer:
    return Viewer(
        role=signed.role,
        registries=None if signed.reads_all else frozenset({signed.municipality_code}),
        account=signed.account_id,
        name=signed.display_name,
        municipality=signed.municipality_code,
        permissions=signed.scopes,
    )


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
