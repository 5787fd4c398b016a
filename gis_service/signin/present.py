"""Who is there in this request, as the middleware found her."""

from starlette.types import Scope

from gis_service.signin.session import SignedIn

# In the state of a request: a session that is whole, or one that still lacks its second factor.
SESSION, ENTERING = "session", "entering"


def session_of(scope: Scope) -> SignedIn | None:
    """Whoever is signed in; nobody before everything is proved that her role asks for."""
    found: SignedIn | None = scope.get("state", {}).get(SESSION)
    return found


def entering_of(scope: Scope) -> SignedIn | None:
    """Whoever has given her password, and has something left to prove."""
    found: SignedIn | None = scope.get("state", {}).get(ENTERING)
    return found


def holder_of(scope: Scope) -> str:
    """Whose pages these are: what a page token is bound to."""
    signed = session_of(scope) or entering_of(scope)
    return "" if signed is None or signed.session is None else str(signed.session)
