"""Naming deputies: who acts for whom, from when until when, and who said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.staff.staff import Act

MOST_COLLEAGUES, MOST_SHOWN = 2000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """For whom somebody may name a deputy.

    Attributes:
        roles: The roles that are hers to give; never an adviser's.
        every_unit: Whether of every unit; else of her own alone.
    """

    roles: Sequence[str]
    every_unit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeputy:
    """A deputy as she is asked for.

    Attributes:
        guarded: The roles that only somebody with a second factor may act in.
    """

    account_id: int
    deputy_id: int
    begins: date
    ends: date
    guarded: Sequence[str]


async def colleagues(act: Act) -> list[dict[str, Any]]:
    """Everybody who can be away or act for somebody, by name."""
    return await act.rows("deputy_candidates", {"most": MOST_COLLEAGUES})


async def every(act: Act, reach: Reach) -> list[dict[str, Any]]:
    """The deputies of those within reach: those that hold or are to come stand first."""
    return await act.rows("deputy_list", {**_values(reach), "most": MOST_SHOWN})


async def name(act: Act, new: NewDeputy, reach: Reach) -> bool:
    """Keep a deputy; false where she is not to be had, or is it already."""
    values = {
        "account": new.account_id,
        "deputy": new.deputy_id,
        "begins": new.begins,
        "ends": new.ends,
        "guarded": list(new.guarded),
    }
    return await act.row("deputy_name", {**_values(reach), **values}) is not None


async def end(act: Act, deputy: int, reach: Reach) -> tuple[int, int] | None:
    """End it now: who was away and who acted for her; nothing where there is none that holds."""
    found = await act.row("deputy_end", {**_values(reach), "deputy": deputy})
    return (found["account_id"], found["deputy_id"]) if found else None


def _values(reach: Reach) -> dict[str, Any]:
    return {"roles": list(reach.roles), "every_unit": reach.every_unit}
