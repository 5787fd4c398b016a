"""The second factor: asked for where a role reaches what is confidential, each code good once."""

import time

import pyotp
import pytest

from gis_service.signin import recovery, totp
from gis_service.signin.vault import Vault
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import Browser, People, Person
from tests.gis_service.signin.test_entering import signed_in

FACTOR = "/api/session/second-factor"


def prove(browser: Browser, code: str) -> int:
    return browser.ask("POST", FACTOR, json={"code": code}).status_code


def set_up(browser: Browser) -> tuple[list[str], str]:
    """Set a second factor up: the recovery codes, and the secret."""
    begun = browser.ask("POST", f"{FACTOR}/set-up").json()
    said = {"sealed": begun["sealed"], "code": pyotp.TOTP(begun["secret"]).now()}
    codes: list[str] = browser.ask("PUT", FACTOR, json=said).json()["recovery_codes"]
    return codes, begun["secret"]


def test_a_password_alone_is_not_enough(people: People, browser: Browsers) -> None:
    anna = people.add("anna", "social_worker", has_factor=True)
    here = browser()
    assert here.enter(anna).json() == {"next": "second_factor"}
    assert signed_in(here) is None
    told(here.ask("GET", "/api/account"), 401, "sign-in")
    before = here.cookie
    assert prove(here, anna.code()) == 200
    assert here.cookie != before
    found = signed_in(here)
    assert found is not None
    assert found["role"] == "social_worker"
    # What the half-open session had is worth nothing now.
    half = browser()
    half.cookie = before
    assert half.ask("GET", "/api/session").json()["is_halfway"] is False


def test_a_code_is_good_once(people: People, browser: Browsers) -> None:
    bente = people.add("bente", "adviser", has_factor=True)
    code = bente.code()
    first, second = browser(), browser()
    first.enter(bente)
    second.enter(bente)
    assert prove(first, code) == 200
    told(second.ask("POST", FACTOR, json={"code": code}), 401, "sign-in-failed")
    # Nor the one before it; the next one is.
    assert prove(second, bente.code(-1)) == 401
    assert prove(second, bente.code(1)) == 200


@pytest.mark.parametrize("code", ("", "000000", "abcdef", "1234567", "٣٣٣٣٣٣", "x" * 40))
def test_another_code_is_refused(people: People, browser: Browsers, code: str) -> None:
    people.change("delete from staff.account where name = 'bodil'")
    here = browser()
    here.enter(people.add("bodil", "adviser", has_factor=True))
    assert prove(here, code) == 401
    assert signed_in(here) is None


def test_codes_cannot_be_tried_for_ever(people: People, browser: Browsers) -> None:
    cecilie = people.add("cecilie", "coordinator", has_factor=True)
    here = browser()
    here.enter(cecilie)
    for _ in range(5):
        assert prove(here, "000000") == 401
    told(here.ask("POST", FACTOR, json={"code": cecilie.code()}), 429, "attempts")


def test_a_role_that_needs_it_sets_it_up_before_anything_else(
    people: People, browser: Browsers
) -> None:
    dorthe = people.add("dorthe", "administrator")
    here = browser()
    assert here.enter(dorthe).json() == {"next": "set_up_second_factor"}
    told(here.ask("GET", "/api/accounts"), 401, "sign-in")
    codes, _ = set_up(here)
    assert len(set(codes)) == 10
    assert here.ask("GET", "/api/accounts").status_code == 200
    overview = here.ask("GET", "/api/account").json()
    assert overview["second_factor"] == {
        "is_set": True,
        "is_required": True,
        "recovery_codes_left": 10,
    }


def test_a_recovery_code_is_good_once(people: People, browser: Browsers) -> None:
    here = browser()
    eva = people.add("eva", "leader")
    here.enter(eva)
    codes, _ = set_up(here)
    assert people.value("select count(*) from staff.recovery_code where account_id = %s", eva.id)
    for code, expected in ((codes[0].upper().replace("-", " "), 200), (codes[0], 401)):
        again = browser()
        assert again.enter(eva).json() == {"next": "second_factor"}
        assert prove(again, code) == expected
    left = browser()
    left.enter(eva)
    prove(left, codes[1])
    assert left.ask("GET", "/api/account").json()["second_factor"]["recovery_codes_left"] == 8


def test_nobody_can_put_a_secret_of_his_own_in_its_place(people: People, browser: Browsers) -> None:
    """What one session was told to set up is worth nothing in another."""
    frida = people.add("frida", "leader")
    attacker, here = browser(), browser()
    attacker.enter(frida)
    begun = attacker.ask("POST", f"{FACTOR}/set-up").json()
    here.enter(frida)
    said = {"sealed": begun["sealed"], "code": pyotp.TOTP(begun["secret"]).now()}
    told(here.ask("PUT", FACTOR, json=said), 401, "sign-in-failed")
    set_up(here)
    # Setting it up ended the session that had the password alone.
    assert attacker.ask("GET", "/api/session").json()["is_halfway"] is False


def test_one_in_force_is_not_replaced_without_a_code(people: People, browser: Browsers) -> None:
    gerda = people.add("gerda", "leader", has_factor=True)
    here = browser()
    here.enter(gerda)
    told(here.ask("POST", f"{FACTOR}/set-up"), 409)
    here.whole(gerda)
    told(here.ask("POST", "/api/account/second-factor/remove", json={"code": "000000"}), 401)
    answer = here.ask("POST", "/api/account/second-factor/remove", json={"code": gerda.code(1)})
    assert answer.status_code == 204
    # The role asks for one, so nothing is open until there is another.
    assert signed_in(here) is not None
    assert browser().enter(gerda).json() == {"next": "set_up_second_factor"}


def test_the_secret_is_sealed_for_its_own_account(people: People) -> None:
    hanne = people.add("hanne", has_factor=True)
    sealed = people.value("select totp_secret from staff.account where id = %s", hanne.id)
    assert isinstance(sealed, bytes)
    assert hanne.secret is not None
    assert hanne.secret.encode() not in sealed
    vault = Vault(key=people.key_file.read_bytes())
    assert vault.opened(f"account {hanne.id}", sealed) == hanne.secret
    assert vault.opened(f"account {hanne.id + 1}", sealed) is None
    assert Vault(key=b"x" * 32).opened(f"account {hanne.id}", sealed) is None


def test_a_restored_registry_without_its_key_lets_nobody_in_by_code(
    people: People, browser: Browsers
) -> None:
    ida = people.add("ida", "leader", has_factor=True)
    people.change("update staff.account set totp_secret = %s where id = %s", b"x" * 60, ida.id)
    here = browser()
    here.enter(ida)
    assert prove(here, ida.code()) == 401


def test_a_step_is_found_half_a_minute_around() -> None:
    secret = totp.fresh_secret()
    now = time.time()
    step = int(now // 30)
    person = Person(id=1, name="x", secret=secret)
    found = [totp.step_of(secret, person.code(away), now=now) for away in (-2, -1, 0, 1, 2)]
    assert found == [None, step - 1, step, step + 1, None]


def test_the_picture_needs_no_style_and_no_file() -> None:
    drawn = totp.picture(totp.address(totp.fresh_secret(), "anna@lolland.example"))
    assert drawn.startswith("data:image/svg+xml")
    assert "style" not in drawn


def test_recovery_codes_are_read_as_people_write_them() -> None:
    code = recovery.fresh_codes()[0]
    assert len(code) == 19
    assert recovery.plain(f" {code.upper()} ".replace("-", " ")) == code.replace("-", "")
