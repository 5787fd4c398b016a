"""Who may see and who may run imports."""

from typing import Annotated

from fastapi import Depends

from db.access import Permission, Viewer
from gis_service.errors import Forbidden
from gis_service.viewer import CurrentViewer

_FORBIDDEN = Forbidden(
    da="Din rolle giver ikke adgang til importer.",
    en="Your role gives no access to imports.",
    next_da="Spørg den der forvalter adgangen.",
    next_en="Ask whoever manages access.",
)


async def reads_imports(viewer: CurrentViewer) -> Viewer:
    """A viewer who may see the imports and what they refused."""
    if not viewer.may(Permission.READ_IMPORTS):
        raise _FORBIDDEN
    return viewer


async def runs_imports(viewer: CurrentViewer) -> Viewer:
    """A viewer who may bring files into the registry and undo it."""
    if not viewer.may(Permission.RUN_IMPORTS):
        raise _FORBIDDEN
    return viewer


ReadsImports = Annotated[Viewer, Depends(reads_imports)]
RunsImports = Annotated[Viewer, Depends(runs_imports)]
