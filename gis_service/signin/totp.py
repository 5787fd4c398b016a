"""The second factor: codes of six digits that a device makes from a shared secret (RFC 6238)."""

import hmac
import time

import pyotp
import segno

ISSUER = "Landsbyatlas"
DIGITS = 6
STEP_S = 30
# A clock that is half a minute off is no reason to keep somebody out.
_WINDOW = 1


def fresh_secret() -> str:
    """A secret of 160 bits in base32, as authenticators take it."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """The `otpauth:` address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def picture(uri: str) -> str:
    """The address as a QR code: a drawing that is its own address, so that no file is made."""
    return segno.make(uri, error="m").svg_data_uri(scale=5, light="#fff")


def step_of(secret: str, code: str, *, now: float | None = None) -> int | None:
    """The time step whose code this is, now or a step beside it; nothing where it is none."""
    current = int((time.time() if now is None else now) // STEP_S)
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S)
    found = None
    # All are compared, so that the time taken tells nothing.
    for step in range(current - _WINDOW, current + _WINDOW + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    return found
