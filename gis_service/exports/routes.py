"""A layer as a file to take away."""
# ruff: noqa: FAST003 -- `layer_id` is read by the dependency behind VisibleLayerOf

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from anyio import CancelScope, from_thread, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from db.saved_lists import SavedList
from gis_service.audit.outgoing import Outgoing
from gis_service.audit.recorder import Recorder
from gis_service.catalogue.dependencies import VisibleLayerOf
from gis_service.exports.desk import Desk
from gis_service.exports.rights import TakesRowsOut
from gis_service.exports.service import ReadyExport, prepare
from gis_service.installed import Installed
from gis_service.language import CurrentLanguage
from gis_service.problems import RESPONSES
from gis_service.state import OpenRegistry
from layers.definition import VisibleLayer
from maps.basemap_files import base_map
from maps.exports.formats import FormatKey, format_of

router = APIRouter(prefix="/api", tags=["layers"], responses=RESPONSES)

FormatName = Annotated[FormatKey, Path(alias="format", description="The format of the file.")]
Sort = Annotated[
    str | None,
    Query(max_length=60, description="A field of the layer, with `-` before it for falling."),
]

Columns = Annotated[
    str | None,
    Query(
        max_length=4000,
        description="The columns by name, with commas, in the order wanted; all without it.",
        examples=["address,bfe,suspicion"],
    ),
]


class ExportResponse(StreamingResponse):
    """A file on its way; however that ends, the database and the place at the desk are free."""

    def __init__(
        self, ready: ReadyExport, outgoing: Outgoing, recorder: Recorder, leave: Callable[[], None]
    ) -> None:
        super().__init__(
            outgoing.passing(ready.chunks),
            media_type=ready.format.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{ready.file_name}"',
                "Cache-Control": "private, no-store",
            },
        )
        self._ready, self._leave = ready, leave
        self._outgoing, self._recorder = outgoing, recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._ready.close)
                self._leave()
                await self._outgoing.gone(self._recorder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """Sends rows as files to whoever may take them out, so many at once."""

    request: Request
    viewer: TakesRowsOut
    registry: OpenRegistry
    desk: Desk
    language: CurrentLanguage

    def file(
        self,
        key: FormatKey,
        visible: VisibleLayer,
        *,
        columns: Sequence[str] | None,
        sort: str | None,
        saved: SavedList | None = None,
    ) -> StreamingResponse:
        """The rows as a file of a format; refused before anything is sent."""
        installed: Installed = self.request.state.installed
        self.desk.enter()
        try:
            ready = prepare(
                self.registry.database,
                visible,
                format_of(key),
                language=self.language,
                columns=columns,
                sort=sort,
                user=self.viewer.name,
                list_name=saved.name if saved else None,
                ground=partial(base_map, "land", installed.active_file.parent),
            )
        except BaseException:
            self.desk.leave()
            raise
        outgoing, recorder = Outgoing(), self.registry.recorder
        announce = partial(
            outgoing.announce,
            form=key.value,
            rows=ready.export.matched,
            list_number=saved.id if saved else None,
        )
        try:
            from_thread.run(announce, recorder, visible)
        except BaseException:
            ready.close()
            self.desk.leave()
            raise
        return ExportResponse(ready, outgoing, recorder, self.desk.leave)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRows:
    """The rows that a request asks for, in whatever format."""

    # First, so that the right is asked before the layer is.
    downloads: Annotated[Downloads, Depends()]
    visible: VisibleLayerOf
    sort: Sort = None
    columns: Columns = None

    def file(self, key: FormatKey) -> StreamingResponse:
        """The rows as a file of a format; refused before anything is sent."""
        names = None if self.columns is None else self.columns.split(",")
        return self.downloads.file(key, self.visible, columns=names, sort=self.sort)


Listed = Annotated[ListedRows, Depends()]


@router.get(
    "/layers/{layer_id}/export.{format}",
    summary="The listed rows as a file",
    response_class=StreamingResponse,
)
def export(listed: Listed, format_: FormatName) -> StreamingResponse:
    """All rows that pass the filter, placed or not; with date, source, filter, user and count."""
    return listed.file(format_)


@router.get(
    "/layers/{layer_id}/page.html",
    summary="The listed rows as a map in one file",
    response_class=StreamingResponse,
)
def page(listed: Listed) -> StreamingResponse:
    """A map that opens from a disk without a network: at most 50,000 rows, placed or not."""
    return listed.file(FormatKey("html"))
