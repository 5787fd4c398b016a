"""People whom the identity provider vouches for, and the accounts that they have here."""

from dataclasses import dataclass

from db.staff.claim_mapping import Given
from db.staff.staff import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Somebody as the provider tells of her.

    Attributes:
        subject: Her number there, which never becomes another's.
    """

    issuer: str
    subject: str
    display_name: str


async def take_state(act: Act, state_hash: bytes) -> bool:
    """Use up what a sign-in was begun with; false where that was done before."""
    await act.run("state_drop_old")
    return await act.run("state_take", {"state_hash": state_hash}) == 1


async def found(act: Act, person: Vouched, municipality: str) -> tuple[int, str] | None:
    """The number and state of her account in a municipality."""
    values = {"issuer": person.issuer, "subject": person.subject, "municipality": municipality}
    row = await act.row("identity_found", values)
    return (row["id"], row["state"]) if row else None


async def add(act: Act, person: Vouched, given: Given, name: str) -> int | None:
    """Keep an account for her, open from the start; nothing where the name is another's."""
    values = {
        "municipality": given.municipality_code,
        "name": name,
        "display_name": person.display_name,
        "role": given.role,
        "unit": given.unit_id,
        "issuer": person.issuer,
        "subject": person.subject,
    }
    row = await act.row("identity_add", values)
    return row["id"] if row else None


async def follow(act: Act, account_id: int, person: Vouched, given: Given) -> None:
    """Have her account say what the provider says today."""
    values = {
        "account": account_id,
        "display_name": person.display_name,
        "role": given.role,
        "unit": given.unit_id,
    }
    await act.run("identity_follow", values)


async def leave(act: Act, person: Vouched, kept: str | None) -> None:
    """End her sessions and tokens, but those of her account in the municipality that is kept."""
    values = {"issuer": person.issuer, "subject": person.subject, "kept": kept}
    await act.run("identity_end_sessions", values)
    await act.run("identity_revoke_tokens", values)


async def issuer_of(act: Act, account_id: int) -> str | None:
    """Who vouches for an account; None where it has a password of its own."""
    row = await act.row("identity_issuer", {"account": account_id})
    return row["issuer"] if row else None
