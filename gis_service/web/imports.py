"""The import page: files on their way into the registry, and what was imported before."""

from collections.abc import Mapping
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, Response

from db.access import Permission, Viewer
from db.database import Database
from db.imports import history
from gis_service.errors import NotFound
from gis_service.language import CurrentLanguage
from gis_service.registry.desk import told
from gis_service.registry.jobs import CONFIDENTIAL
from gis_service.registry.rights import ReadsImports, may_take_back
from gis_service.registry.run_routes import RunNumber, found_run
from gis_service.registry.upload_routes import FoundUpload
from gis_service.state import OpenRegistry
from gis_service.web.desk import scales
from gis_service.web.frame import CurrentPage
from gis_service.web.pages import templates
from gis_service.web.register_words import field_titles, table_titles
from gis_service.web.speech import Speech

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PAGE_SIZE = 50
SHOWN_REJECTIONS = 100


@router.get("/import")
async def import_page(
    page: CurrentPage,
    registry: OpenRegistry,
    viewer: ReadsImports,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """The form for files, and the imports so far, newest first."""
    runs = await anyio.to_thread.run_sync(_runs, registry.database, viewer, before)
    told_of: dict[str, Any] = {
        "runs": runs[:PAGE_SIZE],
        "older": runs[PAGE_SIZE - 1].id if len(runs) > PAGE_SIZE else None,
        "states": states(page.speech),
        "texts": _texts(page.speech),
        "counts": count_titles(page.speech),
        "scales": await scales(registry, page.speech.language),
        "may_bring": viewer.may(Permission.RUN_IMPORTS),
        "may_bring_flags": viewer.may(Permission.RUN_FLAG_IMPORTS),
    }
    return page.show("import.html", "import", told_of)


@router.get("/import/{run}")
async def run_page(
    run: RunNumber, page: CurrentPage, registry: OpenRegistry, viewer: ReadsImports
) -> Response:
    """One import: its files with counts, and the rows that were not taken."""
    try:
        found = await anyio.to_thread.run_sync(_run, registry.database, run, viewer)
    except NotFound as error:
        detail, next_step = error.said(page.speech.language)
        return page.show(
            "error.html", "import", {"detail": detail, "next_step": next_step}, status=404
        )
    told_of: dict[str, Any] = {
        **found,
        "may_take_back": may_take_back(viewer, found["files"]),
        "states": states(page.speech),
        "texts": _texts(page.speech),
        "counts": count_titles(page.speech),
        "forms": forms(page.speech),
    }
    return page.show("import_run.html", "import", told_of)


@router.get("/parts/upload/{upload}")
async def upload_part(
    upload: FoundUpload, viewer: ReadsImports, language: CurrentLanguage
) -> Response:
    """How far the files of an upload are: tried, corrected, read in."""
    del viewer
    state = await anyio.to_thread.run_sync(told, upload, language)
    speech = Speech(language=language)
    part = templates(language).get_template("parts/upload.html")
    text = part.render(
        upload=state,
        counts=(taken_titles if _is_confidential(state) else count_titles)(speech),
        forms=forms(speech),
        fields=field_titles(speech),
        tables=table_titles(speech),
    )
    return HTMLResponse(text)


def _runs(database: Database, viewer: Viewer, before: int | None) -> list[history.RunRow]:
    own = viewer.municipality
    return history.runs(database, limit=PAGE_SIZE + 1, before=before, municipality=own)


def _is_confidential(state: Mapping[str, Any]) -> bool:
    return bool(state["result"] and state["result"].get(CONFIDENTIAL))


def _run(database: Database, number: int, viewer: Viewer) -> Mapping[str, Any]:
    return {
        "run": found_run(database, number, viewer),
        "files": history.files_of(database, number),
        # Where and why; the rows themselves stand in the file, for whoever may see them.
        "rejected": history.rejected(database, number, has_content=False, limit=SHOWN_REJECTIONS),
        "shown_rejections": SHOWN_REJECTIONS,
    }


def count_titles(speech: Speech) -> list[tuple[str, str]]:
    """What a row of a file can end as; every row ends as exactly one of them."""
    text = speech._
    return [
        ("rows", text("Rows")),
        ("new", text("New")),
        ("changed", text("Changed")),
        ("unchanged", text("Unchanged")),
        ("superseded", text("Older versions")),
        ("rejected", text("Rejected")),
    ]


def taken_titles(speech: Speech) -> list[tuple[str, str]]:
    """The same for what is confidential: nothing of what was there before."""
    text = speech._
    return [("rows", text("Rows")), ("taken", text("Taken")), ("rejected", text("Rejected"))]


def states(speech: Speech) -> dict[str, str]:
    """What the state of an import is called."""
    text = speech._
    return {
        "running": text("Under way"),
        "committed": text("Imported"),
        "failed": text("Failed; nothing was changed"),
        "undone": text("Taken back"),
    }


def forms(speech: Speech) -> dict[str, str]:
    """What the forms of files are called."""
    text = speech._
    return {
        "ois_xml": text("BBR, OIS XML in zip"),
        "datafordeler_csv": text("BBR, Datafordeler CSV"),
        "datafordeler_json": text("BBR, Datafordeler JSON"),
        "rest_json": text("BBR, REST JSON"),
        "graphql_json": text("BBR, GraphQL JSON"),
        "dar_ndjson": text("DAR, addresses"),
        "boundary": text("municipality boundaries"),
        "place_table": text("places"),
        "footprint": text("building footprints"),
        "property_table": text("table of properties"),
        "flag_table": text("social flags (confidential)"),
    }


def _texts(speech: Speech) -> dict[str, str]:
    text = speech._
    return {
        "sending": text("The files are being sent …"),
        "failed": text("The service did not answer. Nothing was changed: try again."),
        "undo": text("Take this import back? The registry becomes as it was before it."),
        "undoing": text("The import is being taken back …"),
    }
