"""What is said where signing in with the identity provider does not come to its end."""

from gis_service.errors import Forbidden, IdentityAway, IdentityRefused, NotFound

_AGAIN = {
    "next_da": "Begynd forfra på /log-ind.",
    "next_en": "Begin again at /log-ind.",
}
_ASK = {
    "next_da": "Bed kommunens administrator om adgang, og log så ind igen på /log-ind.",
    "next_en": "Ask the municipality's administrator for access, then sign in again at /log-ind.",
}
REFUSED = IdentityRefused(
    da="Svaret fra kommunens login passer ikke til noget, der er begyndt i denne browser.",
    en="What the identity provider answered fits nothing that this browser has begun.",
    **_AGAIN,
)
SAID_NO = IdentityRefused(
    da="Kommunens login lukkede dig ikke ind.",
    en="The identity provider did not let you in.",
    **_AGAIN,
)
AWAY = IdentityAway(
    da="Kommunens login svarer ikke, som det skal.",
    en="The identity provider does not answer as it should.",
    next_da="Prøv igen om lidt på /log-ind. Bliver det ved, så sig det til it-afdelingen.",
    next_en="Try again shortly at /log-ind. If it stays, tell the IT department.",
)
NOWHERE = NotFound(
    da="Her logges ikke ind med kommunens login.",
    en="No identity provider is used here.",
    next_da="Log ind med brugernavn på /log-ind.",
    next_en="Sign in with a user name at /log-ind.",
)
NO_ACCESS = Forbidden(
    da="Kommunens login kender dig, men har ikke givet dig en rolle her.",
    en="The identity provider knows you, but gives you no role here.",
    **_ASK,
)
TWO_ROLES = Forbidden(
    da="Kommunens login giver dig to roller her, eller adgang i to kommuner.",
    en="The identity provider gives you two roles here, or access in two municipalities.",
    next_da="Bed administratoren om, at kun én af dine grupper giver adgang.",
    next_en="Ask the administrator that only one of your groups gives access.",
)
CLOSED = Forbidden(
    da="Din konto er lukket her.",
    en="Your account is closed here.",
    next_da="Bed kommunens administrator om at åbne den igen.",
    next_en="Ask the municipality's administrator to open it again.",
)
