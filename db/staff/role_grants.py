"""What the database lets each role do, as its own catalogue tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.access import Role
from db.staff.staff import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """One thing that a role may do in one table.

    Attributes:
        verb: As SQL calls it: `select`, `insert`, `update` or `delete`.
        columns: The columns it holds for; None for all.
    """

    role: Role
    relation: str
    verb: str
    columns: Sequence[str] | None


async def every(act: Act) -> list[RoleGrant]:
    """What each role of people may do, by role and table; no row of any table is read."""
    names = {role.in_database.value: role for role in Role}
    rows = await act.rows("role_grants", {"roles": list(names)})
    return [RoleGrant(**{**row, "role": names[row["role"]]}) for row in rows]
