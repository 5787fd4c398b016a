"""Errors as RFC 9457 problems: one shape for every route, page and middleware."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from gis_service.answers import PROBLEM
from gis_service.errors import BAD_REQUEST, INVALID_BODY, KINDS, Kind, NotFound, kind_of, words
from gis_service.language import language_of
from gis_service.signin.present import session_of
from gis_service.validation import said_of
from gis_service.viewer import viewer_or_nobody
from gis_service.web.pages import frame_of, templates
from gis_service.web.speech import Speech
from layers.words import Language

_SERVER_ERROR = 500
_log = structlog.get_logger("landsbyatlas.problems")

_NOWHERE = NotFound(
    da="Der er ingen side eller tjeneste på denne adresse.",
    en="There is no page or service at this address.",
    next_da="Gå til forsiden, eller se adresserne i /api/openapi.json.",
    next_en="Go to the front page, or look the addresses up in /api/openapi.json.",
)
_HTTP_WORDS = {
    Language.DA: ("Forespørgslen passer ikke til adressen.", "Se /api/openapi.json."),
    Language.EN: ("The request does not fit the address.", "See /api/openapi.json."),
}


class Problem(BaseModel):
    """What happened and what to do next (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    next_step: str
    instance: str | None = None


# What every route may answer beside its own; for the description of the interface.
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {PROBLEM: {"schema": Problem.model_json_schema()}}}
    for status, text in (
        (400, "A parameter is unknown or out of its bounds."),
        (401, "Nobody is signed in."),
        (403, "The viewer's role, or her token, does not hold the right that the route needs."),
        (404, "Nothing is there, or nothing that this viewer may see."),
        # Named as a range too, or the framework would describe a 422 of its own that never comes.
        ("4XX", "Refused; `next_step` says what to do."),
        (503, "The registry's database does not answer, or a read could not be put on record."),
    )
}


def problem(
    scope: Scope, kind: Kind, said: tuple[str, str], *, more: Mapping[str, Any] | None = None
) -> Response:
    """The answer for one problem, in the language of the request: data, or a page for a person."""
    request_id = scope.get("atlas.request_id")
    language = language_of(scope)
    told = {
        "type": f"urn:landsbyatlas:problem:{kind.slug}",
        "title": kind.title(language),
        "status": kind.status,
        "detail": said[0],
        "next_step": said[1],
        **({"instance": f"urn:landsbyatlas:request:{request_id}"} if request_id else {}),
        **(more or {}),
    }
    if _is_for_a_person(scope):
        return HTMLResponse(_page(scope, language, told), kind.status)
    return Response(orjson.dumps(told), kind.status, media_type=PROBLEM)


def _is_for_a_person(scope: Scope) -> bool:
    """Whether a browser opens an address outside the interface, rather than a script of ours."""
    headers = Headers(scope=scope)
    is_page = scope.get("method") in {"GET", "POST"} and not scope["path"].startswith("/api")
    return is_page and "text/html" in headers.get("accept", "") and "hx-request" not in headers


def _page(scope: Scope, language: Language, told: Mapping[str, Any]) -> str:
    registries = scope.get("state", {}).get("registries")
    viewer, signed = viewer_or_nobody(scope), session_of(scope)
    acting_for = None if signed is None else signed.acting_for_name
    frame = {
        "here": "problem",
        "is_demo": registries is not None and registries.is_demo,
        "token": "",
        "back": "/",
        **frame_of(viewer, Speech(language=language), "problem", acting_for),
        # What was typed in a form that was refused is kept for the page that it was typed on.
        "account": "",
    }
    return templates(language).get_template("problem.html").render({**frame, **told})


def answer(scope: Scope, error: Exception) -> Response:
    """The answer for an error, logged by its weight: 4xx is information, 5xx carries its trace."""
    kind = kind_of(error)
    log = _log.bind(request_id=scope.get("atlas.request_id"), problem=kind.slug)
    if kind.status >= _SERVER_ERROR:
        log.error("could not answer", exc_info=error)
    else:
        log.info("refused", reason=type(error).__name__)
    return problem(scope, kind, words(error, language_of(scope)))


def register(app: FastAPI) -> None:
    """Answer every error of the table, and those of the framework, with a problem."""
    for error in KINDS:
        app.add_exception_handler(error, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_error(request: Request, error: Exception) -> Response:
    return answer(request.scope, error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    found = cast("Sequence[Mapping[str, Any]]", cast("RequestValidationError", error).errors())
    where = found[0]["loc"][0] if found else "query"
    if where == "path":
        return answer(request.scope, _NOWHERE)
    kind = INVALID_BODY if where == "body" else BAD_REQUEST
    language = language_of(request.scope)
    said = said_of(found, language)
    return problem(request.scope, kind, said)


async def _on_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such route, wrong method, unreadable form."""
    found = cast("HTTPException", error)
    if found.status_code == HTTPStatus.NOT_FOUND:
        return answer(request.scope, _NOWHERE)
    status = HTTPStatus(found.status_code)
    kind = Kind(
        slug=status.phrase.lower().replace(" ", "-"),
        status=found.status_code,
        da="Forespørgslen kan ikke besvares",
        en=status.phrase,
    )
    response = problem(request.scope, kind, _HTTP_WORDS[language_of(request.scope)])
    for name, value in (found.headers or {}).items():
        response.headers[name] = value
    return response
