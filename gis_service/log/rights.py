"""Who may read the log, and who sets how long rows are kept."""

from typing import Annotated

from fastapi import Depends

from db.access import Permission
from gis_service.signin.rights import CurrentSession, Needs
from gis_service.signin.session import SignedIn

ReadsLog = Annotated[SignedIn, Depends(Needs(Permission.READ_AUDIT))]


async def decides(
    signed: CurrentSession, _may: Annotated[SignedIn, Depends(Needs(Permission.READ_AUDIT))]
) -> SignedIn:
    """A data protection officer with her browser: no token ticks a sample off."""
    return signed


async def sets_retention(
    signed: CurrentSession, _may: Annotated[SignedIn, Depends(Needs(Permission.EDIT_RETENTION))]
) -> SignedIn:
    """Likewise, for how long rows are kept and what holds them."""
    return signed


TicksOff = Annotated[SignedIn, Depends(decides)]
SetsRetention = Annotated[SignedIn, Depends(sets_retention)]
