"""The log as the data protection officer reads it: narrowed, page by page, and as files."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from db.clock import today
from db.log import lines, samples
from db.log.lines import ACTIONS, Asked
from gis_service.errors import BadRequest
from gis_service.log import service
from gis_service.log.rights import ReadsLog
from gis_service.log.service import OFFICER, Found
from gis_service.log.sheet import told
from gis_service.log.words import action_words, area_words, role_words
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.session import SignedIn
from gis_service.web.frame import CurrentPage
from gis_service.web.given import among, printable
from gis_service.web.pages import Page

router = APIRouter(include_in_schema=False)

LOG = "/log"
_LINES = 50
_LONGEST = 200
_HIGHEST = 2**63 - 1


@router.get(LOG)
async def log_page(
    request: Request, page: CurrentPage, signed: ReadsLog, door: CurrentDoor
) -> Response:
    """The newest lines that fit what is chosen; that they were looked at is one of them."""
    given = dict(request.query_params)
    asked = asked_of(given)
    found = await service.page(door, signed, asked, _after(given), _LINES)
    choices = await _choices(door, signed, page)
    shown = {
        "lines": [row(each, page) for each in found.lines],
        "asked": asked,
        "query": query_of(asked),
        "older": _older(asked, found),
        "is_first": "after" not in given,
    }
    return kept_nowhere(page.show("log.html", "log", {**shown, **choices}))


def kept_nowhere(answer: Response) -> Response:
    """The answer, which not even the browser's own disk keeps."""
    answer.headers["cache-control"] = "no-store"
    return answer


def row(line: Mapping[str, Any], page: Page) -> Mapping[str, Any]:
    """A line as a table shows it."""
    return {
        **told(line, page.speech.language),
        "at": page.speech.moment(line["at"]),
        "property_query": query_of(Asked(property_key=line["property_key"])),
    }


def asked_of(given: Mapping[str, str]) -> Asked:
    """What an address asks for; what cannot be meant narrows nothing."""
    account = given.get("account", "")
    return Asked(
        account=_number(account),
        property_key=printable(given.get("property", ""))[:_LONGEST] or None,
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
        action=among(given.get("action"), ACTIONS) or None,
        area=printable(given.get("area", ""))[:_LONGEST] or None,
    )


def query_of(asked: Asked, **more: str) -> str:
    """The address's query that asks for the same."""
    named = {"property": asked.property_key, **asked.told, **more}
    return urlencode({name: value for name, value in named.items() if value is not None})


async def _choices(door: Door, signed: SignedIn, page: Page) -> Mapping[str, Any]:
    """Whom and what the form offers, and whether last month's sample still waits."""
    language = page.speech.language
    async with door.officers.acting(signed.context(OFFICER)) as act:
        people = await lines.people(act)
        areas = await lines.areas(act)
        sample_waits = await samples.waits(act, today())
    return {
        "people": [
            {
                "id": each["id"],
                "name": each["display_name"],
                "role": role_words(f"atlas_{each['role']}", language),
            }
            for each in people
        ],
        "areas": [(each, area_words(each, language)) for each in areas],
        "actions": [(each, action_words(each, language)) for each in ACTIONS],
        "sample_waits": sample_waits,
    }


def _older(asked: Asked, found: Found) -> str | None:
    return None if found.after is None else query_of(asked, after=str(found.after))


def _after(given: Mapping[str, str]) -> lines.Place | None:
    try:
        return service.place_of(given.get("after"))
    except BadRequest:
        return None


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(_HIGHEST))
    return int(text) if is_number else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
