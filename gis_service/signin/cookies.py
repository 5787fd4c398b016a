"""The cookie of a session: opaque, out of reach of scripts, and gone with the browser."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from gis_service.signin.settings import SignInSettings


def cookie_of(headers: Headers, settings: SignInSettings) -> str | None:
    """What the session's cookie holds, if there is one."""
    return cookie_parser(headers.get("cookie", "")).get(settings.cookie) or None


def give(response: Response, settings: SignInSettings, cookie: str) -> None:
    """Have the browser hold the session, for as long as the database lets it last."""
    response.set_cookie(
        settings.cookie,
        cookie,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def take(response: Response, settings: SignInSettings) -> None:
    """Have the browser forget the session."""
    response.delete_cookie(
        settings.cookie, path="/", secure=settings.is_secure, httponly=True, samesite="lax"
    )
