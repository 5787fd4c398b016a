"""A layer as a file to take away."""
# ruff: noqa: FAST003 -- `layer_id` is read by the dependency behind VisibleLayerOf

from collections.abc import AsyncIterator
from typing import Annotated

from anyio import CancelScope, to_thread
from fastapi import APIRouter, Path, Query
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse

from gis_service.catalogue.dependencies import VisibleLayerOf
from gis_service.exports.service import ReadyExport, prepare
from gis_service.language import CurrentLanguage
from gis_service.problems import RESPONSES
from gis_service.state import OpenRegistry
from maps.exports.formats import FormatKey, format_of

router = APIRouter(prefix="/api", tags=["layers"], responses=RESPONSES)

FormatName = Annotated[FormatKey, Path(alias="format", description="The format of the file.")]
Sort = Annotated[
    str | None,
    Query(max_length=60, description="A field of the layer, with `-` before it for falling."),
]


@router.get(
    "/layers/{layer_id}/export.{format}",
    summary="The listed rows as a file",
    response_class=StreamingResponse,
)
def export(
    visible: VisibleLayerOf,
    format_: FormatName,
    registry: OpenRegistry,
    language: CurrentLanguage,
    sort: Sort = None,
) -> StreamingResponse:
    """All rows that pass the filter, placed or not; with date, source, filter and count."""
    ready = prepare(registry.database, visible, format_of(format_), language=language, sort=sort)
    return StreamingResponse(
        _sent(ready),
        media_type=ready.format.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{ready.file_name}"',
            "Cache-Control": "private, no-store",
        },
    )


async def _sent(ready: ReadyExport) -> AsyncIterator[bytes]:
    try:
        async for chunk in iterate_in_threadpool(ready.chunks):
            yield chunk
    finally:
        # Also when whoever asked has gone: the database is let go at once.
        with CancelScope(shield=True):
            await to_thread.run_sync(ready.close)
