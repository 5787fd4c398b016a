"""One's own account: password, sessions, tokens; and what an administrator may do with others'."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import MORSOE, PASSWORD, Browser, People, Person
from tests.gis_service.signin.test_entering import signed_in

CHOSEN = "gulerødder i regnvejr"
ROUTES = (
    ("GET", "/api/account"),
    ("PUT", "/api/account/password"),
    ("POST", "/api/account/second-factor/remove"),
    ("DELETE", "/api/account/sessions/00000000-0000-0000-0000-000000000000"),
    ("GET", "/api/account/tokens"),
    ("POST", "/api/account/tokens"),
    ("DELETE", "/api/account/tokens/1"),
    ("GET", "/api/accounts"),
    ("POST", "/api/accounts"),
    ("GET", "/api/accounts/requests"),
    ("POST", "/api/accounts/requests/1/confirm"),
    ("DELETE", "/api/accounts/requests/1"),
    ("POST", "/api/accounts/1/link"),
    ("DELETE", "/api/accounts/1/second-factor"),
    ("DELETE", "/api/accounts/1"),
    ("GET", "/api/units"),
    ("POST", "/api/units"),
    ("DELETE", "/api/units/1"),
)
BODIES: dict[str, Any] = {
    "/api/units": {"name": "Teknik"},
    "/api/account/password": {"present": PASSWORD, "chosen": CHOSEN},
    "/api/account/second-factor/remove": {"code": "000000"},
    "/api/account/tokens": {"name": "x", "proof": PASSWORD, "scopes": ["map:layers:read"]},
    "/api/accounts": {"name": "new.one", "display_name": "New One", "role": "planner"},
}


def change(browser: Browser, present: str, chosen: str) -> Any:
    return browser.ask("PUT", "/api/account/password", json={"present": present, "chosen": chosen})


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_has_no_account(browser: Browsers, method: str, path: str) -> None:
    told(browser().ask(method, path, json=BODIES.get(path)), 401, "sign-in")


@pytest.mark.parametrize(
    ("method", "path"), [each for each in ROUTES if "/accounts" in each[1] or "/units" in each[1]]
)
@pytest.mark.parametrize("role", ("planner", "social_worker", "leader"))
def test_accounts_are_for_administrators(
    people: People, browser: Browsers, method: str, path: str, role: str
) -> None:
    people.change("delete from staff.account where name = 'nosy'")
    here = browser().whole(people.add("nosy", role, has_factor=True))
    told(here.ask(method, path, json=BODIES.get(path)), 403, "forbidden")


def test_a_changed_password_ends_the_other_sessions(people: People, browser: Browsers) -> None:
    anna = people.add("anna")
    here, other = browser().whole(anna), browser().whole(anna)
    told(change(here, "wrong", CHOSEN), 401, "sign-in-failed")
    told(change(here, PASSWORD, "kort"), 422, "password")
    told(change(here, PASSWORD, "anna og kagerne"), 422, "password")
    assert signed_in(other) is not None
    assert change(here, PASSWORD, CHOSEN).status_code == 204
    assert signed_in(here) is not None
    assert signed_in(other) is None
    told(browser().enter(anna), 401)
    assert browser().enter(anna, CHOSEN).status_code == 200


def test_the_present_password_cannot_be_tried_for_ever(people: People, browser: Browsers) -> None:
    here = browser().whole(people.add("astrid"))
    for _ in range(5):
        told(change(here, "wrong", CHOSEN), 401)
    told(change(here, PASSWORD, CHOSEN), 429, "attempts")


def test_a_revoked_session_is_out_at_its_next_request(people: People, browser: Browsers) -> None:
    bente = people.add("bente")
    here, other = browser().whole(bente), browser().whole(bente)
    listed = here.ask("GET", "/api/account").json()["sessions"]
    assert [each["is_this"] for each in listed].count(True) == 1
    number = next(each["id"] for each in listed if not each["is_this"])
    stranger = browser().whole(people.add("birgit"))
    told(stranger.ask("DELETE", f"/api/account/sessions/{number}"), 404)
    assert signed_in(other) is not None
    assert here.ask("DELETE", f"/api/account/sessions/{number}").status_code == 204
    assert signed_in(other) is None
    told(here.ask("DELETE", f"/api/account/sessions/{number}"), 404)


def token_of(browser: Browser, *scopes: str, days: int = 30) -> dict[str, Any]:
    said = {"name": "Natlig eksport", "proof": PASSWORD, "scopes": list(scopes), "days": days}
    answer = browser.ask("POST", "/api/account/tokens", json=said)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def by_token(service: TestClient, token: str, path: str = "/api/session") -> Any:
    return service.get(path, headers={"authorization": f"Bearer {token}"})


def test_a_token_asks_for_its_owner_with_its_own_rights(
    people: People, browser: Browsers, service: TestClient
) -> None:
    here = browser().whole(people.add("cecilie"))
    made = token_of(here, "map:layers:read")
    found = by_token(service, made["token"]).json()["signed_in"]
    assert (found["name"], found["by_token"]) == ("cecilie", True)
    assert found["permissions"] == ["map:layers:read"]
    listed = here.ask("GET", "/api/account/tokens").json()["tokens"]
    assert [each["name"] for each in listed] == ["Natlig eksport"]
    assert made["token"] not in str(listed)
    assert people.value(
        "select token_hash = sha256(%s) from staff.api_token where id = %s",
        made["token"].encode(),
        made["id"],
    )


@pytest.mark.parametrize(
    "said",
    (
        {"scopes": ["social:notes:read"]},
        {"scopes": ["map:layers:read", "staff:accounts:write"]},
    ),
)
def test_a_token_gives_no_right_that_its_owner_lacks(
    people: People, browser: Browsers, said: dict[str, Any]
) -> None:
    people.change("delete from staff.account where name = 'dorthe'")
    here = browser().whole(people.add("dorthe"))
    told(
        here.ask("POST", "/api/account/tokens", json={"name": "x", "proof": "x", **said}),
        403,
        "forbidden",
    )


@pytest.mark.parametrize(
    "said", ({"scopes": []}, {"scopes": ["map:all"]}, {"days": 367}, {"days": 0}, {"name": ""})
)
def test_a_token_that_cannot_be_is_told(
    people: People, browser: Browsers, said: dict[str, Any]
) -> None:
    people.change("delete from staff.account where name = 'dagny'")
    here = browser().whole(people.add("dagny"))
    asked = {"name": "x", "proof": PASSWORD, "scopes": ["map:layers:read"], "days": 1}
    whole = {**asked, **said}
    told(here.ask("POST", "/api/account/tokens", json=whole), 422, "invalid-body")


def test_a_token_loses_what_its_owner_loses(
    people: People, browser: Browsers, service: TestClient
) -> None:
    else_ = people.add("else")
    token = token_of(browser().whole(else_), "map:layers:read", "registry:imports:run")["token"]
    people.change("update staff.account set role = 'applicant' where id = %s", else_.id)
    told_of = by_token(service, token).json()["signed_in"]
    assert told_of["permissions"] == ["map:layers:read"]
    # A role that asks for a second factor, which she does not have yet.
    people.change("update staff.account set role = 'leader' where id = %s", else_.id)
    told(by_token(service, token), 401, "token")


def test_a_token_that_is_not_good_is_refused_and_never_ignored(
    people: People, browser: Browsers, service: TestClient
) -> None:
    here = browser().whole(people.add("frida"))
    revoked, ended = token_of(here, "map:layers:read"), token_of(here, "map:layers:read")
    assert here.ask("DELETE", f"/api/account/tokens/{revoked['id']}").status_code == 204
    people.change(
        "update staff.api_token set created_at = created_at - interval '2 days',"
        " ends_at = now() - interval '1 minute' where id = %s",
        ended["id"],
    )
    for token in (revoked["token"], ended["token"], "made-up", "", "æ"):
        headers = [(b"authorization", f"Bearer {token}".encode())]
        answer = service.get("/api/layers", headers=headers)
        told(answer, 401, "token")
        assert answer.headers["www-authenticate"] == "Bearer"
    stranger = browser().whole(people.add("fie"))
    told(stranger.ask("DELETE", f"/api/account/tokens/{ended['id']}"), 404)


def test_a_token_cannot_change_the_account(
    people: People, browser: Browsers, service: TestClient
) -> None:
    chief = browser().whole(people.add("gerda", "administrator", has_factor=True))
    token = token_of(chief, "staff:accounts:write")["token"]
    for method, path in ROUTES:
        headers = {"authorization": f"Bearer {token}"}
        told(service.request(method, path, headers=headers, json=BODIES.get(path)), 403)


@pytest.fixture
def chief(people: People, browser: Browsers) -> Browser:
    """An administrator of Lolland, signed in."""
    people.change("delete from staff.account where name = 'chief'")
    return browser().whole(people.add("chief", "administrator", has_factor=True))


def opened(service: TestClient, link: str) -> str:
    """The path of a link."""
    assert link.startswith(str(service.base_url))
    return link.removeprefix(str(service.base_url))


def test_somebody_invited_chooses_a_password_once(
    people: People, browser: Browsers, service: TestClient, chief: Browser
) -> None:
    said = {"name": "hanne.holm", "display_name": "Hanne Holm", "role": "applicant"}
    invited = chief.ask("POST", "/api/accounts", json=said)
    assert invited.status_code == 201
    told(chief.ask("POST", "/api/accounts", json=said), 409)
    person, path = (
        Person(id=invited.json()["id"], name="hanne.holm"),
        opened(service, invited.json()["link"]),
    )
    told(browser().enter(person), 401)
    # Opening it, as programs do that look at mail, does not use it up.
    for _ in range(2):
        assert "hanne.holm" in service.get(path).text
    here = browser()
    assert here.form(path, password="kort").status_code == 422  # noqa: S106 -- too short
    assert here.form(path, password=CHOSEN).status_code == 303
    stolen = browser().form(path, password="en tyvs adgangskode")  # noqa: S106 -- a thief's
    assert stolen.status_code == 404
    assert service.get(path).status_code == 404
    assert browser().enter(person, CHOSEN).json() == {"next": "done"}
    assert people.value("select municipality_code from staff.account where id = %s", person.id)


def test_a_reset_link_ends_what_the_old_password_opened(
    people: People, browser: Browsers, service: TestClient, chief: Browser
) -> None:
    ida = people.add("ida")
    old = browser().whole(ida)
    token = token_of(old, "map:layers:read")["token"]
    first = opened(service, chief.ask("POST", f"/api/accounts/{ida.id}/link").json()["link"])
    second = opened(service, chief.ask("POST", f"/api/accounts/{ida.id}/link").json()["link"])
    assert service.get(first).status_code == 404
    people.change(
        "update staff.one_time_link set ends_at = now() - interval '1 minute'"
        " where account_id = %s",
        ida.id,
    )
    assert browser().form(second, password=CHOSEN).status_code == 404
    people.change(
        "update staff.one_time_link set ends_at = now() + interval '1 minute'"
        " where account_id = %s",
        ida.id,
    )
    # Locked out meanwhile: the link opens the door again.
    for _ in range(6):
        browser().ask("POST", "/api/session", json={"name": "ida", "password": "wrong"})
    assert browser().form(second, password=CHOSEN).status_code == 303
    assert signed_in(old) is None
    told(by_token(service, token), 401, "token")
    here = browser()
    assert here.enter(ida, CHOSEN).status_code == 200
    kinds = [each["kind"] for each in here.ask("GET", "/api/account").json()["notices"]]
    assert kinds == ["reset", "reset"]


def test_an_administrator_reaches_her_own_municipality_alone(
    people: People, chief: Browser
) -> None:
    other = people.add("jens", municipality=MORSOE, has_factor=True)
    closed = people.add("jytte", state="closed")
    names = [each["name"] for each in chief.ask("GET", "/api/accounts").json()["accounts"]]
    assert "chief" in names
    assert "jens" not in names
    unknown = [
        told(chief.ask("POST", f"/api/accounts/{number}/link"), 404)["detail"]
        for number in (other.id, closed.id, 2**62)
    ]
    assert len(set(unknown)) == 1
    told(chief.ask("DELETE", f"/api/accounts/{other.id}/second-factor"), 404)
    assert people.value("select totp_secret from staff.account where id = %s", other.id)


def test_a_list_of_accounts_holds_no_secret(people: People, chief: Browser) -> None:
    people.add("karen", "leader", has_factor=True)
    text = chief.ask("GET", "/api/accounts").text
    assert "argon2" not in text
    assert "secret" not in text


def test_an_administrator_does_nothing_to_her_own_account(people: People, chief: Browser) -> None:
    own = people.value("select id from staff.account where name = 'chief'")
    told(chief.ask("POST", f"/api/accounts/{own}/link"), 409)
    told(chief.ask("DELETE", f"/api/accounts/{own}/second-factor"), 409)


def test_a_lost_second_factor_is_removed_and_told(
    people: People, browser: Browsers, chief: Browser
) -> None:
    lena = people.add("lena", "leader", has_factor=True)
    here = browser().whole(lena)
    path = f"/api/accounts/{lena.id}/second-factor"
    others = "update staff.account set state = 'closed' where role = 'administrator'"
    people.change(f"{others} and name <> 'chief'")
    told(chief.ask("DELETE", path), 409)
    second = browser().whole(people.add("second", "administrator", has_factor=True))
    request = chief.ask("DELETE", path).json()["request"]
    assert signed_in(here) is not None
    assert second.ask("POST", f"/api/accounts/requests/{request}/confirm").json()["link"] is None
    assert signed_in(here) is None
    assert browser().enter(lena).json() == {"next": "set_up_second_factor"}
    notice = "select kind from staff.notice where account_id = %s"
    assert people.value(notice, lena.id) == "second factor removed"


def test_a_unit_of_another_municipality_is_as_good_as_none(people: People, chief: Browser) -> None:
    people.change("insert into staff.unit (municipality_code, name) values ('0773', 'Børn')")
    unit = people.value("select id from staff.unit where name = 'Børn'")
    said = {"name": "mona", "display_name": "Mona", "role": "planner"}
    details = [
        told(chief.ask("POST", "/api/accounts", json={**said, "unit_id": number}), 409)["detail"]
        for number in (unit, 2**62)
    ]
    assert len(set(details)) == 1


def test_a_closed_account_is_out_with_session_and_token(
    people: People, browser: Browsers, service: TestClient, chief: Browser
) -> None:
    nora = people.add("nora")
    here = browser().whole(nora)
    token = token_of(here, "map:layers:read")["token"]
    other = people.add("niels", municipality=MORSOE)
    told(chief.ask("DELETE", f"/api/accounts/{other.id}"), 404)
    assert chief.ask("DELETE", f"/api/accounts/{nora.id}").status_code == 204
    told(chief.ask("DELETE", f"/api/accounts/{nora.id}"), 404)
    assert signed_in(here) is None
    told(by_token(service, token), 401, "token")
    told(browser().enter(nora), 401)
    own = people.value("select id from staff.account where name = 'chief'")
    told(chief.ask("DELETE", f"/api/accounts/{own}"), 409)


def test_units_are_kept_and_closed(people: People, chief: Browser) -> None:
    people.change("insert into staff.unit (municipality_code, name) values ('0773', 'Jobcenter')")
    added = chief.ask("POST", "/api/units", json={"name": "Jobcenter", "contact": "12"})
    assert added.status_code == 201
    told(chief.ask("POST", "/api/units", json={"name": "jobcenter"}), 409)
    number = added.json()["id"]
    said = {"name": "olga", "display_name": "Olga", "role": "planner", "unit_id": number}
    assert chief.ask("POST", "/api/accounts", json=said).status_code == 201
    assert chief.ask("DELETE", f"/api/units/{number}").status_code == 204
    told(chief.ask("DELETE", f"/api/units/{number}"), 404)
    told(chief.ask("POST", "/api/accounts", json={**said, "name": "oda"}), 409)
    units = chief.ask("GET", "/api/units").json()["units"]
    assert [(each["name"], each["closed_on"] is not None) for each in units] == [
        ("Jobcenter", True)
    ]
