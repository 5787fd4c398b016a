"""Whom a route is for: somebody signed in, somebody on her way in, an administrator."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from db.access import Permission
from gis_service.errors import Forbidden, NotSignedIn
from gis_service.signin.cookies import cookie_of
from gis_service.signin.door import CurrentDoor
from gis_service.signin.entering import Caller
from gis_service.signin.present import entering_of, session_of
from gis_service.signin.session import SignedIn

NOBODY = NotSignedIn(
    da="Det kræver, at du er logget ind.",
    en="This needs somebody who is signed in.",
    next_da="Log ind på /log-ind.",
    next_en="Sign in at /log-ind.",
)
_A_TOKEN = Forbidden(
    da="En adgangsnøgle kan ikke ændre kontoen.",
    en="A token cannot change the account.",
    next_da="Log ind i browseren og gør det på /konto.",
    next_en="Sign in with the browser and do it at /konto.",
)
_NOT_YOURS = Forbidden(
    da="Din rolle giver ikke adgang til det.",
    en="Your role gives no access to this.",
    next_da="Spørg den der forvalter adgangen.",
    next_en="Ask whoever manages access.",
)


async def current_session(request: Request) -> SignedIn:
    """Somebody who has signed in with her browser, whole."""
    signed = session_of(request.scope)
    if signed is None:
        raise NOBODY
    if signed.session is None:
        raise _A_TOKEN
    return signed


async def on_her_way(request: Request) -> SignedIn:
    """Somebody who has given her password, whether or not something is left to prove."""
    return entering_of(request.scope) or await current_session(request)


@dataclass(frozen=True, slots=True)
class Needs:
    """Whom a route is for: somebody whose role, and token if she comes by one, holds a permission.

    Attributes:
        permission: What the route needs; the test of all routes reads it here.
        or_else: What does as well, where what is asked for decides which of the two it needs.
    """

    permission: Permission
    or_else: Permission | None = None

    async def __call__(self, request: Request) -> SignedIn:
        """Whoever is signed in; refused without the permission."""
        signed = session_of(request.scope)
        if signed is None:
            raise NOBODY
        if not (
            signed.may(self.permission) or (self.or_else is not None and signed.may(self.or_else))
        ):
            raise _NOT_YOURS
        return signed


async def manages_accounts(
    signed: "CurrentSession", _may: Annotated[SignedIn, Depends(Needs(Permission.MANAGE_ACCOUNTS))]
) -> SignedIn:
    """An administrator with her browser: no token opens an account to anybody."""
    return signed


async def current_caller(request: Request, door: CurrentDoor) -> Caller:
    """Where this request comes from."""
    return Caller(
        address=request.client.host if request.client else "",
        device=request.headers.get("user-agent"),
        cookie=cookie_of(request.headers, door.settings),
    )


CurrentSession = Annotated[SignedIn, Depends(current_session)]
OnHerWay = Annotated[SignedIn, Depends(on_her_way)]
ManagesAccounts = Annotated[SignedIn, Depends(manages_accounts)]
CurrentCaller = Annotated[Caller, Depends(current_caller)]
