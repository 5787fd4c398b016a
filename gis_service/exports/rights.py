"""Who may take rows out, and keep lists of what to take out."""

from typing import Annotated

from fastapi import Depends

from db.access import Permission, Viewer
from gis_service.errors import Forbidden
from gis_service.viewer import CurrentViewer

_FORBIDDEN = Forbidden(
    da="Din rolle giver ikke adgang til at hente rækker ud eller gemme lister.",
    en="Your role may not take rows out or keep lists.",
    next_da="Spørg den der forvalter adgangen.",
    next_en="Ask whoever manages access.",
)


async def takes_rows_out(viewer: CurrentViewer) -> Viewer:
    """A viewer who may take rows out, and so may keep lists."""
    if not viewer.may(Permission.EXPORT_LAYERS):
        raise _FORBIDDEN
    return viewer


TakesRowsOut = Annotated[Viewer, Depends(takes_rows_out)]
