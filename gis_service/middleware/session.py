"""Who asks: found once per request, from the session's cookie or a personal token."""

from dataclasses import dataclass, field
from functools import partial

from psycopg import Error
from psycopg_pool import PoolTimeout
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from db.errors import AtlasError
from gis_service.errors import TokenRefused
from gis_service.problems import answer
from gis_service.signin.cookies import cookie_of
from gis_service.signin.door import Door
from gis_service.signin.moment import Moment
from gis_service.signin.opaque import digest
from gis_service.signin.present import ENTERING, SESSION
from gis_service.signin.session import SignedIn, of_cookie, of_token

_SCHEME = "bearer "
# Files of the program, and whether it runs: the same for everybody.
_FOR_ALL = ("/static/", "/healthz", "/readyz")
# Tiles: a map asks for dozens at once, so a session that is revoked shows its last a second later.
_AT_ONCE = ".mvt"
_REFUSED = TokenRefused(
    da="Adgangsnøglen er forkert, udløbet eller trukket tilbage.",
    en="The token is wrong, has ended or was revoked.",
    next_da="Lav en ny under Min konto.",
    next_en="Make a new one under My account.",
)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Puts whoever is signed in into the state of the request, for everything inside."""

    app: ASGIApp
    recent: Moment[SignedIn | None] = field(default_factory=Moment)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the session; a personal token that is not good is refused, never ignored."""
        if scope["type"] != "http" or scope["path"].startswith(_FOR_ALL):
            await self.app(scope, receive, send)
            return
        try:
            found = await self._found(scope)
        except (AtlasError, Error, PoolTimeout) as error:
            response = answer(scope, error)
            if isinstance(error, TokenRefused):
                response.headers["www-authenticate"] = "Bearer"
            await response(scope, receive, send)
            return
        # A copy: the state of the service is the same for all requests.
        state = {**scope["state"], SESSION: None, ENTERING: None}
        if found is not None:
            state[SESSION if found.is_whole else ENTERING] = found
        await self.app({**scope, "state": state}, receive, send)

    async def _found(self, scope: Scope) -> SignedIn | None:
        door: Door = scope["state"]["door"]
        headers = Headers(scope=scope)
        said = headers.get("authorization", "")
        if said.lower().startswith(_SCHEME):
            # A cookie beside it counts for nothing: one request is one person's.
            found = await of_token(door, said[len(_SCHEME) :].strip())
            if found is None:
                raise _REFUSED
            return found
        cookie = cookie_of(headers, door.settings)
        if cookie is None:
            return None
        look = partial(of_cookie, door, cookie)
        if not scope["path"].endswith(_AT_ONCE):
            return await look()
        return await self.recent.of((door.staff.database.name, digest(cookie)), look)
