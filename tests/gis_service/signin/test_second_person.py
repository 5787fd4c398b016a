"""One administrator alone never becomes somebody who opens a confidential room."""

from collections.abc import Iterator

import psycopg
import pytest

from db.access import ROLE_PERMISSIONS, Role, opens_room
from db.clock import today
from db.context import Context
from db.logins import ApplicationRole
from db.staff import accounts, one_time_links, requests
from db.staff.staff import Act, Staff, at_once
from gis_service.signin.links import LIFETIME
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, PASSWORD, Browser, People, Person

CONFIRM = "/api/accounts/requests/{}/confirm"


@pytest.fixture
def pair(people: People, browser: Browsers) -> Iterator[tuple[Browser, Browser]]:
    """Two administrators of Lolland, signed in."""
    made = [people.add(name, "administrator", has_factor=True) for name in ("agnes", "birte")]
    yield browser().whole(made[0]), browser().whole(made[1])
    people.change("delete from staff.account where id = any(%s)", [each.id for each in made])


def new_person(people: People, role: str, municipality: str = LOLLAND) -> Person:
    people.change("delete from staff.account where name = 'vera'")
    return people.add("vera", role, municipality=municipality)


@pytest.mark.parametrize("role", tuple(Role))
def test_a_link_alone_opens_no_room(
    people: People, pair: tuple[Browser, Browser], role: Role
) -> None:
    vera = new_person(people, role.value)
    answer = pair[0].ask("POST", f"/api/accounts/{vera.id}/link")
    assert answer.status_code == (202 if opens_room(role) else 201)
    assert ("link" in answer.json()) is not opens_room(role)
    links = "select count(*) from staff.one_time_link where account_id = %s"
    assert people.value(links, vera.id) == (0 if opens_room(role) else 1)


@pytest.mark.parametrize("role", tuple(Role))
def test_the_database_knows_the_same_roles_that_open_a_room(people: People, role: Role) -> None:
    rooms = {"cases", "social", "private", "audit", "staff"}
    # What the map shows of the social room in bands is no room.
    scopes = {permission.partition(":")[0] for permission in ROLE_PERMISSIONS[role]}
    assert opens_room(role) == bool(scopes & rooms)
    assert people.value("select staff.opens_room(%s)", role.value) == opens_room(role)


def test_a_colleague_confirms_once_and_gets_the_link(
    people: People, pair: tuple[Browser, Browser]
) -> None:
    first, second = pair
    vera = new_person(people, "social_worker")
    request = first.ask("POST", f"/api/accounts/{vera.id}/link").json()["request"]
    told(first.ask("POST", f"/api/accounts/{vera.id}/link"), 409)
    told(first.ask("POST", CONFIRM.format(request)), 404)
    kinds = [each["kind"] for each in second.ask("GET", "/api/account").json()["notices"]]
    assert "requested" in kinds
    listed = second.ask("GET", "/api/accounts/requests").json()["requests"]
    assert [(each["id"], each["what"], each["is_own"]) for each in listed] == [
        (request, "reset link", False)
    ]
    assert "/link/" in second.ask("POST", CONFIRM.format(request)).json()["link"]
    told(second.ask("POST", CONFIRM.format(request)), 404)
    assert second.ask("GET", "/api/accounts/requests").json() == {"requests": []}


def test_a_request_is_refused_or_taken_back(people: People, pair: tuple[Browser, Browser]) -> None:
    vera = new_person(people, "leader")
    for decider in pair:
        request = pair[0].ask("POST", f"/api/accounts/{vera.id}/link").json()["request"]
        assert decider.ask("DELETE", f"/api/accounts/requests/{request}").status_code == 204
        told(pair[1].ask("POST", CONFIRM.format(request)), 404)


def test_whom_it_is_about_does_not_confirm_it(
    people: People, pair: tuple[Browser, Browser]
) -> None:
    birte = people.value("select id from staff.account where name = 'birte'")
    told(pair[0].ask("POST", f"/api/accounts/{birte}/link"), 409)
    people.add("charlotte", "administrator", has_factor=True)
    request = pair[0].ask("POST", f"/api/accounts/{birte}/link").json()["request"]
    told(pair[1].ask("POST", CONFIRM.format(request)), 404)
    people.change("delete from staff.account where name = 'charlotte'")


