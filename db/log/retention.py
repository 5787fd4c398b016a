"""How long rows are kept in a municipality, what holds them, what is due, and what was deleted."""

from datetime import date
from enum import StrEnum
from typing import Any

from psycopg.rows import DictRow

from db.acting import Act

MOST_SHOWN = 500
LONGEST_MONTHS = 600
# Who saw what is asked for long afterwards.
SHORTEST_OF_THE_LOG = 24
REASON = range(3, 501)


class Subject(StrEnum):
    """Rows that are deleted when their time is over."""

    CASE = "case"
    UNIT_NOTE = "unit note"
    FLAG = "flag"
    PRIVATE_ENTRY = "private entry"
    AUDIT_LINE = "audit line"

    @property
    def shortest(self) -> int:
        """The fewest months that they may be kept."""
        return SHORTEST_OF_THE_LOG if self is Subject.AUDIT_LINE else 1


async def rules(act: Act) -> list[DictRow]:
    """A row a subject: what is usual and by whose word, and what the municipality has set."""
    return await act.with_statements_of("log").rows(
        "retention_rules", {"subjects": [each.value for each in Subject]}
    )


async def set_rule(act: Act, subject: Subject, months: int, reason: str, account: int) -> None:
    """Keep rows of a kind so long from now on."""
    values = {"subject": subject.value, "months": months, "reason": reason, "account": account}
    await act.with_statements_of("log").run("retention_set", values)


async def holds(act: Act) -> list[DictRow]:
    """The holds, those in force first."""
    return await act.with_statements_of("log").rows("holds", {"most": MOST_SHOWN})


async def hold(act: Act, property_key: str, reason: str, account: int) -> bool:
    """Keep every row of a property until the hold is lifted; False where there is none of it."""
    values = {"property": property_key, "reason": reason, "account": account}
    return await act.with_statements_of("log").run("hold_set", values) == 1


async def lift(act: Act, number: int, account: int) -> bool:
    """Lift a hold; False where there is none in force of this number."""
    values = {"hold": number, "account": account}
    return await act.with_statements_of("log").run("hold_lift", values) == 1


async def due(act: Act, until: date) -> list[DictRow]:
    """How many rows of each kind are due by a day, and the first day."""
    return await act.with_statements_of("log").rows("due", {"until": until})


async def due_rows(act: Act, until: date, subject: Subject) -> list[DictRow]:
    """The rows of a kind that are due first, told in the log before they are shown."""
    values: dict[str, Any] = {"until": until, "subject": subject.value, "most": MOST_SHOWN}
    return await act.with_statements_of("log").rows("due_rows", values)


async def receipts(act: Act) -> list[DictRow]:
    """What the last nights deleted."""
    return await act.with_statements_of("log").rows("receipts", {"most": MOST_SHOWN})
