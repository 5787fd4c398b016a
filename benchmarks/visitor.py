"""Somebody who is signed in, as whom the service is measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from db.access import Role
from db.database import Database
from db.staff import accounts, sessions
from db.staff.accounts import NewAccount
from db.staff.sessions import NewSession
from db.staff.staff import Staff, at_once
from gis_service.signin.opaque import digest, fresh

# Longer than any part takes.
LONGEST = timedelta(hours=2)


@contextmanager
def signed_in(database: Database) -> Iterator[str]:
    """What the cookie of a planner of all municipalities holds; her account ends afterwards."""
    cookie = fresh()
    account = at_once(database, lambda staff: _entered(staff, cookie))
    try:
        yield cookie
    finally:
        at_once(database, lambda staff: _left(staff, account))


async def _entered(staff: Staff, cookie: str) -> int:
    new = NewAccount(
        municipality_code="0000",
        name=f"benchmark-{fresh().lower()}",
        display_name="Benchmark",
        role=Role.PLANNER,
        reads_all=True,
    )
    async with staff.acting() as act:
        account = await accounts.add(act, new)
        if account is None:
            raise RuntimeError("the name is taken, though it is made by chance")
        # No password has this hash: nobody else can sign in as her.
        await accounts.set_password(act, account, "none")
        await sessions.start(
            act,
            NewSession(
                token_hash=digest(cookie),
                account_id=account,
                lifetime=LONGEST,
                is_proved_twice=True,
                device="benchmark",
            ),
        )
    return account


async def _left(staff: Staff, account: int) -> None:
    async with staff.acting() as act:
        await accounts.close(act, account)