def test_another_municipality_confirms_nothing(
    people: People, pair: tuple[Browser, Browser], browser: Browsers
) -> None:
    vera = new_person(people, "adviser")
    request = pair[0].ask("POST", f"/api/accounts/{vera.id}/link").json()["request"]
    elsewhere = browser().whole(
        people.add("mette", "administrator", municipality=MORSOE, has_factor=True)
    )
    unknown = told(elsewhere.ask("POST", CONFIRM.format(2**62)), 404)
    assert told(elsewhere.ask("POST", CONFIRM.format(request)), 404)["detail"] == unknown["detail"]
    told(elsewhere.ask("DELETE", f"/api/accounts/requests/{request}"), 404)
    assert elsewhere.ask("GET", "/api/accounts/requests").json() == {"requests": []}


def test_a_request_of_last_week_is_none(people: People, pair: tuple[Browser, Browser]) -> None:
    vera = new_person(people, "coordinator")
    request = pair[0].ask("POST", f"/api/accounts/{vera.id}/link").json()["request"]
    people.change("update staff.request set ends_at = now() - interval '1 minute'")
    told(pair[1].ask("POST", CONFIRM.format(request)), 404)
    assert pair[0].ask("POST", f"/api/accounts/{vera.id}/link").status_code == 202


def test_the_database_itself_asks_for_the_second_person(people: People) -> None:
    """A service that forgot to ask would be refused."""
    vera = new_person(people, "social_worker")
    people.change("update staff.account set totp_confirmed_at = now() where id = %s", vera.id)
    chief = people.add("dagny", "administrator")
    alone = Context(role=ApplicationRole.SIGN_IN, municipality=LOLLAND, account=chief.id)

    async def linked(staff: Staff) -> None:
        async with staff.acting(alone) as act:
            await _linked(act, vera.id, chief.id)

    async def removed(staff: Staff) -> None:
        async with staff.acting(alone) as act:
            await accounts.remove_second_factor(act, vera.id)

    async def by_herself(staff: Staff) -> None:
        own = Context(role=ApplicationRole.ADMINISTRATOR, municipality=LOLLAND, account=chief.id)
        async with staff.acting(own) as act:
            number = await requests.ask(act, requests.What.RESET_LINK, vera.id)
        assert number is not None
        async with staff.acting(alone) as act:
            assert await requests.confirm(act, number) is None
            await _linked(act, vera.id, chief.id)

    async def another_role(staff: Staff) -> None:
        own = Context(role=ApplicationRole.ADMINISTRATOR, municipality=LOLLAND, account=chief.id)
        async with staff.acting(own) as act:
            values = {"account": bare.id, "display_name": "Bare", "role": "planner", "unit": None}
            await act.run("account_change", values)

    people.change("delete from staff.account where name = 'bare'")
    bare = people.add("bare", "social_worker")
    for attempt in (linked, removed, by_herself, another_role):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            at_once(people.database, attempt)


async def _linked(act: Act, account_id: int, made_by: int) -> None:
    await one_time_links.make(
        act, b"x" * 32, account_id=account_id, made_by=made_by, lifetime=LIFETIME
    )


def test_one_of_two_administrators_brings_nobody_into_a_room_alone(
    people: People, pair: tuple[Browser, Browser], browser: Browsers
) -> None:
    first, second = pair
    people.change("delete from staff.account where name in ('ny', 'egen')")
    said = {"name": "ny", "display_name": "Ny", "role": "administrator"}
    invited = first.ask("POST", "/api/accounts", json=said)
    assert invited.status_code == 202
    assert invited.json().keys() == {"id", "request"}
    told(first.ask("POST", CONFIRM.format(invited.json()["request"])), 404)
    assert "/link/" in second.ask("POST", CONFIRM.format(invited.json()["request"])).json()["link"]
    # Nor by an account of the map that she opens herself, and raises or names a deputy.
    mine = first.ask("POST", "/api/accounts", json=said | {"name": "egen", "role": "planner"})
    assert mine.status_code == 201
    number = mine.json()["id"]
    risen = {"display_name": "Egen", "role": "social_worker", "unit": ""}
    assert first.form(f"/administration/konti/{number}", **risen).status_code == 409
    assert browser().form("/link/" + mine.json()["link"].rpartition("/link/")[2],
                          password=PASSWORD).status_code == 303  # fmt: skip
    people.change("update staff.account set totp_confirmed_at = now() where id = %s", number)
    assert first.form(f"/administration/konti/{number}", **risen).status_code == 409
    worker = new_person(people, "social_worker")
    deputy = {"account": str(worker.id), "deputy": str(number),
              "begins": today().isoformat(), "ends": today().isoformat()}  # fmt: skip
    assert first.form("/stedfortraedere", **deputy).status_code == 409
    assert second.form("/stedfortraedere", **deputy).status_code == 303
    assert second.form(f"/administration/konti/{number}", **risen).status_code == 303
    people.change("delete from staff.deputy")
    people.change("delete from staff.account where name in ('ny', 'egen')")
