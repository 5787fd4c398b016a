"""Changes are asked for by our own pages only."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from gis_service.errors import OriginRefused, PageTokenRefused
from gis_service.page_token import HEADER, PageTokens
from gis_service.problems import answer
from gis_service.signin.present import holder_of, session_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "application/x-www-form-urlencoded"

_FOREIGN = OriginRefused(
    da="Ændringer kan kun komme fra tjenestens egne sider.",
    en="Changes can only come from the service's own pages.",
    next_da="Åbn siden i tjenesten og gør det derfra.",
    next_en="Open the page in the service and do it from there.",
)
NO_TOKEN = PageTokenRefused(
    da="Siden har stået åben for længe, eller den mangler sit kendetegn. Intet er ændret.",
    en="The page has been open for too long, or carries no token. Nothing was changed.",
    next_da="Genindlæs siden og prøv igen.",
    next_en="Reload the page and try again.",
)


@dataclass(frozen=True, slots=True)
class SameOrigin:
    """Refuses an unsafe method from another origin, or without the token of our pages."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is safe, and what comes from our own pages."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not comes_from_us(headers):
            await answer(scope, _FOREIGN)(scope, receive, send)
        elif not (
            is_form(scope, headers) or is_script(scope) or is_ours(scope, headers.get(HEADER, ""))
        ):
            await answer(scope, NO_TOKEN)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_form(scope: Scope, headers: Headers) -> bool:
    """Whether a page sends a form without a script; the route asks for the token that is in it."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == FORM and not scope["path"].startswith("/api")


def is_script(scope: Scope) -> bool:
    """Whether a personal token asks, which no page of somebody else's can send along."""
    signed = session_of(scope)
    return signed is not None and signed.session is None


def is_ours(scope: Scope, token: str) -> bool:
    """Whether it is the token of a page that we made for whoever asks."""
    tokens: PageTokens = scope["state"]["page_tokens"]
    return tokens.is_valid(token, holder_of(scope))


def comes_from_us(headers: Headers) -> bool:
    """Whether a browser says that the request is from our own origin; a script says nothing."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:  # no address at all
        return False
