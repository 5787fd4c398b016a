"""Who asks, as the audit names her."""

from starlette.types import Scope

from db.logins import ApplicationRole
from db.person import Person
from gis_service.signin.present import session_of

NOBODY = Person(purpose="not signed in")


def person_of(scope: Scope) -> Person:
    """Whoever is signed in; nobody where the page is open to all."""
    signed = session_of(scope)
    if signed is None:
        return NOBODY
    context = signed.context(ApplicationRole.SIGN_IN)
    return Person(
        account=context.account,
        municipality=context.municipality,
        role=context.works_as,
        session=context.session,
        purpose=context.purpose,
    )
