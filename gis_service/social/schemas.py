"""What is said and told of flags, unit notes and emergency access."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from db.staff.emergency import REASON_LEAST, REASON_MOST
from gis_service.rooms.properties import PropertyKey
from gis_service.rooms.texts import Body
from gis_service.told import Told


class AskedNote(BaseModel):
    """A note that is to be added."""

    model_config = ConfigDict(extra="forbid")

    property: PropertyKey
    body: Body


class AskedEmergency(BaseModel):
    """A property whose notes somebody has to read without being assigned, and why."""

    model_config = ConfigDict(extra="forbid")

    property: PropertyKey
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=REASON_LEAST, max_length=REASON_MOST),
    ]


class FlagTold(Told):
    """That a unit has flagged a property; of one's own unit also as what."""

    key: str
    property: str
    type: str | None = None
    unit: str
    review_on: date | None


class FlagsTold(Told):
    """A page of flags by their keys."""

    flags: list[FlagTold]
    next: str | None


class NoteTold(Told):
    """A note of a unit."""

    id: UUID
    property: str
    unit_id: int
    unit: str
    body: str
    written_at: datetime
    is_own: bool


class NotesTold(Told):
    """A page of the notes about a property, the newest first."""

    notes: list[NoteTold]
    next: str | None


class MadeNoteTold(Told):
    """The note that was added."""

    id: UUID


class BegunEmergencyTold(Told):
    """An emergency access, and until when it holds."""

    id: int
    ends_at: datetime


class EmergencyTold(Told):
    """An emergency access as its reviewer sees it: who, when and why, not where."""

    id: int
    account_id: int
    account: str
    reason: str
    begins_at: datetime
    ends_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    may_review: bool


class EmergenciesTold(Told):
    """A page of emergency accesses, the newest first."""

    accesses: list[EmergencyTold]
    next: str | None
