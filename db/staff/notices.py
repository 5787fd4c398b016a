"""Notices: what an account is told in the application, since no mail is assumed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from psycopg.types.json import Jsonb

from db.staff.accounts import ADMINISTRATOR
from db.staff.staff import Act

MOST_SHOWN = 50


class Kind(StrEnum):
    """What a notice is about, of what signing in tells."""

    LOCKED = "locked"
    RESET = "reset"
    SECOND_FACTOR_REMOVED = "second factor removed"
    REQUESTED = "requested"
    CHANGED = "changed"
    REOPENED = "reopened"
    DEPUTY = "deputy"
    HAS_DEPUTY = "has deputy"
    DEPUTY_ENDED = "deputy ended"


async def tell(act: Act, account_id: int, kind: Kind, *, about: int | None = None) -> None:
    """Tell one account."""
    values = {"account": account_id, "kind": kind, "about": about, "detail": Jsonb({})}
    await act.run("notice_account", values)


async def tell_administrators(
    act: Act,
    kind: Kind,
    *,
    about: int,
    detail: Mapping[str, Any] | None = None,
    but: int | None = None,
) -> None:
    """Tell every administrator of the account's municipality, but the one who did it herself."""
    values = {
        "but": but,
        "role": ADMINISTRATOR,
        "kind": kind,
        "about": about,
        "detail": Jsonb(dict(detail or {})),
    }
    await act.run("notice_administrators", values)


async def of_account(act: Act, account_id: int) -> list[dict[str, Any]]:
    """What an account was told, the newest first."""
    return await act.rows("notice_of_account", {"account": account_id, "most": MOST_SHOWN})


async def mark_read(act: Act, account_id: int) -> None:
    """She has seen what there is."""
    await act.run("notice_read", {"account": account_id})
