"""The shapes of what is told of sessions, accounts and units."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from gis_service.told import Code, Told


class SignedInTold(Told):
    """Whoever asks."""

    name: str
    display_name: str
    municipality_code: Code
    role: str
    unit: str | None
    reads_all: bool
    permissions: list[str]
    by_token: bool
    acting_for: str | None


class SessionTold(Told):
    """Who is signed in, if anybody, and the token that changes need."""

    signed_in: SignedInTold | None
    is_halfway: bool
    page_token: str


class ColleagueTold(Told):
    """A colleague whose deputy one is today."""

    id: int
    display_name: str
    role: str
    unit: str | None
    ends: date


class ActingTold(Told):
    """Whom one acts for, and may act for."""

    acting_for: int | None
    colleagues: list[ColleagueTold]


class StepTold(Told):
    """What is left to prove."""

    next: str


class BegunFactorTold(Told):
    """A second factor that is being set up."""

    secret: str
    address: str
    sealed: str


class RecoveryCodesTold(Told):
    """The recovery codes, told once."""

    recovery_codes: list[str]


class SecondFactorTold(Told):
    """How an account proves itself twice."""

    is_set: bool
    is_required: bool
    recovery_codes_left: int


class OpenSessionTold(Told):
    """A session of the account."""

    id: UUID
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    device: str | None
    is_proved_twice: bool
    is_this: bool


class NoticeTold(Told):
    """What the application tells an account."""

    id: int
    kind: str
    detail: dict[str, Any]
    at: datetime
    read_at: datetime | None
    about: str | None


class OwnAccountTold(Told):
    """One's own account."""

    name: str
    display_name: str
    municipality_code: Code
    role: str
    unit: str | None
    has_password: bool
    second_factor: SecondFactorTold
    sessions: list[OpenSessionTold]
    notices: list[NoticeTold]


class TokenTold(Told):
    """A personal token; its secret is not told again."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    ends_at: datetime
    used_on: date | None


class TokensTold(Told):
    """One's own tokens."""

    tokens: list[TokenTold]


class MadeTokenTold(TokenTold):
    """A token that was just made."""

    token: str


class AccountTold(Told):
    """An account as its administrator sees it."""

    id: int
    name: str
    display_name: str
    role: str
    unit_id: int | None
    unit: str | None
    reads_all: bool
    state: str
    has_second_factor: bool
    locked_until: datetime | None
    created_at: datetime


class AccountsTold(Told):
    """The accounts of a municipality."""

    accounts: list[AccountTold]


class LinkTold(Told):
    """A one-time link."""

    link: str
    ends_at: datetime


class InvitedTold(LinkTold):
    """An account that was just made, with its link."""

    id: int


class OrganisationUnitTold(Told):
    """A unit of the municipality's organisation."""

    id: int
    name: str
    contact: str | None
    closed_on: date | None
    people: int


class OrganisationUnitsTold(Told):
    """The units of a municipality."""

    units: list[OrganisationUnitTold]


class MadeTold(Told):
    """The number of what was just made."""

    id: int


class RequestTold(Told):
    """What waits for a second administrator."""

    id: int
    what: str
    account_id: int
    name: str
    display_name: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    ends_at: datetime
    is_own: bool


class RequestsTold(Told):
    """What waits in a municipality."""

    requests: list[RequestTold]


class WaitingTold(Told):
    """The number of a request that was just made."""

    request: int


class InvitedWaitingTold(Told):
    """An account that was just made, and the request for its link."""

    id: int
    request: int


class ConfirmedTold(Told):
    """What came of a request: a link, where it was for one."""

    link: str | None
    ends_at: datetime | None
