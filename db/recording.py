"""What happens around people and confidential things, told to the audit by those who do it."""

from collections.abc import Mapping
from enum import StrEnum

from psycopg.types.json import Jsonb

from db.staff.staff import Act


class Event(StrEnum):
    """What happened, as the line's area names it."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- the name of an event
    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"
    TOKEN_MADE = "token_made"  # noqa: S105 -- the name of an event
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 -- the name of an event
    LINK_MADE = "link_made"
    LINK_USED = "link_used"
    EXPORTED = "exported"
    EXPORT_SENT = "export_sent"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"
    SCREENED = "screened"
    LOG_READ = "log_read"
    ACTING_BEGUN = "acting_begun"
    ACTING_ENDED = "acting_ended"


class Look(StrEnum):
    """How somebody looks at what a layer tells of a closed room."""

    READ = "read"
    TILE = "tile"


async def record(
    act: Act,
    event: Event,
    detail: Mapping[str, object] | None = None,
    *,
    property_key: str | None = None,
    token: str | None = None,
) -> None:
    """Write the line of an event in the transaction of what happened.

    Args:
        act: The transaction; its context names who did it.
        event: What happened.
        detail: What else may be told of it: nothing confidential, nothing that somebody typed.
        property_key: The property that it is about.
        token: A context that names who did it, where that of the transaction does not yet; it
            holds from then on.
    """
    values = {
        "token": token,
        "event": event.value,
        "property": property_key,
        "detail": Jsonb(dict(detail or {})),
    }
    await act.with_statements_of("staff").rows("event_add", values)


async def record_look(
    act: Act, look: Look, layer: str, asked: Mapping[str, object], *, place: str | None = None
) -> None:
    """Write that somebody looks at a layer; of tiles of one area once in her session.

    Args:
        act: The transaction; its context names who looks.
        look: How.
        layer: The layer's id.
        asked: What is asked of it.
        place: The area of a tile, as zoom, column and row.
    """
    values = {"look": look.value, "layer": layer, "place": place, "asked": Jsonb(dict(asked))}
    await act.with_statements_of("staff").rows("look_add", values)
