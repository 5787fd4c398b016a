"""What somebody does with her own account: its password, sessions and notices."""

from typing import Any
from uuid import UUID

from db.access import needs_second_factor
from db.logins import ApplicationRole
from db.recording import Event, record
from db.staff import accounts, api_tokens, identities, notices, recovery_codes, sessions
from gis_service.errors import NotFound
from gis_service.signin import proving
from gis_service.signin.door import Door
from gis_service.signin.passwords import refuse_weak
from gis_service.signin.session import SignedIn

NO_SESSION = NotFound(
    da="Du har ingen åben session med det nummer.",
    en="You have no open session of this number.",
    next_da="Genindlæs siden: den er måske allerede lukket.",
    next_en="Reload the page: it may have ended already.",
)


async def change_password(door: Door, signed: SignedIn, present: str, chosen: str) -> None:
    """Change one's own password; every other session and every token ends."""
    await proving.by_password(door, signed, present)
    refuse_weak(chosen, signed.name)
    hashed = await door.passwords.hashed(chosen)
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        await accounts.set_password(act, signed.account_id, hashed)
        await sessions.revoke_others(act, signed.account_id, signed.session)
        await api_tokens.revoke_all(act, signed.account_id)
        await record(act, Event.PASSWORD_CHANGED)


async def overview(door: Door, signed: SignedIn) -> dict[str, Any]:
    """The account as its owner sees it; what it tells counts as read."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        told = await notices.of_account(act, signed.account_id)
        await notices.mark_read(act, signed.account_id)
        codes_left = await recovery_codes.left(act, signed.account_id)
        opened = await sessions.of_account(act, signed.account_id, door.settings.idle)
        issuer = await identities.issuer_of(act, signed.account_id)
    return {
        "name": signed.name,
        "display_name": signed.display_name,
        "municipality_code": signed.municipality_code,
        "role": signed.role.value,
        "unit": signed.unit_name,
        "has_password": issuer is None,
        "second_factor": {
            "is_set": signed.has_second_factor,
            "is_required": needs_second_factor(signed.role),
            "recovery_codes_left": codes_left,
        },
        "sessions": [{**each, "is_this": each["id"] == signed.session} for each in opened],
        "notices": told,
    }


async def revoke_session(door: Door, signed: SignedIn, session: UUID) -> None:
    """End one of one's own sessions."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        is_revoked = await sessions.revoke(act, signed.account_id, session)
    if not is_revoked:
        raise NO_SESSION
