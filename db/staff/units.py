"""Units of a municipality's organisation, kept by its administrator."""

from typing import Any

from db.staff.staff import Act

MOST_SHOWN = 500


async def every(act: Act) -> list[dict[str, Any]]:
    """The units of the administrator's municipality: open ones first, by name."""
    return await act.rows("unit_list", {"most": MOST_SHOWN})


async def add(act: Act, name: str, contact: str | None) -> int | None:
    """Keep a new unit and tell its number; nothing where the name is taken."""
    found = await act.row("unit_add", {"name": name, "contact": contact})
    return found["id"] if found else None


async def change(act: Act, unit_id: int, contact: str | None) -> bool:
    """Keep how colleagues reach a unit; false where there is none."""
    return await act.run("unit_change", {"unit": unit_id, "contact": contact}) == 1


async def close(act: Act, unit_id: int) -> bool:
    """Close a unit from today; false where there is none that is open."""
    return await act.run("unit_close", {"unit": unit_id}) == 1


async def reopen(act: Act, unit_id: int) -> bool:
    """Open a closed unit again; false where there is none that is closed."""
    return await act.run("unit_reopen", {"unit": unit_id}) == 1
