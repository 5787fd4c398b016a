"""How large a request may be."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis_service.errors import TooLarge
from gis_service.problems import answer

UPLOAD_PATH = "/api/imports/uploads"
_NEXT = {
    "next_da": "Del det op, eller læs store filer ind med kommandoen: landsbyatlas import FIL",
    "next_en": "Split it, or read large files with the command: landsbyatlas import FILE",
}
_BODY = TooLarge(da="Indholdet er for stort.", en="The content is too large.", **_NEXT)
_QUERY = TooLarge(
    da="Adressen er for lang.",
    en="The address is too long.",
    next_da="Løsn et filter, så adressen bliver kortere.",
    next_en="Loosen a filter, so that the address becomes shorter.",
)


@dataclass(frozen=True, slots=True)
class BoundedRequests:
    """Refuses an address or a body that is larger than any that is meant.

    Attributes:
        upload_bytes: The bound for files of an import; other bodies have `body_bytes`.
    """

    app: ASGIApp
    upload_bytes: int
    body_bytes: int = 2**20
    query_bytes: int = 16 * 2**10

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is small enough; count the body while it arrives."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(scope["query_string"]) > self.query_bytes:
            await answer(scope, _QUERY)(scope, receive, send)
            return
        if scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        bound = self.upload_bytes if scope["path"] == UPLOAD_PATH else self.body_bytes
        await self._counted(bound, scope, receive, send)

    async def _counted(self, bound: int, scope: Scope, receive: Receive, send: Send) -> None:
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or int(said) > bound:
            await answer(scope, _BODY)(scope, receive, send)
            return
        came = 0
        has_answered = False

        async def count() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > bound:
                # An error that the framework lets through while it reads a body.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        async def send_or_refuse(message: Message) -> None:
            nonlocal has_answered
            if came <= bound:
                await send(message)
            elif not has_answered:
                has_answered = True
                await answer(scope, _BODY)(scope, receive, send)

        await self.app(scope, count, send_or_refuse)
