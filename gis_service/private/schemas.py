"""What is said and told of an adviser's log."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gis_service.rooms.texts import Body
from gis_service.told import Told


class AskedEntry(BaseModel):
    """An entry that is to be kept."""

    model_config = ConfigDict(extra="forbid")

    body: Body


class AskedReport(BaseModel):
    """The day on which the municipality was notified; nothing of what."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = Field(description="null takes it back.")


class EntryTold(Told):
    """An entry of one's own."""

    id: UUID
    entered_at: datetime
    body: str
    reported_on: date | None


class EntriesTold(Told):
    """A page of one's own entries, the newest first."""

    entries: list[EntryTold]
    next: str | None


class MadeEntryTold(Told):
    """The entry that was kept."""

    id: UUID
