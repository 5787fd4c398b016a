"""The service below a path of its own: https://host/atlas/."""

import re
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Values are escaped, so that an attribute with quotes of its own is one of our templates.
_ADDRESS = re.compile(rb'((?:href|src|action|formaction|data-[a-z-]+|hx-[a-z-]+)=")/(?!/)')
# What a module takes from one that is not ours, which names its place from the root.
_IMPORT = re.compile(rb'( from ")/(?=static/)')
_HEADERS = frozenset({b"location", b"hx-redirect", b"hx-location", b"hx-push-url"})
_COOKIE_PATH = re.compile(rb"(;\s*path=)/(?=;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RootPath:
    """Takes the path away from what is asked, and puts it before our addresses in what is said.

    Everything inside knows addresses from the root alone, so that one place knows the path.

    Attributes:
        path: Begins with a slash and does not end with one.
    """

    app: ASGIApp
    path: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whether or not the proxy has taken the path away already."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked: str = scope["path"]
        if asked == self.path or asked.startswith(f"{self.path}/"):
            asked = asked[len(self.path) :] or "/"
        inside = {
            **scope,
            "path": asked,
            # Absolute addresses are made with it; routes are found without.
            "app_root_path": self.path,
            # A file is to come as its content, which is looked at, and not as its name.
            "extensions": {
                name: value
                for name, value in (scope.get("extensions") or {}).items()
                if name != "http.response.pathsend"
            },
        }
        await self.app(inside, receive, _Prefixed(send=send, path=self.path.encode()))


@dataclass(slots=True)
class _Prefixed:
    """Sends an answer on, with the path before our addresses."""

    send: Send
    path: bytes
    _held: Message | None = None
    _addresses: re.Pattern[bytes] = _ADDRESS
    _content: bytes = b""

    async def __call__(self, message: Message) -> None:
        """Hold a page until it is whole; send everything else on at once."""
        if message["type"] == "http.response.start":
            headers = [(name, self._header(name, value)) for name, value in message["headers"]]
            message = {**message, "headers": headers}
            addresses = _addresses_in(headers)
            if addresses is not None:
                # All of it is needed: its length changes.
                self._held, self._addresses = message, addresses
                return
        elif self._held is not None and message["type"] == "http.response.body":
            self._content += message.get("body", b"")
            if message.get("more_body", False):
                return
            content = self._addresses.sub(rb"\1" + self.path + b"/", self._content)
            length = (b"content-length", str(len(content)).encode())
            kept = [each for each in self._held["headers"] if each[0] != b"content-length"]
            await self.send({**self._held, "headers": [*kept, length]})
            message = {**message, "body": content}
        await self.send(message)

    def _header(self, name: bytes, value: bytes) -> bytes:
        if name == b"set-cookie":
            return _COOKIE_PATH.sub(rb"\1" + self.path, value)
        is_ours = value.startswith(b"/") and not value.startswith(b"//")
        if name in _HEADERS and is_ours and not (value + b"/").startswith(self.path + b"/"):
            return self.path + value
        return value


def _addresses_in(headers: list[tuple[bytes, bytes]]) -> re.Pattern[bytes] | None:
    """How our addresses are written in what is sent; nothing where there are none."""
    told = dict(headers)
    kind = told.get(b"content-type", b"")
    # A saved map is a file, and streams.
    if b"content-disposition" in told:
        return None
    if kind.startswith(b"text/html"):
        return _ADDRESS
    return _IMPORT if kind.startswith(b"text/javascript") else None
