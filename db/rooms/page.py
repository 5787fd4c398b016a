"""A page of a confidential list: so many rows, after the last one of the page before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page begins and how long it is.

    Attributes:
        after_at: The moment or day of the last row that was shown; None on the first page.
        after_id: The key of that row.
    """

    limit: int
    after_at: datetime | None = None
    after_id: UUID | None = None
