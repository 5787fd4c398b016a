"""Pages of confidential lists: `limit` rows after the last one of the page before."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query

from db.rooms.page import Page
from gis_service.errors import BadRequest
from gis_service.parameters import Limit

_UNREADABLE = BadRequest(
    da="after kan ikke læses.",
    en="after cannot be read.",
    next_da="Send next fra siden før, uændret.",
    next_en="Send next of the page before, unchanged.",
)


async def page(
    limit: Limit = 100,
    after: Annotated[
        str | None, Query(max_length=80, description="`next` of the page before.")
    ] = None,
) -> Page:
    """The page that is asked for."""
    if after is None:
        return Page(limit=limit)
    at, _, key = after.partition("_")
    try:
        return Page(limit=limit, after_at=datetime.fromisoformat(at), after_id=UUID(key))
    except ValueError:
        raise _UNREADABLE from None


CurrentPage = Annotated[Page, Depends(page)]


def next_of(rows: Sequence[Mapping[str, Any]], page: Page, moment: str) -> str | None:
    """What asks for the page after this one; None where this is the last."""
    if len(rows) < page.limit:
        return None
    last = rows[-1]
    return f"{_told(last[moment])}_{last['id']}"


def _told(moment: date | datetime) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    # A plus sign is a space in an address.
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
