"""What can go wrong in a request, and the one table that turns it into an answer."""
# ruff: noqa: N818 -- named for what happened, as everywhere in the product

from dataclasses import dataclass

import psycopg
import sqlalchemy.exc
from psycopg_pool import PoolTimeout

from db.errors import AtlasError, DatabaseError
from db.imports.errors import Busy, UndoRefused
from db.rooms.reading import Unrecorded
from db.rooms.rooms import NoRoom
from layers.errors import BadFilter, BadParameter, Closed, SpokenError
from layers.words import Language


class WebError(SpokenError):
    """A request that cannot be answered as it stands, told in both languages."""


class BadRequest(WebError):
    """A parameter is unknown or out of its bounds."""


class NotFound(WebError):
    """Nothing is there, or nothing that this viewer may see: both look the same from outside."""


class HostRefused(WebError):
    """The request names a host that this service does not answer for (DNS rebinding)."""


class TransportRefused(WebError):
    """The request came where others could read it on its way."""


class OriginRefused(WebError):
    """A change was asked for by a page that is not ours."""


class PageTokenRefused(WebError):
    """A change was asked for without the token that our pages carry."""


class Forbidden(WebError):
    """The viewer's role does not hold the right that the route asks for."""


class NotSignedIn(WebError):
    """The route is for somebody who has signed in, and proved it as far as her role asks."""


class SignInFailed(WebError):
    """Name, password or code is not right; which of them is not told."""


class TokenRefused(WebError):
    """A personal token that is not good, or not good for this."""


class IdentityRefused(WebError):
    """What came back from the identity provider is not what was asked for."""


class IdentityAway(WebError):
    """The identity provider cannot be reached, or answers what cannot be right."""


class TooManyAttempts(WebError):
    """Somebody failed so often that the door stays closed for a while."""


class PasswordRefused(WebError):
    """A password that others could guess."""


class TooLarge(WebError):
    """A body or an address is larger than any that is meant."""


class RegistryUnavailable(WebError):
    """The registry's database cannot be reached or is not migrated yet."""


class Conflict(WebError):
    """The thing asked for cannot be done in the state that things are in."""


class BrokenList(WebError):
    """A named list asks for what the catalogue no longer has."""


class UnreadableList(WebError):
    """A list cannot be kept as it was sent."""


class ListRefused(WebError):
    """A list cannot be kept beside those that there are."""


class Stale(WebError):
    """Somebody else changed the thing since it was seen."""


class PreconditionRequired(WebError):
    """A change does not say which state of the thing it is for."""


class BadUpload(WebError):
    """An upload is not a form with files, or its files cannot be taken."""


class CprRefused(WebError):
    """A text holds a civil registration number, which is kept nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of problem: its name in the `type` of RFC 9457, its status and its title."""

    slug: str
    status: int
    da: str
    en: str

    def title(self, language: Language) -> str:
        """The title in a language."""
        return self.da if language is Language.DA else self.en


INTERNAL = Kind(slug="internal", status=500, da="Der skete en fejl", en="Something went wrong")
UNAVAILABLE = Kind(
    slug="registry-unavailable", status=503, da="Registret kan ikke nås", en="The registry is away"
)
REFUSED = Kind(
    slug="refused", status=422, da="Det kan ikke lade sig gøre", en="That cannot be done"
)
INVALID_BODY = Kind(
    slug="invalid-body", status=422, da="Indholdet kan ikke læses", en="The content is not valid"
)
FORBIDDEN = Kind(slug="forbidden", status=403, da="Ingen adgang", en="Not allowed")
BAD_REQUEST = Kind(
    slug="bad-request", status=400, da="Forespørgslen kan ikke læses", en="The request is not valid"
)

