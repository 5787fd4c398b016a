"""Who is looking: one planner who sees all registries, until people sign in."""

from typing import Annotated

from fastapi import Depends

from db.access import PLANNER_OF_ALL, Viewer


def current_viewer() -> Viewer:
    """The viewer of this request."""
    return PLANNER_OF_ALL


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
