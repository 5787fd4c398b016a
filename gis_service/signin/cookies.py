"""The cookie of a session: opaque, out of reach of scripts, and gone with the browser."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from gis_service.signin.settings import SignInSettings


def cookie_of(headers: Headers, settings: SignInSettings) -> str | None:
    """What the session's cookie holds, if there is one.

    Nothing where it comes twice: somebody else's page has put one beside ours.
    """
    said = "; ".join(headers.getlist("cookie"))
    named = [part for part in said.split(";") if part.partition("=")[0].strip() == settings.cookie]
    return cookie_parser(said).get(settings.cookie) or None if len(named) == 1 else None


def give(response: Response, settings: SignInSettings, cookie: str) -> None:
    """Have the browser hold the session, for as long as the database lets it last."""
    response.set_cookie(
        settings.cookie,
        cookie,
        path=settings.path,
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def take(response: Response, settings: SignInSettings) -> None:
    """Have the browser forget the session."""
    response.delete_cookie(
        settings.cookie,
        path=settings.path,
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )
