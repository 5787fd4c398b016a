"""Who may name a deputy for whom: nobody gives on what she could not give herself."""

from datetime import date, timedelta
from typing import Any

from db.access import ROLE_PERMISSIONS, Permission, Role, needs_second_factor
from db.clock import today
from db.logins import ApplicationRole
from db.staff import naming, notices
from db.staff.naming import NewDeputy, Reach
from db.staff.notices import Kind
from gis_service.errors import BadRequest, Conflict, NotFound
from gis_service.signin.door import Door
from gis_service.signin.session import SignedIn

LONGEST = timedelta(days=366)
# What a citizen adviser was told is nobody else's, and what others know is not hers.
_NEVER = frozenset({Role.ADVISER})
_GUARDED = tuple(role.value for role in Role if needs_second_factor(role))
_NO_DAYS = BadRequest(
    da="Dagene kan ikke bruges: de er i dag eller senere og højst et år.",
    en="The days cannot be used: they are today or later, and a year at most.",
    next_da="Vælg en første og en sidste dag.",
    next_en="Choose a first and a last day.",
)
_NOT_HERS = Conflict(
    da="Den stedfortræder kan ikke udpeges.",
    en="This deputy cannot be named.",
    next_da="Vælg to forskellige kolleger: aldrig dig selv som stedfortræder, ingen borgerrådgiver,"
    " kun roller som du selv kan give, og en stedfortræder med to trin, hvor rollen kræver det,"
    " og som ikke har fået sit link af dig.",
    next_en="Choose two different colleagues: never yourself as the deputy, no citizen adviser,"
    " only roles that you could give yourself, and a deputy with a second factor where the role"
    " needs one, and whose link was not made by you.",
)
_NONE = NotFound(
    da="Der er ingen stedfortræder med det nummer, som du kan afslutte.",
    en="There is no deputy of this number that is yours to end.",
    next_da="Genindlæs siden: det er måske allerede afsluttet.",
    next_en="Reload the page: it may have ended already.",
)


def reach_of(signed: SignedIn) -> Reach:
    """For whom she may name a deputy.

    An administrator gives roles and so gives every one; others give what they hold themselves,
    within their own unit.
    """
    gives_all = Permission.MANAGE_ACCOUNTS in signed.permissions
    own = ROLE_PERMISSIONS[signed.role]
    roles = [
        role.value
        for role in Role
        if role not in _NEVER and (gives_all or ROLE_PERMISSIONS[role] <= own)
    ]
    return Reach(roles=roles, every_unit=gives_all)


async def colleagues(door: Door, signed: SignedIn) -> tuple[list[dict[str, Any]], ...]:
    """Those for whom she may name a deputy, and those who may be one."""
    reach = reach_of(signed)
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        found = await naming.colleagues(act)
    absent = [
        each
        for each in found
        if each["role"] in reach.roles and (reach.every_unit or each["unit_id"] == signed.unit_id)
    ]
    return absent, [each for each in found if each["id"] != signed.account_id]


async def every(door: Door, signed: SignedIn) -> list[dict[str, Any]]:
    """The deputies that are hers to see."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        return await naming.every(act, reach_of(signed))


async def one(door: Door, signed: SignedIn, number: int) -> dict[str, Any]:
    """A deputy that holds or is to come."""
    for each in await every(door, signed):
        if each["id"] == number and each["is_open"]:
            return each
    raise _NONE


async def name(
    door: Door, signed: SignedIn, account_id: int, deputy_id: int, days: tuple[date, date]
) -> None:
    """Name a deputy; both are told."""
    begins, ends = days
    if not (today() <= begins <= today() + LONGEST and begins <= ends <= begins + LONGEST):
        raise _NO_DAYS
    new = NewDeputy(
        account_id=account_id, deputy_id=deputy_id, begins=begins, ends=ends, guarded=_GUARDED
    )
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        if not await naming.name(act, new, reach_of(signed)):
            raise _NOT_HERS
        await notices.tell(act, deputy_id, Kind.DEPUTY, about=account_id)
        await notices.tell(act, account_id, Kind.HAS_DEPUTY, about=deputy_id)


async def end(door: Door, signed: SignedIn, number: int) -> None:
    """End it now; both are told."""
    async with door.staff.acting(signed.context(ApplicationRole.SIGN_IN)) as act:
        ended = await naming.end(act, number, reach_of(signed))
        if ended is None:
            raise _NONE
        account_id, deputy_id = ended
        await notices.tell(act, deputy_id, Kind.DEPUTY_ENDED, about=account_id)
        await notices.tell(act, account_id, Kind.DEPUTY_ENDED, about=account_id)
