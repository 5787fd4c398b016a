"""What signing in needs, held by the running service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from db.staff.staff import Staff
from gis_service.signin.oidc_provider import IdentityProvider
from gis_service.signin.passwords import Passwords
from gis_service.signin.settings import SignInSettings
from gis_service.signin.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where people come in.

    Attributes:
        identity: The provider that people sign in with beside passwords, if there is one.
        staff_of: The staff's room of the registry that is shown; each registry has its own people.
        officers_of: The same, on connections of its own, for whoever reads the log.
    """

    settings: SignInSettings
    passwords: Passwords
    vault: Vault
    staff_of: Callable[[], Staff]
    officers_of: Callable[[], Staff]
    identity: IdentityProvider | None = None

    @property
    def staff(self) -> Staff:
        """The staff's room; refused while no registry is open."""
        return self.staff_of()

    @property
    def officers(self) -> Staff:
        """The staff's room for whoever reads the log; refused while no registry is open."""
        return self.officers_of()


async def current_door(request: Request) -> Door:
    """The door of this service."""
    door: Door = request.state.door
    return door


CurrentDoor = Annotated[Door, Depends(current_door)]
