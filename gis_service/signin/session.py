"""Who is signed in: what a cookie or a personal token stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.access import ROLE_PERMISSIONS, Permission, Role, needs_second_factor
from db.context import Context
from db.logins import ApplicationRole
from db.staff import api_tokens, sessions
from gis_service.signin.door import Door
from gis_service.signin.opaque import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who has proved who she is, at least by her password.

    Attributes:
        session: The session's number; None where a personal token asks.
        scopes: What the token was made for; None for all that her role holds.
        has_second_factor: Whether the account has one that is confirmed.
        is_proved_twice: Whether it was asked for in this session.
        acting_for: The number of the account whose deputy she is now, with that one's role and
            unit; what she does is told with both numbers.
        acting_for_name: What that one is called.
    """

    session: UUID | None
    account_id: int
    municipality_code: str
    name: str
    display_name: str
    role: Role
    unit_id: int | None
    unit_name: str | None
    reads_all: bool
    scopes: frozenset[Permission] | None
    has_second_factor: bool
    is_proved_twice: bool
    acting_for: int | None = None
    acting_for_name: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing more is to be proved."""
        return self.is_proved_twice or not (
            self.has_second_factor or needs_second_factor(self.role)
        )

    @property
    def permissions(self) -> frozenset[Permission]:
        """What she may do here: what her role holds today, and the token was made for."""
        held = ROLE_PERMISSIONS[self.role]
        return held if self.scopes is None else held & self.scopes

    def may(self, permission: Permission) -> bool:
        """Whether she holds the permission here."""
        return permission in self.permissions

    def context(self, role: ApplicationRole, purpose: str | None = None) -> Context:
        """The context of a transaction that she asks for."""
        return Context(
            role=role,
            municipality=self.municipality_code,
            account=self.account_id,
            unit=self.unit_id,
            unit_name=self.unit_name,
            session=None if self.session is None else str(self.session),
            purpose=self._purpose(purpose),
            works_as=self.role.in_database,
        )

    @property
    def in_rooms(self) -> Context:
        """The context of a transaction in her own role at work, as the closed rooms ask for it."""
        return self.context(self.role.in_database)

    def _purpose(self, said: str | None) -> str | None:
        deputy = None if self.acting_for is None else f"deputy for {self.acting_for}"
        return "; ".join(each for each in (deputy, said) if each) or None


async def of_cookie(door: Door, cookie: str) -> SignedIn | None:
    """Whose session a cookie opens."""
    async with door.staff.acting() as act:
        found = await sessions.seen(act, digest(cookie), door.settings.idle)
    if found is None:
        return None
    return _signed_in(
        found, session=found["id"], scopes=None, is_proved_twice=found["is_proved_twice"]
    )


async def of_token(door: Door, token: str) -> SignedIn | None:
    """Whose personal token it is; nobody's where her role now asks for more than she has."""
    async with door.staff.acting() as act:
        found = await api_tokens.seen(act, digest(token))
    if found is None:
        return None
    scopes = frozenset(each for each in Permission if each in found["scopes"])
    # A token is made in a session that was whole.
    signed = _signed_in(
        found, session=None, scopes=scopes, is_proved_twice=found["has_second_factor"]
    )
    return signed if signed is not None and signed.is_whole else None


def _signed_in(
    found: Mapping[str, Any],
    *,
    session: UUID | None,
    scopes: frozenset[Permission] | None,
    is_proved_twice: bool,
) -> SignedIn | None:
    # A role that this version does not know holds nothing.
    if found["role"] not in set(Role):
        return None
    return SignedIn(
        session=session,
        account_id=found["account_id"],
        municipality_code=found["municipality_code"],
        name=found["name"],
        display_name=found["display_name"],
        role=Role(found["role"]),
        unit_id=found["unit_id"],
        unit_name=found["unit_name"],
        reads_all=found["reads_all"],
        scopes=scopes,
        has_second_factor=found["has_second_factor"],
        is_proved_twice=is_proved_twice,
        # A token is its owner's own; nobody's deputy acts by one.
        acting_for=found.get("acting_for"),
        acting_for_name=found.get("acting_for_name"),
    )
