"""What was imported: the runs, their files, the rows that were not taken, and the way back."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from db.access import Viewer
from db.database import Database
from db.imports import history
from db.imports.history import RunRow
from gis_service.answers import as_json
from gis_service.errors import NotFound
from gis_service.language import CurrentLanguage
from gis_service.parameters import LIMIT_DEFAULT, Limit
from gis_service.registry.desk import CurrentImportDesk
from gis_service.registry.import_schemas import (
    RegistryShown,
    RejectedRowsTold,
    RunsTold,
    RunWithFilesTold,
    UndoneTold,
)
from gis_service.registry.rights import BringsFiles, LeavesDemo, ReadsImports, may_see_rows
from gis_service.state import OpenRegistry, Registries
from layers.words import Words
from maps.exports.delimited import BYTE_ORDER_MARK, MARKS

router = APIRouter(tags=["imports"])

_LARGEST = 2**63 - 1
_NO_RUN = NotFound(
    da="Der er ingen indlæsning med dette nummer.",
    en="There is no import of this number.",
    next_da="Se numrene på siden Indlæsninger.",
    next_en="See the numbers on the import page.",
)
_HEADING = (
    Words("Fil", "File"),
    Words("Linje", "Line"),
    Words("Kolonne", "Column"),
    Words("Årsagskode", "Reason code"),
    Words("Årsag", "Reason"),
    Words("Indhold", "Content"),
)
RunNumber = Annotated[int, Path(ge=1, le=_LARGEST, description="The number that undo takes.")]
Before = Annotated[int | None, Query(ge=1, le=_LARGEST, description="Runs before this number.")]
AfterRow = Annotated[int, Query(ge=0, le=_LARGEST, description="The `next` of the page before.")]


def found_run(database: Database, number: int, viewer: Viewer) -> RunRow:
    """The run of this number; one of another municipality is unknown."""
    found = history.run(database, number, viewer.municipality)
    if found is None:
        raise _NO_RUN
    return found


@router.get("/imports", summary="The imports, newest first", response_model=RunsTold)
def runs(
    registry: OpenRegistry,
    viewer: ReadsImports,
    before: Before = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Response:
    """Who imported what and when, with counts and state."""
    found = history.runs(
        registry.database, limit=limit, before=before, municipality=viewer.municipality
    )
    following = found[-1].id if len(found) == limit else None
    return as_json({"runs": [asdict(row) for row in found], "next": following})


@router.get("/imports/{run}", summary="One import with its files", response_model=RunWithFilesTold)
def run(run: RunNumber, registry: OpenRegistry, viewer: ReadsImports) -> Response:
    """State and counts, and the same for each file."""
    found = found_run(registry.database, run, viewer)
    files = [asdict(row) for row in history.files_of(registry.database, run)]
    return as_json({**asdict(found), "files": files})


@router.get(
    "/imports/{run}/rejected",
    summary="The rows that were not taken",
    response_model=RejectedRowsTold,
)
def rejected(
    run: RunNumber,
    registry: OpenRegistry,
    viewer: ReadsImports,
    after: AfterRow = 0,
    limit: Limit = LIMIT_DEFAULT,
) -> Response:
    """Line, column and reason; the row itself for whoever brings files, where it may be shown."""
    found_run(registry.database, run, viewer)
    rows = history.rejected(
        registry.database, run, has_content=may_see_rows(viewer), after=after, limit=limit
    )
    following = rows[-1].id if len(rows) == limit else None
    return as_json({"rows": [asdict(row) for row in rows], "next": following})


@router.get(
    "/imports/{run}/rejected.csv",
    summary="The same as a file",
    response_class=StreamingResponse,
)
def rejected_file(
    run: RunNumber, registry: OpenRegistry, viewer: ReadsImports, language: CurrentLanguage
) -> StreamingResponse:
    """All rejected rows as CSV, streamed: as spreadsheets of the reader's language open it."""
    found_run(registry.database, run, viewer)
    delimiter, _ = MARKS[language]
    heading = [words.in_(language) for words in _HEADING]
    rows = history.rejected_csv(
        registry.database,
        run,
        heading=heading,
        delimiter=delimiter,
        has_content=may_see_rows(viewer),
    )
    return StreamingResponse(
        _with_mark(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="afviste-{run}.csv"'},
    )


@router.post("/imports/{run}/undo", summary="Take an import back", response_model=UndoneTold)
async def undo(run: RunNumber, desk: CurrentImportDesk, viewer: BringsFiles) -> Response:
    """Exactly as before, or refused with what depends on it; nothing a person wrote is removed."""
    del viewer
    undone: Any = await anyio.to_thread.run_sync(desk.undo, run)
    return as_json(undone)


@router.post("/demo/leave", summary="Leave the demo", response_model=RegistryShown)
async def leave_demo(request: Request, desk: CurrentImportDesk, viewer: LeavesDemo) -> Response:
    """Shows the real registry from now on; the demo stays where it is."""
    del viewer
    await anyio.to_thread.run_sync(desk.leave_demo)
    registries: Registries = request.state.registries
    await registries.refresh()
    return as_json({"registry": registries.shown.name})


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    """A byte order mark first, so that Danish letters survive a spreadsheet."""
    yield BYTE_ORDER_MARK
    yield from lines
