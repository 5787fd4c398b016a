"""One line per request, with a number to ask about and nothing about persons."""

import re
import secrets
import time
from dataclasses import dataclass

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis_service.problems import answer

_log = structlog.get_logger("landsbyatlas.requests")
_NOT_STARTED = 0
_BAD = 400
# What follows is a secret that opens an account, or the number that files are asked for by.
_SECRET = re.compile(r"(?<=^/link/).+|(?<=/upload/)[^/]+|(?<=/uploads/)[^/]+")
# A map asks for dozens of tiles and files per look; a line for each would hide the rest.
_QUIET = (".mvt", ".mjs", ".css", ".js", ".svg", ".woff2", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class RequestLog:
    """Numbers each request, writes one line about it, and answers what nobody else caught.

    The line holds method, path without query, status and time: what a person searched for,
    filtered by or opened is in the query or in a body, and is not written down.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and write its line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["atlas.request_id"] = request_id = secrets.token_hex(8)
        status = _NOT_STARTED
        began = time.perf_counter()

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            await self.app(scope, receive, send_numbered)
        except Exception as error:
            response = answer(scope, error)
            if status != _NOT_STARTED:
                # Half an answer is out: closing the connection is the only honest end.
                raise
            await response(scope, receive, send_numbered)
        if status >= _BAD or not scope["path"].endswith(_QUIET):
            _log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                path=_told(scope["path"]),
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )


def _told(path: str) -> str:
    """The path as it is written down."""
    return _SECRET.sub("...", path)
