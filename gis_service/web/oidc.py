"""Signing in with the identity provider, and out of it: addresses that a browser passes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from gis_service.errors import WebError
from gis_service.own_path import own_path
from gis_service.problems import answer
from gis_service.signin import oidc
from gis_service.signin.cookies import give
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.oidc import Returned
from gis_service.signin.oidc_errors import REFUSED
from gis_service.signin.oidc_journey import LIFETIME_S, cookie_name
from gis_service.signin.rights import CurrentCaller
from gis_service.web.entering import ENTER, LEFT, Next, onward
from gis_service.web.frame import CurrentPage

router = APIRouter(include_in_schema=False)

BEGIN, RETURN = "/log-ind/oidc", "/log-ind/oidc/retur"
_SEE_OTHER = 303
_ONCE = ("state", "code", "error", "iss")
# Longer than any provider's; a cookie of ours is shorter.
_State = Annotated[str, Query(max_length=200)]
_Text = Annotated[str, Query(max_length=4_000)]
_Issuer = Annotated[str | None, Query(max_length=1_000)]
_COOKIE_LENGTH = 4_096


@router.get(BEGIN)
async def begin(request: Request, door: CurrentDoor, after: Next = "/") -> Response:
    """Sends the browser to the provider, with a cookie that tells what was begun."""
    begun = await oidc.begin(door, _whole(request, door, RETURN), own_path(after))
    response = RedirectResponse(begun.address, _SEE_OTHER)
    response.set_cookie(
        cookie_name(door.settings),
        begun.cookie,
        max_age=LIFETIME_S,
        path=door.settings.path,
        secure=door.settings.is_secure,
        httponly=True,
        # The provider sends the browser back from elsewhere, which a strict one would not survive.
        samesite="lax",
    )
    return response


async def sent_back(
    request: Request,
    door: CurrentDoor,
    state: _State = "",
    code: _Text = "",
    error: _Text = "",
    iss: _Issuer = None,
) -> Returned:
    """What the provider has sent the browser back with, and what the browser kept."""
    cookie = request.cookies.get(cookie_name(door.settings), "")[:_COOKIE_LENGTH]
    return Returned(state=state, code=code, error=error, issuer=iss, cookie=cookie)


@router.get(RETURN)
async def come_back(
    request: Request,
    door: CurrentDoor,
    caller: CurrentCaller,
    returned: Annotated[Returned, Depends(sent_back)],
) -> Response:
    """Begins the session; whatever comes of it, what was begun in this browser is over."""
    try:
        _refuse_odd(request, returned)
        arrived = await oidc.complete(door, caller, returned)
    except WebError as refusal:
        response = answer(request.scope, refusal)
    else:
        response = onward(arrived.step, arrived.after)
        give(response, door.settings, arrived.cookie)
    response.delete_cookie(
        cookie_name(door.settings),
        path=door.settings.path,
        secure=door.settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(LEFT)
async def leave(request: Request, door: CurrentDoor, page: CurrentPage) -> Response:
    """Sends whoever has left here on to the provider, so that she leaves there too.

    By a page between, since a browser lets no form of ours end at another's address.
    """
    address = await oidc.way_out(door, _whole(request, door, ENTER))
    if address is None or door.identity is None:
        return RedirectResponse(ENTER, _SEE_OTHER)
    told = {"provider": door.identity.settings.name, "address": address}
    response = page.show("left.html", "enter", told)
    response.headers["refresh"] = f"0; url={address}"
    return response


def _refuse_odd(request: Request, returned: Returned) -> None:
    """Refuse what no provider sends: nothing at all, or one thing twice."""
    twice = [name for name in _ONCE if len(request.query_params.getlist(name)) > 1]
    if twice or not returned.state or not (returned.code or returned.error):
        raise REFUSED


def _whole(request: Request, door: Door, path: str) -> str:
    """An address of ours as the browser knows it."""
    base = request.base_url
    if door.settings.is_secure:
        base = base.replace(scheme="https")
    return f"{base}{path.removeprefix('/')}"
