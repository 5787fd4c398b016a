"""Files on their way into the registry: received, previewed, read in or thrown away."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from gis_service.answers import as_json
from gis_service.audit.person import person_of
from gis_service.language import CurrentLanguage
from gis_service.registry import jobs
from gis_service.registry.desk import Asked, CurrentImportDesk, told
from gis_service.registry.import_schemas import UploadTold
from gis_service.registry.receiving import FIELD, receive_files
from gis_service.registry.rights import BringsFiles, ReadsImports
from gis_service.registry.uploads import Upload, Uploads

router = APIRouter(prefix="/imports/uploads", tags=["imports"])

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}


async def found_upload(request: Request, upload: str) -> Upload:
    """The upload of the address, for whoever brought it."""
    uploads: Uploads = request.state.uploads
    return uploads.find(upload, person_of(request.scope))


FoundUpload = Annotated[Upload, Depends(found_upload)]


@router.post(
    "", status_code=201, summary="Bring files", openapi_extra=_FORM, response_model=UploadTold
)
async def bring(request: Request, viewer: BringsFiles, language: CurrentLanguage) -> Response:
    """Keep the files for a day; nothing is read into the registry yet."""
    del viewer
    uploads: Uploads = request.state.uploads
    await anyio.to_thread.run_sync(jobs.discard_cut_off, uploads)
    upload = uploads.new(person_of(request.scope))
    try:
        await receive_files(request, upload)
    except BaseException:
        uploads.discard(upload)
        raise
    return as_json(told(upload, language), status=201)


@router.get("/{upload}", summary="How far the files are", response_model=UploadTold)
async def look(viewer: ReadsImports, upload: FoundUpload, language: CurrentLanguage) -> Response:
    """Step, progress from 0 to 1, and the result or the problem once there is one."""
    del viewer
    return as_json(told(upload, language))


@router.post(
    "/{upload}/preview", status_code=202, summary="Try the files", response_model=UploadTold
)
async def preview(
    viewer: BringsFiles,
    asked: Asked,
    upload: FoundUpload,
    desk: CurrentImportDesk,
    language: CurrentLanguage,
) -> Response:
    """A dry run: the guessed mapping, counts and a sample; the registry stays as it is."""
    del viewer
    desk.start_preview(upload, asked)
    return as_json(told(upload, language), status=202)


@router.post(
    "/{upload}/run", status_code=202, summary="Read the files in", response_model=UploadTold
)
async def run(
    viewer: BringsFiles,
    asked: Asked,
    upload: FoundUpload,
    desk: CurrentImportDesk,
    language: CurrentLanguage,
) -> Response:
    """Reads the files into the real registry and screens what they touch, in the background."""
    del viewer
    desk.start_run(upload, asked)
    return as_json(told(upload, language), status=202)


@router.delete("/{upload}", status_code=204, summary="Throw the files away")
async def discard(request: Request, viewer: BringsFiles, upload: FoundUpload) -> None:
    """The files are deleted; what was read in from them stays."""
    del viewer
    jobs.refuse_under_way(upload)
    uploads: Uploads = request.state.uploads
    await anyio.to_thread.run_sync(uploads.discard, upload)
