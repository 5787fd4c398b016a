"""Who may take rows out, and keep lists of what to take out."""

from typing import Annotated

from fastapi import Depends

from db.access import Permission, Viewer
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.viewer import CurrentViewer


async def takes_rows_out(
    viewer: CurrentViewer, _may: Annotated[SignedIn, Depends(Needs(Permission.EXPORT_LAYERS))]
) -> Viewer:
    """A viewer who may take rows out, and so may keep lists."""
    return viewer


async def reads_lists(
    viewer: CurrentViewer, _may: Annotated[SignedIn, Depends(Needs(Permission.READ_LAYERS))]
) -> Viewer:
    """A viewer who may see which lists are kept."""
    return viewer


TakesRowsOut = Annotated[Viewer, Depends(takes_rows_out)]
ReadsLists = Annotated[Viewer, Depends(reads_lists)]
