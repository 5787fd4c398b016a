"""The language a request is answered in."""

from http.cookies import CookieError, SimpleCookie
from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import Depends, Query, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from layers.words import Language

COOKIE = "lang"


def language_of(scope: Scope) -> Language:
    """The language asked for by `?lang=`, else by the switch's cookie, else Danish."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang")
    if asked:
        return spoken(asked[-1])
    try:
        cookie = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return Language.DA
    return spoken(cookie.value if cookie else None)


def spoken(value: str | None) -> Language:
    """The language of a code; Danish where it is none that we speak."""
    return Language(value) if value in set(Language) else Language.DA


def current_language(
    request: Request,
    lang: Annotated[
        Literal["da", "en"] | None,
        Query(description="Language of titles and messages; without it the cookie `lang`."),
    ] = None,
) -> Language:
    """The language of this request; declares `lang` where it is depended on."""
    return Language(lang) if lang else language_of(request.scope)


CurrentLanguage = Annotated[Language, Depends(current_language)]
