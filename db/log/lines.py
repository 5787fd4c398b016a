"""Lines of the log as they are read back: who saw or changed what, and never what it said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg.rows import DictRow

from db.acting import Act
from db.recording import Event, record

ACTIONS = ("read", "search", "tile", "export", "insert", "update", "delete", "event")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are asked for; what is None narrows nothing.

    Attributes:
        account: The number of whoever did it.
        property_key: The property that it was about, as the log names it (bfe:100001).
        first: The first day, in Copenhagen.
        last: The last day, which is part of it.
        area: The room, or what happened.
    """

    account: int | None = None
    property_key: str | None = None
    first: date | None = None
    last: date | None = None
    action: str | None = None
    area: str | None = None

    @property
    def told(self) -> Mapping[str, Any]:
        """What narrows, by name, for the line that tells of the looking; the property apart."""
        named = (
            ("account", self.account),
            ("first", self.first and self.first.isoformat()),
            ("last", self.last and self.last.isoformat()),
            ("action", self.action),
            ("area", self.area),
        )
        return {name: value for name, value in named if value is not None}


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of lines ended: the next begins with the line before this one in time."""

    at: datetime
    line: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """A place as an address carries it; a ValueError where it is none."""
        moment, _, line = text.partition("-")
        if not (moment.isdecimal() and line.isdecimal() and max(len(moment), len(line)) < 18):  # noqa: PLR2004 -- beyond any moment and number
            raise ValueError(text)
        return cls(_EPOCH + int(moment) * _MICROSECOND, int(line))

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.line}"


async def look(act: Act, what: str, asked: Asked = EVERYTHING, **detail: str | int) -> None:
    """Tell that somebody looks into the log; what she is shown comes after this is kept."""
    told = {"what": what, **asked.told, **detail}
    await record(act, Event.LOG_READ, told, property_key=asked.property_key)


async def lines(act: Act, asked: Asked, before: Place | None, most: int) -> list[DictRow]:
    """The newest lines that fit, and one more where there are more than so many."""
    values = {
        "account": asked.account,
        "property": asked.property_key,
        "first": asked.first,
        "last": asked.last,
        "action": asked.action,
        "area": asked.area,
        "before_at": before and before.at,
        "before_line": before and before.line,
        "most": most + 1,
    }
    return await act.with_statements_of("log").rows("lines", values)


async def people(act: Act) -> list[DictRow]:
    """Those who have an account in the officer's municipality, as she chooses among them."""
    return await act.with_statements_of("log").rows("people")


async def areas(act: Act) -> list[str]:
    """The rooms and happenings that the municipality's log tells of."""
    return [row["area"] for row in await act.with_statements_of("log").rows("areas")]
