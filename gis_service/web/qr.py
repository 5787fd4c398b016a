"""The secret of a second factor as a page shows it: a picture, and text for those who type it."""

from typing import Any

from gis_service.signin import totp
from gis_service.signin.second_factor import SetUp

_GROUP = 4


def drawn(begun: SetUp) -> dict[str, Any]:
    """Picture, text and what the form sends back."""
    secret = begun.secret
    return {
        "picture": totp.picture(begun.address),
        "secret": " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        "sealed": begun.sealed,
    }
