"""Recovery codes: each opens the account once, where the second factor is lost."""

from collections.abc import Sequence

from db.staff.staff import Act


async def replace(act: Act, account_id: int, hashes: Sequence[bytes]) -> None:
    """Keep new codes; those from before are good no more."""
    await act.run("recovery_code_clear", {"account": account_id})
    await act.run("recovery_code_add", {"account": account_id, "hashes": list(hashes)})


async def use(act: Act, account_id: int, code_hash: bytes) -> bool:
    """Use a code up; false where it is none of hers, or was used."""
    values = {"account": account_id, "code_hash": code_hash}
    return await act.run("recovery_code_use", values) == 1


async def left(act: Act, account_id: int) -> int:
    """How many codes are still good."""
    found = await act.row("recovery_code_left", {"account": account_id})
    return found["count"] if found else 0
