"""Personal tokens: how a script of somebody's asks, with fewer rights than she has herself."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from db.staff.staff import Act


async def make(
    act: Act,
    token_hash: bytes,
    *,
    account_id: int,
    name: str,
    scopes: Sequence[str],
    lifetime: timedelta,
) -> dict[str, Any]:
    """Keep a token, and tell it as the list does."""
    values = {
        "token_hash": token_hash,
        "account": account_id,
        "name": name,
        "scopes": list(scopes),
        "lifetime": lifetime,
    }
    return (await act.rows("api_token_make", values))[0]


async def of_account(act: Act, account_id: int) -> list[dict[str, Any]]:
    """The tokens of an account that are good, the newest first; never what they are."""
    return await act.rows("api_token_of_account", {"account": account_id})


async def seen(act: Act, token_hash: bytes) -> dict[str, Any] | None:
    """Whose token it is and what for; nothing where it has ended or was revoked."""
    return await act.row("api_token_seen", {"token_hash": token_hash})


async def revoke(act: Act, account_id: int, token: int) -> bool:
    """Revoke a token of an account; false where it has none of this number."""
    return await act.run("api_token_revoke", {"account": account_id, "token": token}) == 1


async def revoke_all(act: Act, account_id: int) -> None:
    """Revoke every token of an account."""
    await act.run("api_token_revoke_all", {"account": account_id})
