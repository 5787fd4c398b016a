"""What every answer tells the browser about what it may do."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Tried: MapLibre, its worker and htmx live under it. No inline script or style, no eval, no host
# but ours.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self';"
    " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    # The nearby list asks where the device is; nothing else of the device is ours to ask for.
    (b"permissions-policy", b"geolocation=(self), camera=(), microphone=(), payment=(), usb=()"),
    # Not no-referrer: with it a browser sends `Origin: null` from our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CACHE = (b"cache-control", b"private, no-cache")
# Secrets that are shown once, names of sessions, and who works with what: not even the browser's
# own disk keeps them.
_OWN = (
    "/log-ind",
    "/konto",
    "/link/",
    "/administration",
    "/stedfortraedere",
    "/ledelse",
    "/api/session",
    "/api/account",
)
_NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Adds the security headers, and lets nothing be kept by a shared cache."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the start of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *SECURITY_HEADERS]
                if not any(name == b"cache-control" for name, _ in headers):
                    is_own = scope["path"].startswith(_OWN)
                    headers.append(_NO_STORE if is_own else _CACHE)
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)
