"""Tiles without the general way of routes, which costs more than a tile that is at hand."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from gis_service.tiles.service import tile_answer

_SUFFIX = ".mvt"


@dataclass(frozen=True, slots=True)
class TileLane:
    """Answers for tiles, of which a map asks for dozens at a time, and passes on all else.

    It stands behind everything that decides whether and as whom somebody may ask. The route of
    tiles is how the interface describes it.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the address alone."""
        if scope["type"] == "http" and scope["method"] == "GET":
            match scope["path"].split("/"):
                case ["", "api", "layers", layer_id, "tiles", z, x, last] if last.endswith(_SUFFIX):
                    y = last.removesuffix(_SUFFIX)
                    answer = await tile_answer(scope, layer_id, z, x, y)
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)
