"""Proving once more who one is, in a session that may be somebody else's by now."""

from datetime import datetime

from db.logins import ApplicationRole
from db.staff import accounts
from gis_service.errors import SignInFailed
from gis_service.signin import limits, recovery, second_factor, totp
from gis_service.signin.door import Door
from gis_service.signin.session import SignedIn

_WRONG = SignInFailed(
    da="Den nuværende adgangskode er forkert. Intet er ændret.",
    en="The present password is wrong. Nothing was changed.",
    next_da="Prøv igen, eller bed en administrator om et nyt link.",
    next_en="Try again, or ask an administrator for a new link.",
)


async def by_password(door: Door, signed: SignedIn, password: str) -> None:
    """Take her present password; wrong ones count as failures to sign in."""
    subject = limits.by_name(door.vault, signed.name)
    owner = limits.owner(door.vault, signed.name, signed.municipality_code)
    own = signed.context(ApplicationRole.SIGN_IN)
    async with door.staff.acting(own) as act:
        begun = await limits.begin(act, subject, owner=owner)
        account = await accounts.numbered(act, signed.account_id)
    if isinstance(begun, datetime):
        raise limits.too_many(begun)
    kept = None if account is None else account.password_hash
    is_right = (await door.passwords.check(password, kept)).is_right
    async with door.staff.acting(own) as act:
        if account is None or not is_right:
            await limits.failed(door, act, subject, account)
        else:
            await limits.succeeded(act, door.vault, account, subject)
    if not is_right:
        raise _WRONG


async def again(door: Door, signed: SignedIn, proof: str) -> None:
    """Take a code of her second factor, or her password.

    Whoever comes by an identity provider has no password here, and sets up a second factor.
    """
    typed = recovery.plain(proof)
    if signed.has_second_factor and len(typed) == totp.DIGITS and typed.isdecimal():
        await second_factor.take(door, signed, proof)
    else:
        await by_password(door, signed, proof)
