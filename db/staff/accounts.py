"""Accounts: who may sign in, and what she proves it with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.logins import ApplicationRole
from db.staff.staff import Act

MOST_SHOWN = 2000
ADMINISTRATOR = ApplicationRole.ADMINISTRATOR.removeprefix("atlas_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who works here.

    Attributes:
        role: As in `db.access.Role`; plain text here, so that a new role needs no migration.
        reads_all: Whether the map shows her every municipality of the installation.
        state: `invited` until she has chosen a password, then `active`, at last `closed`.
        totp_secret: Sealed by the service; the database cannot read it.
        totp_step: The last time step whose code was taken.
    """

    id: int
    municipality_code: str
    name: str
    display_name: str
    role: str
    unit_id: int | None
    reads_all: bool
    state: str
    password_hash: str | None
    totp_secret: bytes | None
    totp_confirmed_at: datetime | None
    totp_step: int | None
    locked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account as it is asked for; its owner chooses the password herself."""

    municipality_code: str
    name: str
    display_name: str
    role: str
    unit_id: int | None = None
    reads_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What an administrator may change of an account."""

    display_name: str
    role: str
    unit_id: int | None = None


async def named(act: Act, name: str, municipality: str | None) -> Account | None:
    """The account of a name; nothing where several municipalities have one and none is said."""
    found = await act.rows("account_named", {"name": name, "municipality": municipality})
    return Account(**found[0]) if len(found) == 1 else None


async def numbered(act: Act, account_id: int) -> Account | None:
    """The account of a number."""
    found = await act.row("account_numbered", {"account": account_id})
    return Account(**found) if found else None


async def municipalities(act: Act) -> list[str]:
    """The codes of the municipalities that have accounts."""
    return [row["municipality_code"] for row in await act.rows("account_municipalities")]


async def colleagues(act: Act) -> list[dict[str, Any]]:
    """The accounts of the administrator's municipality without any secret: open ones, by name."""
    return await act.rows("account_colleagues", {"account": None, "most": MOST_SHOWN})


async def colleague(act: Act, account_id: int) -> dict[str, Any] | None:
    """One account of the administrator's municipality, without any secret."""
    return await act.row("account_colleagues", {"account": account_id, "most": 1})


async def has_administrator(act: Act) -> bool:
    """Whether somebody can already let others in."""
    found = await act.row("account_administrators", {"role": ADMINISTRATOR})
    return bool(found and found["count"])


async def add(act: Act, new: NewAccount) -> int | None:
    """Keep a new account and tell its number; nothing where name or unit cannot be had."""
    found = await act.row(
        "account_add",
        {
            "municipality": new.municipality_code,
            "name": new.name,
            "display_name": new.display_name,
            "role": new.role,
            "unit": new.unit_id,
            "reads_all": new.reads_all,
        },
    )
    return found["id"] if found else None


async def close(act: Act, account_id: int) -> bool:
    """Close an account, which ends its sessions and tokens; false where there is none open."""
    return await act.run("account_close", {"account": account_id}) == 1


async def reopen(act: Act, account_id: int) -> bool:
    """Open a closed account again as it was; false where there is none that is closed."""
    return await act.run("account_reopen", {"account": account_id}) == 1


async def change(act: Act, account_id: int, changed: Changed) -> bool:
    """Change who somebody is at work; false where account or unit cannot be had."""
    values = {
        "account": account_id,
        "display_name": changed.display_name,
        "role": changed.role,
        "unit": changed.unit_id,
    }
    return await act.run("account_change", values) == 1


async def set_password(act: Act, account_id: int, password_hash: str) -> bool:
    """Keep the hash of a chosen password, which makes an invited account an active one."""
    values = {"account": account_id, "password_hash": password_hash}
    return await act.run("account_password", values) == 1


async def rehash(act: Act, account_id: int, before: str, password_hash: str) -> None:
    """Keep the same password under today's cost, unless it was changed meanwhile."""
    values = {"account": account_id, "before": before, "password_hash": password_hash}
    await act.run("account_rehash", values)


async def lock(act: Act, account_id: int, until: datetime) -> bool:
    """Note until when nobody can sign in with the account; false where that is noted already."""
    return await act.run("account_lock", {"account": account_id, "until": until}) == 1


async def confirm_second_factor(act: Act, account_id: int, sealed: bytes, step: int) -> bool:
    """Keep a second factor whose first code was right; false where there is one already."""
    values = {"account": account_id, "sealed": sealed, "step": step}
    return await act.run("account_factor_confirm", values) == 1


async def take_step(act: Act, account_id: int, step: int) -> bool:
    """Use up the code of a time step; false where it, or a later one, was used already."""
    return await act.run("account_factor_step", {"account": account_id, "step": step}) == 1


async def remove_second_factor(act: Act, account_id: int) -> None:
    """Forget the second factor and its recovery codes."""
    await act.run("account_factor_remove", {"account": account_id})
    await act.run("recovery_code_clear", {"account": account_id})
