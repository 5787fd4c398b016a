"""One-time links: how somebody gets in who has no password yet, or no longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.staff.staff import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """A link that is still good, and whom it is for; nobody yet, where it makes the first."""

    purpose: str
    account_id: int | None
    ends_at: datetime
    name: str | None
    display_name: str | None
    municipality_code: str | None


async def make(
    act: Act, token_hash: bytes, *, account_id: int, made_by: int | None, lifetime: timedelta
) -> datetime | None:
    """Make an account's only good link, and tell when it ends.

    Nothing where the account is closed or of another municipality than the signed context's.
    """
    values = {
        "token_hash": token_hash,
        "account": account_id,
        "made_by": made_by,
        "lifetime": lifetime,
    }
    made = await act.row("link_make", values)
    if made is None:
        return None
    await act.run("link_drop_of_account", {"account": account_id, "kept": token_hash})
    ends_at: datetime = made["ends_at"]
    return ends_at


async def make_first(act: Act, token_hash: bytes, lifetime: timedelta) -> None:
    """Make the link for the first administrator; one made earlier is no longer good."""
    await act.run("link_drop_first")
    await act.run("link_first", {"token_hash": token_hash, "lifetime": lifetime})


async def found(act: Act, token_hash: bytes) -> FoundLink | None:
    """What a link is for, without using it up: programs that look at mail open links too."""
    row = await act.row("link_found", {"token_hash": token_hash})
    return FoundLink(**row) if row else None


async def use(act: Act, token_hash: bytes) -> tuple[str, int | None] | None:
    """Use a link up: its purpose and account; nothing where it was used or has ended."""
    row = await act.row("link_use", {"token_hash": token_hash})
    return (row["purpose"], row["account_id"]) if row else None
