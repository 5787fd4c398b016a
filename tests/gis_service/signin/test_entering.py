"""Coming in: by password and code, no more often than is allowed, and never by another's cookie."""

from dataclasses import replace
from typing import Any

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from tests.gis_service.conftest import Place, served
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import (
    COOKIE,
    LOLLAND,
    MORSOE,
    PASSWORD,
    SETTINGS,
    Browser,
    People,
)


def signed_in(browser: Browser) -> dict[str, Any] | None:
    """What the service takes the browser for."""
    found: dict[str, Any] | None = browser.ask("GET", "/api/session").json()["signed_in"]
    return found


def test_nobody_is_signed_in_without_a_cookie(browser: Browsers) -> None:
    assert signed_in(browser()) is None


def test_a_password_opens_a_session(people: People, browser: Browsers) -> None:
    anna = people.add("anna")
    here = browser()
    answer = here.enter(anna)
    assert answer.json() == {"next": "done"}
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    found = signed_in(here)
    assert found is not None
    assert (found["name"], found["role"], found["municipality_code"]) == (
        "anna",
        "planner",
        LOLLAND,
    )
    assert "map:layers:read" in found["permissions"]


def test_behind_tls_the_cookie_stays_there(place: Place, people: People) -> None:
    people.add("agnes")
    secure = replace(SETTINGS.signin, is_secure=True)
    with served(place, replace(SETTINGS, signin=secure)) as client:
        answer = Browser(client=client).form("/log-ind", name="agnes", password=PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-atlas-session=")
    assert "secure" in cookie.lower()
    assert "domain" not in cookie.lower()


def test_the_secret_of_a_session_is_not_kept(people: People, browser: Browsers) -> None:
    here = browser().whole(people.add("astrid"))
    assert here.cookie is not None
    assert (
        people.value(
            "select count(*) from staff.session where encode(token_hash, 'escape') = %s",
            here.cookie,
        )
        == 0
    )
    assert (
        people.value(
            "select count(*) from staff.session where token_hash = sha256(%s)", here.cookie.encode()
        )
        == 1
    )


def test_wrong_unknown_invited_and_closed_are_told_alike(people: People, browser: Browsers) -> None:
    people.add("bente")
    people.add("birgit", state="invited")
    people.add("bo", state="closed")
    answers = []
    for name, password in (
        ("bente", "en helt anden adgangskode"),
        ("nobody", PASSWORD),
        ("birgit", PASSWORD),
        ("bo", PASSWORD),
        ("x" * 120, PASSWORD),
    ):
        here = browser()
        said = {"name": name, "password": password}
        problem = told(here.ask("POST", "/api/session", json=said), 401, "sign-in-failed")
        answers.append((problem["detail"], problem["next_step"], here.cookie))
    assert len(set(answers)) == 1
    assert answers[0][2] is None


def test_known_and_unknown_names_cost_the_same_hashes(
    people: People, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add("cecilie")
    # The decoy is made by whoever comes first.
    browser().ask("POST", "/api/session", json={"name": "first", "password": "x"})
    calls: list[str] = []
    for verb in ("hash", "verify"):
        plain = getattr(Argon2Hasher, verb)

        def counted(
            self: Any, *args: Any, _plain: Any = plain, _verb: str = verb, **more: Any
        ) -> Any:
            calls.append(_verb)
            return _plain(self, *args, **more)

        monkeypatch.setattr(Argon2Hasher, verb, counted)
    made = []
    for name in ("cecilie", "unheard-of"):
        calls.clear()
        browser().ask("POST", "/api/session", json={"name": name, "password": "wrong"})
        made.append(tuple(calls))
    assert made == [("verify",), ("verify",)]


@pytest.mark.parametrize("name", ("dorthe", "no-such-person"))
def test_the_sixth_try_is_not_looked_at(people: People, browser: Browsers, name: str) -> None:
    """Known or not: five failures close the door for a quarter of an hour."""
    if name == "dorthe":
        people.add("dorthe")
    here = browser()
    for _ in range(5):
        wrong = here.ask("POST", "/api/session", json={"name": name, "password": "wrong"})
        told(wrong, 401, "sign-in-failed")
    right = {"name": name.upper(), "password": PASSWORD}
    problem = told(here.ask("POST", "/api/session", json=right), 429, "attempts")
    assert "15" in problem["next_step"]
    # Time passes.
    people.change("update staff.attempt set at = at - interval '16 minutes'")
    status = here.ask("POST", "/api/session", json=right).status_code
    assert status == (200 if name == "dorthe" else 401)


def test_administrators_of_the_municipality_are_told_once(
    people: People, browser: Browsers
) -> None:
    people.add("else")
    chief = people.add("eva", "administrator", has_factor=True)
    other = people.add("erik", "administrator", municipality=MORSOE, has_factor=True)
    here = browser()
    for _ in range(7):
        here.ask("POST", "/api/session", json={"name": "else", "password": "wrong"})
    count = "select count(*) from staff.notice where account_id = %s and kind = 'locked'"
    assert people.value(count, chief.id) == 1
    assert people.value(count, other.id) == 0
    overview = browser().whole(chief).ask("GET", "/api/account").json()
    assert [(each["kind"], each["about"]) for each in overview["notices"]] == [("locked", "Else")]


def test_tries_for_many_names_from_one_address_end(people: People, browser: Browsers) -> None:
    here = browser()
    people.change("insert into staff.attempt (subject, at) select subject, at from staff.attempt")
    here.ask("POST", "/api/session", json={"name": "name-0", "password": "wrong"})
    # The other 49, which would take a while.
    people.change(
        "insert into staff.attempt (subject, at) select subject, at from staff.attempt,"
        " generate_series(1, 49)"
    )
    answer = here.ask("POST", "/api/session", json={"name": "name-1", "password": "wrong"})
    told(answer, 429, "attempts")


def test_a_cookie_that_was_brought_along_is_never_taken_over(
    people: People, browser: Browsers
) -> None:
    """Session fixation: the attacker knows the cookie from before."""
    frida = people.add("frida")
    here = browser()
    here.cookie = "known-to-the-attacker"
    here.enter(frida)
    assert here.cookie != "known-to-the-attacker"
    attacker = browser()
    attacker.cookie = "known-to-the-attacker"
    assert signed_in(attacker) is None


def test_signing_in_again_ends_the_session_from_before(people: People, browser: Browsers) -> None:
    gerda = people.add("gerda")
    here, copy = browser().whole(gerda), browser()
    copy.cookie = here.cookie
    here.whole(gerda)
    assert signed_in(copy) is None
    assert signed_in(here) is not None


def test_a_session_ends_when_it_is_left_alone_or_old_or_left(
    people: People, browser: Browsers
) -> None:
    hanne = people.add("hanne")
    idle, old, left = browser().whole(hanne), browser().whole(hanne), browser().whole(hanne)
    age = "update staff.session set {} where token_hash = sha256(%s)"
    assert idle.cookie is not None
    people.change(age.format("seen_at = now() - interval '31 minutes'"), idle.cookie.encode())
    assert old.cookie is not None
    people.change(age.format("ends_at = now() - interval '1 second'"), old.cookie.encode())
    copy = browser()
    copy.cookie = left.cookie
    assert left.ask("DELETE", "/api/session").status_code == 204
    assert left.cookie is None
    assert [signed_in(each) for each in (idle, old, left, copy)] == [None] * 4


def test_a_closed_account_is_out_at_once(people: People, browser: Browsers) -> None:
    ida = people.add("ida")
    here = browser().whole(ida)
    people.change("update staff.account set state = 'closed' where id = %s", ida.id)
    assert signed_in(here) is None


def test_one_name_in_two_municipalities_needs_to_be_said(people: People, browser: Browsers) -> None:
    for code in (LOLLAND, MORSOE):
        people.add("jens", municipality=code)
    said = {"name": "jens", "password": PASSWORD}
    told(browser().ask("POST", "/api/session", json=said), 401, "sign-in-failed")
    here = browser()
    assert here.ask("POST", "/api/session", json={**said, "municipality": MORSOE}).is_success
    found = signed_in(here)
    assert found is not None
    assert found["municipality_code"] == MORSOE


def test_a_page_token_is_good_in_its_own_session_alone(
    people: People, browser: Browsers, service: TestClient
) -> None:
    here, other = browser().whole(people.add("karen")), browser().whole(people.add("kirsten"))
    token = other.ask("GET", "/api/session").json()["page_token"]
    headers = {"cookie": f"{COOKIE}={here.cookie}", "x-page-token": token}
    told(service.delete("/api/session", headers=headers), 403, "page-token")
    form = {"page_token": token}
    told(service.post("/log-ud", data=form, headers={"cookie": headers["cookie"]}), 403)
    told(service.post("/log-ud", headers={"cookie": headers["cookie"]}), 403)
    assert signed_in(here) is not None


@pytest.mark.parametrize(
    "elsewhere",
    ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "evil", ""),
)
def test_signing_in_leads_nowhere_else(people: People, browser: Browsers, elsewhere: str) -> None:
    people.change("delete from staff.account where name = 'lena'")
    people.add("lena")
    answer = browser().form("/log-ind", name="lena", password=PASSWORD, next=elsewhere)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_page_says_what_is_wrong_and_keeps_the_name(people: People, browser: Browsers) -> None:
    people.add("mette")
    here = browser()
    said = {"name": "mette", "password": "wrong", "next": "/om"}
    answer = here.form("/log-ind", **said)
    assert answer.status_code == 401
    assert "Brugernavn eller adgangskode er forkert." in answer.text
    assert 'value="mette"' in answer.text
    assert 'value="/om"' in answer.text
    answer = here.form("/log-ind", name="mette", password=PASSWORD, next="/om")
    assert (answer.status_code, answer.headers["location"]) == (303, "/om")
