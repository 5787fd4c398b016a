"""What is said and told of cases."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gis_service.rooms.properties import PropertyKey
from gis_service.told import Told


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"


class AskedCase(BaseModel):
    """A case that is to be opened."""

    model_config = ConfigDict(extra="forbid")

    property: PropertyKey
    unit_id: int | None = Field(
        default=None, ge=1, le=2**63 - 1, description="The unit that answers; your own without it."
    )
    review_on: date | None = Field(default=None, description="When it is looked at again.")


class AskedChange(BaseModel):
    """What is to be different about a case; what is not said stays."""

    model_config = ConfigDict(extra="forbid")

    state: CaseState | None = None
    review_on: date | None = Field(default=None, description="null: not looked at again.")
    unit_id: int | None = Field(
        default=None, ge=1, le=2**63 - 1, description="The unit that answers from now on."
    )


class CaseTold(Told):
    """That there is a case, where, and which unit answers for it."""

    id: UUID
    number: str
    property: str
    unit_id: int
    unit: str
    state: CaseState
    opened_on: date
    review_on: date | None
    closed_on: date | None
    etag: str


class CasesTold(Told):
    """A page of cases, the newest first."""

    cases: list[CaseTold]
    next: str | None


class MadeCaseTold(Told):
    """The case that was opened."""

    id: UUID


class UnitWorkTold(Told):
    """How much a unit has to do."""

    unit_id: int
    unit: str
    open: int
    overdue: int
    closed_within_a_year: int


class WorkloadTold(Told):
    """How much there is to do and what is overdue; not where."""

    units: list[UnitWorkTold]
