"""What happens where people sign in, told to the audit."""

from db.access import Role
from db.logins import ApplicationRole
from db.person import Person
from db.recording import Event, record
from db.staff.accounts import Account
from db.staff.staff import Act
from gis_service.signin.door import Door


async def tell(
    door: Door, act: Act, event: Event, account: Account, **detail: str | int | bool
) -> None:
    """Write that somebody did something, in a transaction of signing in that names nobody yet.

    Where the transaction has the context of whoever is signed in, `db.recording.record` is enough.
    """
    role = Role(account.role).in_database if account.role in set(Role) else None
    person = Person(account=account.id, municipality=account.municipality_code, role=role)
    token = person.context(ApplicationRole.SIGN_IN).token(door.staff.database)
    await record(act, event, detail, token=token)


async def tell_failure(door: Door, act: Act, event: Event, account: Account | None) -> None:
    """Write that somebody failed to come in: who it was is not known, and what was typed not kept.

    An account that was tried is named, so that its municipality sees it; what is no account's is
    in nobody's log, and in the chain all the same.
    """
    tried = Person(municipality=account.municipality_code if account else None)
    token = tried.context(ApplicationRole.SIGN_IN).token(door.staff.database)
    await record(act, event, {"account": account.id} if account else {}, token=token)
