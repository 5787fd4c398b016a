"""Who may keep lists and take them out."""

from typing import Annotated

from fastapi import Depends

from db.access import Permission, Viewer
from gis_service.errors import Forbidden
from gis_service.viewer import CurrentViewer

_FORBIDDEN = Forbidden(
    da="Din rolle giver ikke adgang til at gemme og hente lister.",
    en="Your role may not keep lists or take them out.",
    next_da="Spørg den der forvalter adgangen.",
    next_en="Ask whoever manages access.",
)


async def keeps_lists(viewer: CurrentViewer) -> Viewer:
    """A viewer who may keep lists: whoever may take rows out."""
    if not viewer.may(Permission.EXPORT_LAYERS):
        raise _FORBIDDEN
    return viewer


KeepsLists = Annotated[Viewer, Depends(keeps_lists)]
