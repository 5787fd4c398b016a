"""Whether the service is alive, and whether it can answer."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from gis_service.state import Registries

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "ok"


class Ready(Alive):
    """The registry that is shown can be read."""

    registry: str


@router.get("/healthz", summary="The process answers")
async def healthz() -> Alive:
    """Answers as long as the process does; says nothing about the registry."""
    return Alive()


@router.get("/readyz", summary="The registry can be read")
async def readyz(request: Request) -> Ready:
    """Answers when the shown registry's database is reachable and migrated; else 503 and why."""
    registries: Registries = request.state.registries
    shown = registries.shown
    await shown.check()
    return Ready(registry=shown.name)
