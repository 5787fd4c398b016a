"""Sessions: the cookies that are open for an account, each of which can be revoked."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from db.staff.staff import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session that begins.

    Attributes:
        token_hash: SHA-256 of what the cookie holds.
        device: What the browser calls itself, for the list of sessions.
    """

    token_hash: bytes
    account_id: int
    lifetime: timedelta
    is_proved_twice: bool
    device: str | None


async def start(act: Act, new: NewSession) -> None:
    """Begin a session."""
    values = {
        "token_hash": new.token_hash,
        "account": new.account_id,
        "lifetime": new.lifetime,
        "is_proved_twice": new.is_proved_twice,
        "device": new.device,
    }
    await act.run("session_start", values)


async def seen(act: Act, token_hash: bytes, idle: timedelta) -> dict[str, Any] | None:
    """Whose session it is; nothing where it has ended, was left alone, or was revoked."""
    return await act.row("session_seen", {"token_hash": token_hash, "idle": idle})


async def end(act: Act, token_hash: bytes) -> None:
    """End the session of a cookie."""
    await act.run("session_end", {"token_hash": token_hash})


async def revoke(act: Act, account_id: int, session: UUID) -> bool:
    """End one session of an account; false where it has none of this number."""
    return await act.run("session_revoke", {"account": account_id, "session": session}) == 1


async def revoke_others(act: Act, account_id: int, kept: UUID | None) -> None:
    """End every session of an account, but the one that is kept."""
    await act.run("session_revoke_others", {"account": account_id, "kept": kept})


async def of_account(act: Act, account_id: int, idle: timedelta) -> list[dict[str, Any]]:
    """The open sessions of an account, the last used first."""
    return await act.rows("session_of_account", {"account": account_id, "idle": idle})
