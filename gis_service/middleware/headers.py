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
    "/konto",
    "/link/",
    "/administration",
    "/stedfortraedere",
    "/ledelse",
    "/log",
    "/api/session",
    "/api/account",
    "/api/units",
    "/api/log",
    "/api/cases",
    "/api/flags",
    "/api/notes",
    "/api/emergency",
    "/api/private",
)
_TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")
_NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Adds the security headers, and lets nothing be kept by a shared cache.

    Attributes:
        is_secure: Whether browsers reach the service over TLS, and are to do so for a year.
    """

    app: ASGIApp
    is_secure: bool = False

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
                if self.is_secure:
                    headers.append(_TLS_ONLY)
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)
