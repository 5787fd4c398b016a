"""The monthly sample of the log: drawn by the database, looked at line by line, then finished."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from psycopg.rows import DictRow

from db.acting import Act
from db.log.lines import Asked, lines

LINES = 20
REMARK_LENGTH = 500
MOST_SHOWN = 120


class Outcome(StrEnum):
    """What whoever looked found."""

    IN_ORDER = "in order"
    LOOK_INTO = "look into"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What somebody found at one line of a sample."""

    sample: int
    place: int
    outcome: Outcome
    remark: str | None


def month_before(day: date) -> date:
    """The first day of the month that was over last."""
    first = day.replace(day=1)
    return (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )


async def draw(act: Act, month: date) -> int:
    """The number of a month's sample; drawn once, and the same whoever asks."""
    row = await act.with_statements_of("log").row("sample_draw", {"month": month})
    return int(row["id"]) if row else 0


async def samples(act: Act) -> list[DictRow]:
    """The samples of ten years, the newest month first."""
    return await act.with_statements_of("log").rows("samples", {"most": MOST_SHOWN})


async def sample(act: Act, number: int) -> DictRow | None:
    """One sample; nothing where there is none in the officer's municipality."""
    return await act.with_statements_of("log").row("sample", {"sample": number})


async def sample_lines(act: Act, number: int) -> list[DictRow]:
    """The lines of a sample in the order in which they were drawn."""
    return await act.with_statements_of("log").rows("sample_lines", {"sample": number})


async def tick(act: Act, look: Look, account: int) -> bool:
    """Keep what was found at a line; False where it is none of an unfinished sample."""
    values = {
        "sample": look.sample,
        "place": look.place,
        "outcome": look.outcome.value,
        "remark": look.remark,
        "account": account,
    }
    return await act.with_statements_of("log").run("sample_tick", values) == 1


async def finish(act: Act, number: int, account: int) -> bool:
    """Finish a sample; False while a line was not looked at, or where it is finished already."""
    values = {"sample": number, "account": account}
    return await act.with_statements_of("log").run("sample_finish", values) == 1


async def is_done(act: Act, month: date) -> bool:
    """Whether the sample of a month is finished."""
    return await act.with_statements_of("log").row("sample_done", {"month": month}) is not None


async def waits(act: Act, day: date) -> bool:
    """Whether the month that was over last still has its sample to be looked at.

    A month before the log had any line misses none.
    """
    until = day.replace(day=1) - timedelta(days=1)
    has_begun = await lines(act, Asked(last=until), None, 0)
    return bool(has_begun) and not await is_done(act, month_before(day))