# The one table; the nearest class in an error's ancestry decides.
KINDS: dict[type[Exception], Kind] = {
    BadRequest: BAD_REQUEST,
    NotFound: Kind(slug="not-found", status=404, da="Findes ikke", en="Not found"),
    HostRefused: Kind(slug="host", status=400, da="Forkert værtsnavn", en="Wrong host name"),
    TransportRefused: Kind(slug="transport", status=403, da="Kun https", en="Only https"),
    OriginRefused: Kind(slug="origin", status=403, da="Fremmed side", en="Foreign page"),
    PageTokenRefused: Kind(slug="page-token", status=403, da="Siden er forældet", en="Stale page"),
    NotSignedIn: Kind(slug="sign-in", status=401, da="Log ind først", en="Sign in first"),
    SignInFailed: Kind(slug="sign-in-failed", status=401, da="Ikke logget ind", en="Not signed in"),
    TokenRefused: Kind(
        slug="token", status=401, da="Adgangsnøglen duer ikke", en="The token is refused"
    ),
    IdentityRefused: Kind(slug="identity", status=400, da="Ikke logget ind", en="Not signed in"),
    IdentityAway: Kind(
        slug="identity-away", status=502, da="Kommunens login svarer ikke", en="Provider away"
    ),
    TooManyAttempts: Kind(
        slug="attempts", status=429, da="For mange forsøg", en="Too many attempts"
    ),
    PasswordRefused: Kind(
        slug="password", status=422, da="Vælg en anden adgangskode", en="Choose another password"
    ),
    TooLarge: Kind(slug="too-large", status=413, da="For stort", en="Too large"),
    Forbidden: FORBIDDEN,
    NoRoom: FORBIDDEN,
    Conflict: Kind(slug="conflict", status=409, da="Ikke lige nu", en="Not now"),
    BrokenList: Kind(
        slug="list", status=409, da="Listen kan ikke bruges", en="The list cannot be used"
    ),
    UnreadableList: INVALID_BODY,
    Stale: Kind(slug="stale", status=412, da="Ændret imens", en="Changed meanwhile"),
    PreconditionRequired: Kind(
        slug="unmatched", status=428, da="Udgaven mangler", en="Which state is missing"
    ),
    ListRefused: Kind(
        slug="list-refused", status=409, da="Kan ikke gemmes", en="The list cannot be kept"
    ),
    BadUpload: Kind(slug="upload", status=422, da="Filen kan ikke tages", en="Upload refused"),
    CprRefused: Kind(slug="cpr", status=422, da="CPR-nummer", en="Civil registration number"),
    Unrecorded: Kind(slug="unrecorded", status=503, da="Vises ikke nu", en="Not shown now"),
    RegistryUnavailable: UNAVAILABLE,
    DatabaseError: UNAVAILABLE,
    PoolTimeout: UNAVAILABLE,
    psycopg.OperationalError: UNAVAILABLE,
    sqlalchemy.exc.OperationalError: UNAVAILABLE,
    psycopg.DataError: BAD_REQUEST,
    sqlalchemy.exc.DataError: BAD_REQUEST,
    BadFilter: Kind(slug="filter", status=400, da="Filteret kan ikke læses", en="Bad filter"),
    BadParameter: BAD_REQUEST,
    Closed: Kind(slug="closed", status=400, da="Kan ikke hentes ud", en="Does not leave"),
    Busy: Kind(slug="busy", status=409, da="En anden import er i gang", en="Another import runs"),
    UndoRefused: Kind(slug="undo", status=409, da="Kan ikke fortrydes", en="Cannot be undone"),
    AtlasError: REFUSED,
}

# What to say of errors that come from libraries: their own words may hold addresses and values.
_PLAIN: dict[str, WebError] = {
    "bad-request": WebError(
        da="En værdi i forespørgslen kan ikke være rigtig.",
        en="A value in the request cannot be right.",
        next_da="Ret den og spørg igen; adresserne er beskrevet i /api/openapi.json.",
        next_en="Mend it and ask again; the addresses are described in /api/openapi.json.",
    ),
    "forbidden": WebError(
        da="Din rolle giver ikke adgang til det.",
        en="Your role gives no access to this.",
        next_da="Spørg den der forvalter adgangen.",
        next_en="Ask whoever manages access.",
    ),
    "internal": WebError(
        da="Tjenesten kunne ikke svare. Intet er ændret.",
        en="The service could not answer. Nothing was changed.",
        next_da="Prøv igen. Bliver det ved, så giv fejlnummeret til den der driver tjenesten.",
        next_en="Try again. If it stays, give the number of the error to whoever runs the service.",
    ),
    "unrecorded": WebError(
        da="Opslaget kunne ikke skrives i adgangsloggen. Derfor vises intet.",
        en="It could not be written in the log that this is read. So nothing is shown.",
        next_da="Prøv igen om lidt. Bliver det ved, så sig det til den der driver tjenesten.",
        next_en="Try again shortly. If it stays, tell whoever runs the service.",
    ),
    "registry-unavailable": WebError(
        da="Registrets database svarer ikke lige nu.",
        en="The registry's database does not answer right now.",
        next_da="Prøv igen om lidt. Bliver det ved, så se i tjenestens log.",
        next_en="Try again shortly. If it stays, look in the log of the service.",
    ),
}


def kind_of(error: Exception) -> Kind:
    """Which kind of problem an error is; what nobody foresaw is internal."""
    for ancestor in type(error).__mro__:
        if ancestor in KINDS:
            return KINDS[ancestor]
    return INTERNAL


def words(error: Exception, language: Language) -> tuple[str, str]:
    """What happened and what to do next, without a word that could leak."""
    if isinstance(error, SpokenError):
        return error.said(language)
    kind = kind_of(error)
    if isinstance(error, AtlasError) and kind.slug not in _PLAIN:
        return error.message, error.next_step
    return _PLAIN[kind.slug].said(language)
