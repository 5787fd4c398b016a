"""How often somebody may fail, and what happens when it was too often."""

from datetime import UTC, datetime, timedelta

from db.recording import Event
from db.staff import accounts, attempts, notices
from db.staff.accounts import Account
from db.staff.attempts import Begun, Subject
from db.staff.notices import Kind
from db.staff.staff import Act
from gis_service.audit.signing import tell_failure
from gis_service.errors import TooManyAttempts
from gis_service.signin.door import Door
from gis_service.signin.vault import Vault

WINDOW = timedelta(minutes=15)
MOST_OF_NAME = 5
# A whole office may stand behind one address.
MOST_OF_ADDRESS = 50


def by_name(vault: Vault, name: str) -> Subject:
    """Failures of one name, whether somebody has it or not."""
    return Subject(digest=vault.digest("name", name), most=MOST_OF_NAME)


def by_address(vault: Vault, address: str) -> Subject:
    """Failures from one address."""
    return Subject(digest=vault.digest("address", address), most=MOST_OF_ADDRESS)


def by_second_factor(vault: Vault, account_id: int) -> Subject:
    """Wrong codes for one account."""
    return Subject(digest=vault.digest("second factor", str(account_id)), most=MOST_OF_NAME)


def owner(vault: Vault, name: str, municipality: str | None) -> bytes:
    """Whose account is tried: a name that two municipalities have is two people's."""
    return vault.digest("owner", f"{municipality or ''} {name}")


async def begin(
    act: Act, *subjects: Subject, owner: bytes | None = None
) -> tuple[Begun, ...] | datetime:
    """Count an attempt for each subject; until when to wait where one of them must."""
    begun: list[Begun] = []
    for subject in subjects:
        made = await attempts.begin(act, subject, WINDOW, owner)
        if isinstance(made, datetime):
            for earlier in begun:
                await attempts.withdraw(act, earlier)
            return made
        begun.append(made)
    return tuple(begun)


async def succeeded(act: Act, vault: Vault, account: Account, *subjects: Subject) -> None:
    """Take back the failures of an account's owner, and nobody else's of the same subjects.

    Somebody with an account of her own would else try others' for ever, with a success of hers
    in between.
    """
    owners = [owner(vault, account.name, code) for code in (None, account.municipality_code)]
    for subject in subjects:
        await attempts.forget(act, subject, owners)


async def failed(door: Door, act: Act, subject: Subject, account: Account | None) -> None:
    """Keep a failure on record, and tell the administrators when it was one too many.

    The last that is done in a transaction.
    """
    until = await attempts.waits(act, subject, WINDOW)
    is_locked = False
    if until is not None and account is not None:
        is_locked = await accounts.lock(act, account.id, until)
        if is_locked:
            detail = {"until": until.isoformat()}
            await notices.tell_administrators(act, Kind.LOCKED, about=account.id, detail=detail)
    await tell_failure(door, act, Event.SIGN_IN_FAILED, account)
    if is_locked:
        await tell_failure(door, act, Event.LOCKED, account)


def too_many(until: datetime) -> TooManyAttempts:
    """The one way to say that the door is closed, for known and unknown names alike."""
    minutes = max(1, round((until - datetime.now(UTC)).total_seconds() / 60))
    return TooManyAttempts(
        da="Der er for mange forkerte forsøg.",
        en="There were too many wrong attempts.",
        next_da=f"Vent {minutes} min. og prøv igen, eller bed en administrator om et nyt link.",
        next_en=f"Wait {minutes} min. and try again, or ask an administrator for a new link.",
    )
