"""Confidential reads: on record, and committed, before anything of them is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from db.context import Context
from db.errors import AtlasError
from db.rooms.rooms import Rooms, bounds


class Unrecorded(AtlasError):  # noqa: N818 -- named for what happened, as everywhere
    """A confidential read could not be put on record, so that nothing of it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Something confidential that is read: which rows it finds, and what of them is told.

    Attributes:
        area: The schema it is in.
        table: The table, as the audit names it.
        fields: What is shown of each row.
        content: The statement that reads it, of the rows whose keys are `keys`.
        keys: The statement that finds the keys of the rows and of their properties; None where
            the line names no row: sums, and what even the audit may not point at.
        action: `read`, or `search` where rows are looked for.
    """

    area: str
    table: str
    fields: tuple[str, ...]
    content: str
    keys: str | None
    action: str = "read"


async def shown(
    rooms: Rooms, context: Context, reading: Reading, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a confidential read, after its lines are committed; of no other rows.

    That nothing was found is on record too, and costs the same whatever the reason.
    """
    asked = {**(values or {}), **bounds(context)}
    async with rooms.acting(context) as act:
        found = [] if reading.keys is None else await act.rows(reading.keys, asked)
        line = {
            "action": reading.action,
            "area": reading.area,
            "table": reading.table,
            "keys": [row["key"] for row in found],
            "properties": [row["property_key"] for row in found],
            "fields": list(reading.fields),
        }
        try:
            await act.rows("reading_record", line)
        except psycopg.Error as error:
            raise Unrecorded(
                "It could not be put on record that this is read, so that nothing is shown.",
                "Try again shortly; if it stays, tell whoever runs the service.",
            ) from error
    if reading.keys is not None and not found:
        return []
    async with rooms.acting(context) as act:
        return await act.rows(reading.content, {**asked, "keys": line["keys"]})
