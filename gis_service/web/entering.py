"""The pages of signing in and out; they need no script."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from db.staff import accounts
from gis_service.errors import WebError
from gis_service.own_path import own_path
from gis_service.signin import entering, oidc, second_factor
from gis_service.signin.cookies import give, take
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.entering import Step
from gis_service.signin.present import entering_of, session_of
from gis_service.signin.rights import CurrentCaller, OnHerWay
from gis_service.state import OpenRegistry, ShownRegistry
from gis_service.web.forms import CheckedForm, refused
from gis_service.web.frame import CurrentPage
from gis_service.web.municipalities import names_of
from gis_service.web.qr import drawn

router = APIRouter(include_in_schema=False)

ENTER, CODE, SET_UP = "/log-ind", "/log-ind/kode", "/log-ind/to-trin"
# Where whoever came by the identity provider goes when she has left here.
LEFT = "/log-ind/oidc/ud"
_ADDRESSES = {Step.SECOND_FACTOR: CODE, Step.SET_UP_SECOND_FACTOR: SET_UP}
_SEE_OTHER = 303
# Where somebody was on her way to when she was asked to sign in.
Next = Annotated[str, Query(alias="next", max_length=2000)]


@router.get(ENTER)
async def enter_page(
    request: Request,
    page: CurrentPage,
    registry: OpenRegistry,
    door: CurrentDoor,
    after: Next = "/",
) -> Response:
    """The form with name and password; whoever is signed in goes on to where she wanted."""
    after = own_path(after)
    if session_of(request.scope) is not None:
        return RedirectResponse(after, _SEE_OTHER)
    told = {"after": after, "name": "", "municipality": "", "problem": None}
    return page.show("enter.html", "enter", {**told, **await _asked(registry, door)})


@router.post(ENTER)
async def enter(
    form: CheckedForm,
    page: CurrentPage,
    registry: OpenRegistry,
    door: CurrentDoor,
    caller: CurrentCaller,
) -> Response:
    """Signs in, and goes on to the second factor or to where she wanted."""
    after, name = own_path(form.value("next")), form.value("name")
    municipality = form.value("municipality") or None
    try:
        entered = await entering.enter(
            door, caller, name=name, password=form.value("password"), municipality=municipality
        )
    except WebError as error:
        told = {"after": after, "name": name, "municipality": municipality or ""}
        told |= await _asked(registry, door)
        return refused(page, "enter.html", "enter", told, error)
    answer = onward(entered.step, after)
    give(answer, door.settings, entered.cookie)
    return answer


@router.get(CODE)
async def code_page(request: Request, page: CurrentPage, after: Next = "/") -> Response:
    """The form for the code; without a password given before, that comes first."""
    after = own_path(after)
    signed = entering_of(request.scope)
    if signed is None:
        return RedirectResponse(f"{ENTER}?{urlencode({'next': after})}", _SEE_OTHER)
    if not signed.has_second_factor:
        return RedirectResponse(f"{SET_UP}?{urlencode({'next': after})}", _SEE_OTHER)
    return page.show("enter_code.html", "enter", {"after": after, "problem": None})


@router.post(CODE)
async def code(
    form: CheckedForm,
    page: CurrentPage,
    door: CurrentDoor,
    caller: CurrentCaller,
    signed: OnHerWay,
) -> Response:
    """Takes the code, and goes on to where she wanted."""
    after = own_path(form.value("next"))
    try:
        cookie = await second_factor.prove(door, caller, signed, form.value("code"))
    except WebError as error:
        return refused(page, "enter_code.html", "enter", {"after": after}, error)
    answer = RedirectResponse(after, _SEE_OTHER)
    give(answer, door.settings, cookie)
    return answer


@router.get(SET_UP)
async def set_up_page(
    request: Request, page: CurrentPage, door: CurrentDoor, after: Next = "/konto"
) -> Response:
    """A secret for an authenticator, as a picture and as text, and the form for its first code."""
    after = own_path(after)
    signed = entering_of(request.scope) or session_of(request.scope)
    if signed is None or signed.session is None:
        return RedirectResponse(f"{ENTER}?{urlencode({'next': after})}", _SEE_OTHER)
    if signed.has_second_factor:
        return RedirectResponse("/konto", _SEE_OTHER)
    told = {"after": after, "problem": None, **drawn(second_factor.begin_set_up(door, signed))}
    return page.show("enter_set_up.html", "enter", told)


@router.post(SET_UP)
async def set_up(
    form: CheckedForm,
    page: CurrentPage,
    door: CurrentDoor,
    caller: CurrentCaller,
    signed: OnHerWay,
) -> Response:
    """The first right code puts the second factor in force; the recovery codes are shown once."""
    after, sealed = own_path(form.value("next")), form.value("sealed")
    try:
        made = await second_factor.confirm(
            door, caller, signed, sealed=sealed, code=form.value("code")
        )
    except WebError as error:
        begun = second_factor.set_up_again(door, signed, sealed)
        told = {"after": after, **drawn(begun)}
        return refused(page, "enter_set_up.html", "enter", told, error)
    answer = page.show("enter_recovery.html", "enter", {"after": after, "codes": made.codes})
    give(answer, door.settings, made.cookie)
    return answer


@router.post("/log-ud")
async def leave(
    request: Request, form: CheckedForm, door: CurrentDoor, caller: CurrentCaller
) -> Response:
    """Ends the session; whoever came by the identity provider leaves there as well."""
    del form
    signed = session_of(request.scope) or entering_of(request.scope)
    is_guest = signed is not None and await oidc.is_guest(door, signed)
    if caller.cookie is not None:
        await entering.leave(door, caller.cookie)
    answer = RedirectResponse(LEFT if is_guest else ENTER, _SEE_OTHER)
    take(answer, door.settings)
    return answer


def onward(step: Step, after: str) -> RedirectResponse:
    """To what is left to prove, or to where she wanted."""
    to = _ADDRESSES.get(step)
    return RedirectResponse(f"{to}?{urlencode({'next': after})}" if to else after, _SEE_OTHER)


async def _asked(registry: ShownRegistry, door: Door) -> dict[str, Any]:
    """The identity provider, and the municipality where more than one has accounts here."""
    provider = None if door.identity is None else door.identity.settings.name
    async with door.staff.acting() as act:
        codes = await accounts.municipalities(act)
    if len(codes) <= 1:
        return {"provider": provider, "municipalities": []}
    named = await names_of(registry, codes)
    offered = [(code, named.get(code, code)) for code in codes]
    return {"provider": provider, "municipalities": offered}
