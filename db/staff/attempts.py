"""Failed sign-ins, counted in the database, so that all workers together know how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.staff.staff import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What failures are counted by: a name, an address, or a second factor.

    Attributes:
        digest: A keyed digest of it, so that the table tells nobody's name or address.
        most: So many failures within the window close the door for as long again.
    """

    digest: bytes
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An attempt that counts as failed until it has succeeded."""

    subject: Subject
    at: datetime


async def begin(
    act: Act, subject: Subject, window: timedelta, owner: bytes | None = None
) -> Begun | datetime:
    """Count an attempt before it is made, so that many at once are no way around the limit.

    Tells instead until when to wait, where there were too many; that one is not counted.

    Args:
        act: The transaction.
        subject: What it is counted by.
        window: How long it counts.
        owner: A keyed digest of whose account is tried, where a subject is more than one's.
    """
    await act.run("attempt_alone", {"subject": subject.digest})
    until = await waits(act, subject, window)
    if until is not None:
        return until
    await act.run("attempt_drop_old")
    added = await act.rows("attempt_add", {"subject": subject.digest, "owner": owner})
    return Begun(subject=subject, at=added[0]["at"])


async def waits(act: Act, subject: Subject, window: timedelta) -> datetime | None:
    """Until when a subject waits; nothing where it need not."""
    values = {"subject": subject.digest, "most": subject.most, "window": window}
    found = await act.row("attempt_waits", values)
    until: datetime | None = found["until"] if found else None
    return until


async def withdraw(act: Act, begun: Begun) -> None:
    """The attempt succeeded: it does not count."""
    values = {"subject": begun.subject.digest, "at": begun.at, "owners": None}
    await act.run("attempt_forget", values)


async def forget(act: Act, subject: Subject, owners: Sequence[bytes] | None = None) -> None:
    """No failure of a subject counts any more; where owners are told, theirs alone."""
    values = {
        "subject": subject.digest,
        "at": None,
        "owners": None if owners is None else list(owners),
    }
    await act.run("attempt_forget", values)
