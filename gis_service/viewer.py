"""Who is looking: one planner who sees all registries, until people sign in."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from db.access import PLANNER_OF_ALL, Viewer

# Until people sign in, whoever sits at the page.
ACTOR = "planner"


def viewer_of(scope: Scope) -> Viewer:
    """Who asks: decided here alone, so that signing in changes one place."""
    del scope
    return PLANNER_OF_ALL


async def current_viewer(request: Request) -> Viewer:
    """The viewer of this request."""
    return viewer_of(request.scope)


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
