"""Deputies: who acts in somebody's role and unit while she is away."""

from typing import Any
from uuid import UUID

from db.staff.staff import Act


async def for_whom(act: Act, account_id: int) -> list[dict[str, Any]]:
    """The colleagues whom an account may act for today."""
    return await act.rows("deputy_for_whom", {"account": account_id})


async def act_for(act: Act, session: UUID | None, absent_id: int) -> bool:
    """Go on as the deputy of a colleague; false where she is not hers today."""
    values = {"session": session, "absent": absent_id}
    return await act.run("deputy_act_for", values) == 1


async def act_as_herself(act: Act, session: UUID | None) -> bool:
    """Go on as herself; false where she was."""
    return await act.run("deputy_act_as_herself", {"session": session}) == 1
