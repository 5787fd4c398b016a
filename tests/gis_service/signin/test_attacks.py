"""What somebody tries who has a page, a header or a cookie of her own to send."""

import pytest
from starlette.testclient import TestClient

from gis_service.app import create_app
from gis_service.middleware.headers import SECURITY_HEADERS
from gis_service.signin.vault import Vault
from tests.gis_service.conftest import HOST, PEER, Place
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import COOKIE, PASSWORD, SETTINGS, People, Person
from tests.gis_service.signin.test_entering import signed_in
from tests.gis_service.signin.test_forms import routes_of

CONFIDENTIAL = ("/api/cases", "/api/flags", "/api/notes", "/api/private", "/api/account", "/konto")


@pytest.mark.parametrize("order", ((0, 1), (1, 0)))
def test_a_cookie_put_beside_ours_opens_nothing(
    people: People, browser: Browsers, service: TestClient, order: tuple[int, int]
) -> None:
    """A page of a neighbouring host can set one of the same name, but cannot take ours away."""
    people.change("delete from staff.account where name in ('victim', 'thief')")
    victim = browser().whole(people.add("victim"))
    thief = browser().whole(people.add("thief"))
    both = (victim.cookie, thief.cookie)
    sent = "; ".join(f"{COOKIE}={both[each]}" for each in order)
    headers = {"cookie": sent}
    assert service.get("/api/session", headers=headers).json()["signed_in"] is None
    assert signed_in(victim) is not None


@pytest.mark.parametrize("header", ("x-forwarded-for", "forwarded", "x-real-ip", "client-ip"))
def test_an_address_cannot_be_made_up(
    people: People, browser: Browsers, service: TestClient, header: str
) -> None:
    browser()
    known = service.get("/api/session").json()["page_token"]
    said = {"name": "nobody", "password": PASSWORD}
    headers = {"x-page-token": known, "origin": HOST, header: "192.0.2.77"}
    told(service.post("/api/session", json=said, headers=headers), 401)
    vault = Vault(key=people.key_file.read_bytes())
    counted = "select count(*) from staff.attempt where subject = %s"
    assert people.value(counted, vault.digest("address", "192.0.2.77")) == 0
    assert people.value(counted, vault.digest("address", PEER[0])) == 1


@pytest.mark.parametrize(
    "headers",
    (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"{HOST}.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ),
)
def test_no_other_page_changes_an_account(
    people: People, browser: Browsers, service: TestClient, headers: dict[str, str]
) -> None:
    """Nor one without the token of a page of ours, however it is sent."""
    people.change("delete from staff.account where name = 'victim'")
    here = browser().whole(people.add("victim"))
    held = {"cookie": f"{COOKIE}={here.cookie}", **headers}
    form = {"present": PASSWORD, "chosen": "en tyvs adgangskode", "page_token": "x"}
    assert service.post("/konto/adgangskode", headers=held, data=form).status_code == 403
    path, code = "/api/account/second-factor/remove", {"code": "000000"}
    assert service.post(path, headers=held, json=code).status_code == 403
    service.cookies.clear()
    assert browser().enter(people_named(people, "victim")).status_code == 200


def people_named(people: People, name: str) -> Person:
    """Somebody who is there already."""
    number = people.value("select id from staff.account where name = %s", name)
    assert isinstance(number, int)
    return Person(id=number, name=name)


def test_every_route_tells_the_browser_what_it_may_do(place: Place) -> None:
    """Also where it refuses, and whether or not it is there."""
    app = create_app(SETTINGS, place)
    paths = {route.path for route in routes_of(app)} | {"/nowhere", "/static/app.mjs", "/"}
    assert len(paths) > 50
    with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
        for path in sorted(paths):
            asked = "".join("1" if part.startswith("{") else part for part in cut(path))
            answer = client.get(asked, follow_redirects=False)
            for name, value in SECURITY_HEADERS:
                assert answer.headers.get_list(name.decode()) == [value.decode()], path
            if path.startswith(CONFIDENTIAL):
                assert answer.headers["cache-control"] == "no-store", path
            assert "strict-transport-security" not in answer.headers


def cut(path: str) -> list[str]:
    """A path in the parts that stand for themselves and those that stand for a value."""
    parts: list[str] = []
    for piece in path.split("{"):
        name, closed, rest = piece.partition("}")
        parts.extend((f"{{{name}", rest) if closed else (name,))
    return parts
