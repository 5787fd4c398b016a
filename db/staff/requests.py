"""Requests: what one administrator asks for, and a second one confirms."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.staff.accounts import ADMINISTRATOR
from db.staff.staff import Act

MOST_SHOWN = 200


class What(StrEnum):
    """What would make whoever does it alone somebody else."""

    RESET_LINK = "reset link"
    SECOND_FACTOR_REMOVAL = "second factor removal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A request that was just decided."""

    what: What
    account_id: int
    asked_by: int


async def is_needed(act: Act, account_id: int) -> bool | None:
    """Whether a link for an account of one's own municipality needs a second administrator.

    Nothing where there is no such account that is open.
    """
    found = await act.row("request_needed", {"account": account_id})
    return found["is_needed"] if found else None


async def confirmers(act: Act, account_id: int) -> int:
    """How many colleagues could confirm what is asked for an account."""
    values = {"account": account_id, "role": ADMINISTRATOR}
    found = await act.row("request_confirmers", values)
    return found["count"] if found else 0


async def ask(act: Act, what: What, account_id: int) -> int | None:
    """Keep a request and tell its number; nothing where the same was asked for already."""
    await act.run("request_lapse")
    found = await act.row("request_ask", {"what": what, "account": account_id})
    return found["id"] if found else None


async def open_ones(act: Act) -> list[dict[str, Any]]:
    """The requests of the administrator's municipality that wait, the oldest first."""
    return await act.rows("request_open", {"most": MOST_SHOWN})


async def confirm(act: Act, request_id: int) -> Decided | None:
    """Confirm a request; nothing where there is none that she may confirm.

    What it is for must be done in the same transaction: later it is good for nothing.
    """
    return _decided(await act.row("request_confirm", {"request": request_id}))


async def refuse(act: Act, request_id: int) -> Decided | None:
    """Refuse a request, or take one's own back; nothing where there is none that waits."""
    return _decided(await act.row("request_refuse", {"request": request_id}))


def _decided(found: dict[str, Any] | None) -> Decided | None:
    if found is None:
        return None
    return Decided(
        what=What(found["what"]), account_id=found["account_id"], asked_by=found["asked_by"]
    )
