"""The page behind a one-time link: a password is chosen, by somebody who has none or lost it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import RedirectResponse, Response

from db.staff.one_time_links import FoundLink
from gis_service.errors import NotFound, WebError
from gis_service.signin import links
from gis_service.signin.door import CurrentDoor
from gis_service.signin.links import FirstPerson
from gis_service.signin.passwords import LONGEST, SHORTEST
from gis_service.web.entering import ENTER
from gis_service.web.forms import CheckedForm, refused
from gis_service.web.frame import CurrentPage
from gis_service.web.pages import Page

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
Token = Annotated[str, Path(max_length=100)]


@router.get("/link/{token}")
async def link_page(token: Token, page: CurrentPage, door: CurrentDoor) -> Response:
    """The form for a new password; opening it does not use the link up."""
    try:
        link = await links.found(door, token)
    except NotFound as error:
        return _gone(page, error)
    return page.show("link.html", "enter", {**_told(link, token), "problem": None})


@router.post("/link/{token}")
async def use_link(
    token: Token, form: CheckedForm, page: CurrentPage, door: CurrentDoor
) -> Response:
    """Keeps the chosen password; what comes next is to sign in with it."""
    first = FirstPerson(
        municipality_code=form.value("municipality"),
        name=form.value("name"),
        display_name=form.value("display_name"),
    )
    try:
        await links.complete(door, token, form.value("password"), first)
    except NotFound as error:
        return _gone(page, error)
    except WebError as error:
        link = await links.found(door, token)
        told = {**_told(link, token), "said": first}
        return refused(page, "link.html", "enter", told, error)
    return RedirectResponse(ENTER, _SEE_OTHER)


def _told(link: FoundLink, token: str) -> Mapping[str, Any]:
    return {
        "link": link,
        "address": f"/link/{token}",
        "said": FirstPerson(municipality_code="", name="", display_name=""),
        "shortest": SHORTEST,
        "longest": LONGEST,
    }


def _gone(page: Page, error: NotFound) -> Response:
    detail, next_step = error.said(page.speech.language)
    told = {"detail": detail, "next_step": next_step}
    return page.show("error.html", "enter", told, status=404)
