"""The staff's room: who reaches it, what is whole or not at all, and whose rows are whose."""

import asyncio
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from db.context import Context
from db.database import Database
from db.logins import ApplicationRole, Login
from db.staff import accounts, attempts, one_time_links, units
from db.staff.accounts import NewAccount
from db.staff.attempts import Begun, Subject
from db.staff.staff import Act, Staff, at_once
from tests.db.staff.conftest import Room, administrator

LOLLAND, MORSOE = "0360", "0773"
WINDOW = timedelta(minutes=15)


def new(name: str, municipality: str = LOLLAND) -> NewAccount:
    return NewAccount(
        municipality_code=municipality, name=name, display_name=name.title(), role="planner"
    )


def test_an_act_that_fails_leaves_nothing(room: Room) -> None:
    async def broken(act: Act) -> None:
        await accounts.add(act, new("half"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        room.do(broken)
    assert room.do(lambda act: accounts.named(act, "half", None)) is None


def test_without_a_good_context_an_administrator_sees_nobody(
    database: Database, room: Room
) -> None:
    room.do(lambda act: accounts.add(act, new("unseen")))
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from staff.account")
        connection.rollback()
        connection.execute("select set_config('role', %s, true)", [ApplicationRole.ADMINISTRATOR])
        assert connection.execute("select id from staff.account").fetchall() == []


def test_an_administrator_has_her_own_municipality(room: Room) -> None:
    for anna in (new("anna", LOLLAND), new("anna", MORSOE)):
        here = administrator(anna.municipality_code)
        assert room.do(partial(accounts.add, new=anna), here)
        assert room.do(lambda act: units.add(act, "Børn", None), here)
    for code in (LOLLAND, MORSOE):
        seen = room.do(accounts.colleagues, administrator(code))
        assert [each["name"] for each in seen].count("anna") == 1
        assert [each["name"] for each in room.do(units.every, administrator(code))] == ["Børn"]
    # A name that is taken in her own municipality; the other's tells nothing.
    assert room.do(lambda act: units.add(act, "BØRN", None), administrator(LOLLAND)) is None
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        room.do(lambda act: accounts.add(act, new("spy", MORSOE)), administrator(LOLLAND))


def test_a_unit_is_closed_once_and_by_its_own(room: Room) -> None:
    number = room.do(lambda act: units.add(act, "Teknik", "12"), administrator(LOLLAND))
    assert number is not None
    assert not room.do(lambda act: units.close(act, number), administrator(MORSOE))
    assert room.do(lambda act: units.close(act, number), administrator(LOLLAND))
    assert not room.do(lambda act: units.close(act, number), administrator(LOLLAND))


@pytest.mark.parametrize("secret", ("password_hash", "totp_secret", "totp_step", "subject"))
def test_an_administrator_reads_no_secret(database: Database, secret: str) -> None:
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        connection.execute("select set_config('role', %s, true)", [ApplicationRole.ADMINISTRATOR])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select {secret} from staff.account".encode())


def test_many_attempts_at_once_are_no_way_around_the_limit(database: Database) -> None:
    subject = Subject(digest=b"hammered", most=5)

    async def one(staff: Staff) -> object:
        async with staff.acting() as act:
            return await attempts.begin(act, subject, WINDOW)

    async def many() -> list[object]:
        # Two workers of the service.
        async with Staff(database, size=4) as first, Staff(database, size=4) as second:
            return await asyncio.gather(*(one(each) for each in (first, second) * 10))

    begun = asyncio.run(many())
    assert sum(isinstance(each, Begun) for each in begun) == 5


def test_failures_far_apart_close_nothing(database: Database, room: Room) -> None:
    subject = Subject(digest=b"clumsy", most=2)
    room.do(lambda act: attempts.begin(act, subject, WINDOW))
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        connection.execute("update staff.attempt set at = at - interval '16 minutes'")
    room.do(lambda act: attempts.begin(act, subject, WINDOW))
    assert room.do(lambda act: attempts.waits(act, subject, WINDOW)) is None
    # An hour later nobody remembers.
    with psycopg.connect(database.owner) as connection:
        connection.execute("update staff.attempt set at = at - interval '1 hour'")
    room.do(lambda act: attempts.begin(act, Subject(digest=b"other", most=2), WINDOW))
    with psycopg.connect(database.owner) as connection:
        kept = connection.execute("select count(*) from staff.attempt").fetchone()
    assert kept == (1,)


def test_a_step_is_taken_once_and_never_backwards(database: Database, room: Room) -> None:
    number = room.do(lambda act: accounts.add(act, new("stepper")))
    assert number is not None
    assert room.do(lambda act: accounts.confirm_second_factor(act, number, b"sealed", 100))
    assert not room.do(lambda act: accounts.confirm_second_factor(act, number, b"other", 100))

    async def both(staff: Staff) -> list[bool]:
        async def one() -> bool:
            async with staff.acting() as act:
                return await accounts.take_step(act, number, 101)

        return list(await asyncio.gather(one(), one()))

    async def at_once_both() -> list[bool]:
        async with Staff(database) as staff:
            return await both(staff)

    assert sorted(asyncio.run(at_once_both())) == [False, True]
    assert not room.do(lambda act: accounts.take_step(act, number, 100))
    assert room.do(lambda act: accounts.take_step(act, number, 102))


def test_a_link_is_for_the_municipality_of_whoever_makes_it(room: Room) -> None:
    number = room.do(lambda act: accounts.add(act, new("linked", MORSOE)))
    assert number is not None

    async def made(act: Act) -> object:
        return await one_time_links.make(
            act, b"x" * 32, account_id=number, made_by=None, lifetime=WINDOW
        )

    for code, is_made in ((LOLLAND, False), (None, False), (MORSOE, True)):
        context = Context(role=ApplicationRole.SIGN_IN, municipality=code)
        assert (room.do(made, context) is not None) is is_made


def test_the_room_is_reached_again_after_its_connections_were_cut(database: Database) -> None:
    assert database.owner is not None

    async def asked_twice(staff: Staff) -> list[list[str]]:
        async def asked() -> list[str]:
            async with staff.acting() as act:
                return await accounts.municipalities(act)

        before = await asked()
        async with await psycopg.AsyncConnection.connect(str(database.owner)) as owner:
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s"
                " and datname = %s",
                [Login.STAFF, database.name],
            )
        return [before, await asked()]

    before, after = at_once(database, asked_twice)
    assert before == after
