"""Nobody comes further than the door who is not signed in."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gis_service.own_path import own_path
from gis_service.problems import answer
from gis_service.signin.present import session_of
from gis_service.signin.rights import NOBODY

ENTER = "/log-ind"
# All that a stranger may ask; whatever is not here is closed, whether it exists or not.
OPEN = frozenset({ENTER, "/log-ud", "/healthz", "/readyz", "/api/session"})
OPEN_BELOW = (f"{ENTER}/", "/link/", "/language/", "/static/", "/api/session/")
# What scripts of our pages ask for; they know what to do with a plain refusal.
_FOR_SCRIPTS = ("/api/", "/parts")
_LONGEST_NEXT = 2000
_SAFE = frozenset({"GET", "HEAD"})
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Entrance:
    """Sends whoever is not signed in to sign in, and keeps everything else from her."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open, and whoever is known."""
        if scope["type"] != "http" or is_open(scope["path"]) or session_of(scope) is not None:
            await self.app(scope, receive, send)
        else:
            await _sent_away(scope)(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether a stranger may ask for an address."""
    return path in OPEN or path.startswith(OPEN_BELOW)


def to_sign_in(after: str) -> RedirectResponse:
    """The way to the form for signing in, and from there on to where somebody wanted to be."""
    after = after if len(after) <= _LONGEST_NEXT else urlsplit(after).path
    return RedirectResponse(f"{ENTER}?{urlencode({'next': after})}", _SEE_OTHER)


def _sent_away(scope: Scope) -> Response:
    headers = Headers(scope=scope)
    if scope["path"].startswith(_FOR_SCRIPTS) or "hx-request" in headers:
        refused = answer(scope, NOBODY)
        refused.headers["www-authenticate"] = "Bearer"
        return refused
    if scope["method"] in _SAFE:
        query = scope["query_string"].decode("latin-1")
        return to_sign_in(f"{scope['path']}?{query}" if query else scope["path"])
    return to_sign_in(_page_of_form(headers))


def _page_of_form(headers: Headers) -> str:
    """The page that a form was sent from: what is typed there waits in the browser."""
    try:
        page = urlsplit(headers.get("referer", ""))
    except ValueError:  # no address at all
        return "/"
    if page.netloc.lower() != headers.get("host", "").lower():
        return "/"
    return own_path(f"{page.path}?{page.query}" if page.query else page.path)
