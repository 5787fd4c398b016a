"""Units of a municipality's organisation, kept by its administrator."""

from typing import Any

from db.staff.staff import Act


async def every(act: Act) -> list[dict[str, Any]]:
    """The units of the administrator's municipality, by name."""
    return await act.rows("unit_list")


async def add(act: Act, name: str, contact: str | None) -> int | None:
    """Keep a new unit and tell its number; nothing where the name is taken."""
    found = await act.row("unit_add", {"name": name, "contact": contact})
    return found["id"] if found else None


async def close(act: Act, unit_id: int) -> bool:
    """Close a unit from today; false where there is none that is open."""
    return await act.run("unit_close", {"unit": unit_id}) == 1
