"""The record of processing and the impact assessment, filled in from what is in force today."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from db.access import ROLE_PERMISSIONS, Role, needs_second_factor
from db.clock import today
from db.log import retention
from gis_service.log.documents import LOGINS, SECTIONS, TITLES, Document
from gis_service.log.rights import ReadsLog
from gis_service.log.service import OFFICER
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.session import SignedIn
from gis_service.web.frame import CurrentPage
from gis_service.web.log import LOG, kept_nowhere
from gis_service.web.log_retention import rule_of
from gis_service.web.pages import Page
from gis_service.web.staff_words import permission_words, role_words

router = APIRouter(include_in_schema=False)


@router.get(f"{LOG}/{{document}}")
async def document_page(
    document: Annotated[Document, Path()],
    request: Request,
    page: CurrentPage,
    signed: ReadsLog,
    door: CurrentDoor,
) -> Response:
    """The document as a page to print, or as a file that a word processor opens."""
    told = await _told(door, signed, page, document)
    if "hent" not in request.query_params:
        told = {**told, "frame": "base.html"}
        return kept_nowhere(page.show("log_document.html", "log", told))
    answer = page.show("log_document.html", "log", {**told, "frame": "log_file.html"})
    answer.headers["content-disposition"] = f'attachment; filename="{document}.html"'
    return kept_nowhere(answer)


async def _told(door: Door, signed: SignedIn, page: Page, document: Document) -> Mapping[str, Any]:
    speech = page.speech
    async with door.officers.acting(signed.context(OFFICER)) as act:
        rules = await retention.rules(act)
    return {
        "title": speech.words(TITLES[document]),
        "at": "record" if document is Document.RECORD else "assessment",
        "address": f"{LOG}/{document}",
        "today": today(),
        "municipality": signed.municipality_code,
        "sections": [
            {
                "title": speech.words(section.title),
                "points": [
                    {
                        "said": speech.words(point.said),
                        "source": point.source and speech.words(point.source),
                        "is_open": point.is_open,
                    }
                    for point in section.points
                ],
            }
            for section in SECTIONS[document]
        ],
        "roles": [
            {
                "title": role_words(speech, role),
                "rights": sorted(permission_words(speech, each) for each in ROLE_PERMISSIONS[role]),
                "is_proved_twice": needs_second_factor(role),
            }
            for role in Role
        ],
        "rules": [rule_of(each, page) for each in rules],
        "logins": [(login.value, speech.words(words)) for login, words in LOGINS.items()],
    }
