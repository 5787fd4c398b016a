"""A stolen session makes no token, and what a password opened ends with it."""

from starlette.testclient import TestClient

from db.staff.staff import Staff, at_once
from db.staff.tidying import tidy
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, PASSWORD, Browser, People, Person
from tests.gis_service.signin.test_account import CHOSEN, by_token, change, token_of

TOKENS = "/api/account/tokens"


def asked(proof: str) -> dict[str, object]:
    return {"name": "x", "proof": proof, "scopes": ["map:layers:read"]}


def test_a_token_asks_for_the_password_again(people: People, browser: Browsers) -> None:
    here = browser().whole(people.add("thea"))
    for _ in range(5):
        told(here.ask("POST", TOKENS, json=asked("wrong")), 401, "sign-in-failed")
    told(here.ask("POST", TOKENS, json=asked(PASSWORD)), 429, "attempts")
    assert people.value("select count(*) from staff.api_token where name = 'x'") == 0


def test_a_code_is_as_good_and_good_once(people: People, browser: Browsers) -> None:
    ulla = people.add("ulla", "leader", has_factor=True)
    here = browser().whole(ulla)
    told(here.ask("POST", TOKENS, json=asked(ulla.code())), 401)
    assert here.ask("POST", TOKENS, json=asked(ulla.code(1))).status_code == 201


def test_a_changed_password_ends_the_tokens(
    people: People, browser: Browsers, service: TestClient
) -> None:
    here = browser().whole(people.add("vibeke"))
    token = token_of(here, "map:layers:read")["token"]
    assert by_token(service, token).status_code == 200
    assert change(here, PASSWORD, CHOSEN).status_code == 204
    told(by_token(service, token), 401, "token")


def test_a_removed_second_factor_ends_the_tokens(
    people: People, browser: Browsers, service: TestClient
) -> None:
    winnie = people.add("winnie", has_factor=True)
    here = browser().whole(winnie)
    token = token_of(here, "map:layers:read")["token"]
    code = {"code": winnie.code(1)}
    assert here.ask("POST", "/api/account/second-factor/remove", json=code).status_code == 204
    told(by_token(service, token), 401, "token")


def tries(browser: Browser, name: str, password: str, municipality: str | None = None) -> int:
    said = {"name": name, "password": password, "municipality": municipality}
    return browser.ask("POST", "/api/session", json=said).status_code


def test_a_success_takes_back_nobody_elses_failures(people: People, browser: Browsers) -> None:
    """Two municipalities have the name; one of the two tries the other's password."""
    people.add("xenia", municipality=LOLLAND)
    people.add("xenia", municipality=MORSOE)
    here = browser()
    for _ in range(4):
        assert tries(here, "xenia", "wrong", MORSOE) == 401
    assert tries(browser(), "xenia", PASSWORD, LOLLAND) == 200
    assert tries(here, "xenia", "wrong", MORSOE) == 401
    assert tries(here, "xenia", PASSWORD, MORSOE) == 429


def test_an_address_is_rid_of_her_own_failures_alone(people: People, browser: Browsers) -> None:
    people.add("yrsa")
    here = browser()
    for name in ("yrsa", "somebody", "yrsa"):
        assert tries(here, name, "wrong") == 401
    assert tries(here, "yrsa", PASSWORD) == 200
    # The one of somebody else: by her name, and by the address.
    assert people.value("select count(*) from staff.attempt") == 2


def test_what_has_ended_is_forgotten_and_what_is_good_stays(
    people: People, browser: Browsers
) -> None:
    zita = people.add("zita")
    old, here = browser().whole(zita), browser().whole(zita)
    del old
    gone, kept = token_of(here, "map:layers:read"), token_of(here, "map:layers:read")
    people.change(
        "update staff.api_token set revoked_at = now() - interval '31 days' where id = %s",
        gone["id"],
    )
    people.change(
        "update staff.session set revoked_at = now() - interval '8 days' where id ="
        " (select min(id::text)::uuid from staff.session where account_id = %s)",
        zita.id,
    )
    people.change(
        "insert into staff.notice (municipality_code, account_id, kind, read_at)"
        " values (%s, %s, 'reset', now() - interval '91 days'), (%s, %s, 'reset', null)",
        LOLLAND,
        zita.id,
        LOLLAND,
        zita.id,
    )

    async def tidied(staff: Staff) -> int:
        async with staff.acting() as act:
            return await tidy(act)

    assert at_once(people.database, tidied) >= 3
    left = [
        people.value(f"select count(*) from staff.{table} where account_id = %s", zita.id)
        for table in ("session", "api_token", "notice")
    ]
    assert left == [1, 1, 1]
    assert (
        people.value("select id from staff.api_token where account_id = %s", zita.id)
        == (kept["id"])
    )


def events(people: People, person: Person) -> list[object]:
    """What the log tells of somebody, the oldest first."""
    found = people.value(
        "select array_agg(area order by id) from audit.line where action = 'event'"
        " and (account_id = %s or detail ->> 'account' = %s)",
        person.id,
        str(person.id),
    )
    assert isinstance(found, list)
    return found


def test_the_log_tells_how_somebody_came_in(people: People, browser: Browsers) -> None:
    aase = people.add("aase", has_factor=True)
    here = browser()
    here.enter(aase, "wrong")
    here.whole(aase)
    token = token_of(here, "map:layers:read")
    here.ask("DELETE", f"{TOKENS}/{token['id']}")
    change(here, PASSWORD, CHOSEN)
    here.ask("POST", "/api/account/second-factor/remove", json={"code": aase.code(1)})
    assert events(people, aase) == [
        "sign_in_failed",
        "signed_in",
        "token_made",
        "token_revoked",
        "password_changed",
        "factor_removed",
    ]
    for _ in range(5):
        browser().enter(aase, "wrong")
    assert events(people, aase)[-2:] == ["sign_in_failed", "locked"]
    written = "select count(*) from audit.line l where l::text ~ 'aase|wrong|testclient'"
    assert people.value(written) == 0
