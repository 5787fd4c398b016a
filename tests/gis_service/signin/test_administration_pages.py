"""The pages of accounts and units, as an administrator uses them without a script."""

import re

import pytest
from starlette.testclient import TestClient

from db.access import Role
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, Browser, People, Person
from tests.gis_service.signin.test_entering import signed_in

CHOSEN = "gulerødder i regnvejr"
LINK = re.compile(r'<code id="link"[^>]*>https?://[^/]+(/link/[^<]+)</code>')


@pytest.fixture
def chief(people: People, browser: Browsers) -> Browser:
    """An administrator of Lolland, signed in, alone."""
    people.change("delete from staff.account")
    people.change("delete from staff.unit")
    return browser().whole(people.add("chief", "administrator", has_factor=True))


@pytest.fixture
def second(people: People, browser: Browsers, chief: Browser) -> Browser:
    """Another administrator of Lolland."""
    del chief
    return browser().whole(people.add("second", "administrator", has_factor=True))


def page(browser: Browser, path: str, status: int = 200) -> str:
    """A page as text."""
    answer = browser.ask("GET", path)
    assert answer.status_code == status, answer.text
    return str(answer.text)


def test_the_accounts_of_her_municipality_are_told_without_a_secret(
    people: People, chief: Browser
) -> None:
    people.add("anna", "social_worker", has_factor=True)
    people.add("berit", "leader", state="invited")
    people.add("cilla", state="closed")
    people.add("jens", municipality=MORSOE)
    people.change(
        "update staff.account set locked_until = now() + interval '9 minutes' where name = 'anna'"
    )
    text = page(chief, "/administration")
    for words in ("Anna", "Socialrådgiver", "Låst til", "Inviteret", "Lukket", "Slået til"):
        assert words in text
    assert "Jens" not in text
    assert "argon2" not in text
    # The one who is closed stands last.
    assert text.index("Cilla") > text.index("Berit")


def test_somebody_is_invited_with_a_link_that_is_shown_once(
    people: People, browser: Browsers, chief: Browser, service: TestClient
) -> None:
    people.change("insert into staff.unit (municipality_code, name) values (%s, 'Børn')", LOLLAND)
    unit = people.value("select id from staff.unit where name = 'Børn'")
    assert "Børn" in page(chief, "/administration/konti/ny")
    said = {"name": " Hanne.Holm ", "display_name": "Hanne Holm", "role": "coordinator"}
    wrong = chief.form("/administration/konti/ny", **said | {"role": "chef"})
    assert wrong.status_code == 400
    # What was typed is not lost.
    assert 'value="Hanne Holm"' in wrong.text
    invited = chief.form("/administration/konti/ny", **said, unit=str(unit))
    assert invited.status_code == 200
    assert invited.headers["cache-control"] == "no-store"
    path = LINK.search(invited.text)
    assert path is not None
    assert path[1] not in page(chief, "/administration")
    assert chief.form("/administration/konti/ny", **said).status_code == 409
    assert "hanne.holm" in service.get(path[1]).text
    assert browser().form(path[1], password=CHOSEN).status_code == 303
    number = people.value("select id from staff.account where name = 'hanne.holm'")
    hanne = Person(id=int(str(number)), name="hanne.holm")
    assert browser().enter(hanne, CHOSEN).json() == {"next": "set_up_second_factor"}
    assert people.value("select unit_id from staff.account where id = %s", hanne.id) == unit


def test_name_role_and_unit_are_changed_and_told(
    people: People, browser: Browsers, chief: Browser
) -> None:
    dorte = people.add("dorte")
    here = browser().whole(dorte)
    where = f"/administration/konti/{dorte.id}"
    assert 'value="Dorte"' in page(chief, where)
    said = {"display_name": "Dorte Dam", "role": "applicant", "unit": ""}
    assert chief.form(where, **said).status_code == 303
    found = signed_in(here)
    assert found is not None
    assert (found["display_name"], found["role"]) == ("Dorte Dam", "applicant")
    assert "Chief har ændret dit navn" in page(here, "/konto")
    for wrong in ({"display_name": ""}, {"role": "x"}, {"unit": "²"}, {"unit": "9" * 40}):
        assert chief.form(where, **said | wrong).status_code == 400
    assert chief.form(where, **said | {"unit": "123456789"}).status_code == 409


def test_a_role_is_no_way_around_the_second_administrator(people: People, chief: Browser) -> None:
    """From a room to the map and back, with a link in between, would be another's account."""
    adviser = people.add("eva", "adviser")
    where = f"/administration/konti/{adviser.id}"
    said = {"display_name": "Eva", "role": "planner", "unit": ""}
    refused = chief.form(where, **said)
    assert refused.status_code == 409
    assert "to trin" in refused.text
    planner = people.add("fie")
    risen = chief.form(f"/administration/konti/{planner.id}", **said | {"role": "adviser"})
    assert risen.status_code == 409
    # Between roles of the map, and of somebody who proves herself twice, it is hers to change.
    guarded = people.add("gry", has_factor=True)
    for number, role in (
        (planner.id, "applicant"),
        (guarded.id, "leader"),
        (guarded.id, "planner"),
    ):
        changed = chief.form(f"/administration/konti/{number}", **said | {"role": role})
        assert changed.status_code == 303


@pytest.mark.parametrize("act", ("link", "to-trin", "luk", "genaabn"))
def test_it_is_asked_once_before_anything_is_done(people: People, chief: Browser, act: str) -> None:
    hanne = people.add("hanne", state="closed" if act == "genaabn" else "active", has_factor=True)
    before = people.value("select to_jsonb(a) from staff.account a where id = %s", hanne.id)
    text = page(chief, f"/administration/konti/{hanne.id}/{act}")
    assert "Det følger:" in text
    assert f'action="/administration/konti/{hanne.id}/{act}"' in text
    assert people.value("select to_jsonb(a) from staff.account a where id = %s", hanne.id) == before
    assert people.value("select count(*) from staff.request") == 0


def test_a_closed_account_is_out_and_opened_again_as_it_was(
    people: People, browser: Browsers, chief: Browser
) -> None:
    ida = people.add("ida")
    here = browser().whole(ida)
    where = f"/administration/konti/{ida.id}"
    assert chief.form(f"{where}/luk").status_code == 303
    assert signed_in(here) is None
    told(browser().enter(ida), 401)
    assert chief.form(where, display_name="Ida", role="planner").status_code == 409
    assert chief.form(f"{where}/luk").status_code == 404
    assert "Åbn kontoen igen" in page(chief, where)
    assert chief.form(f"{where}/genaabn").status_code == 303
    assert chief.form(f"{where}/genaabn").status_code == 404
    # The password is hers again; the session from before is not.
    assert signed_in(here) is None
    assert signed_in(browser().whole(ida)) is not None
    invited = people.add("inge", state="closed")
    people.change("update staff.account set password_hash = null where id = %s", invited.id)
    assert chief.form(f"/administration/konti/{invited.id}/genaabn").status_code == 303
    state = people.value("select state from staff.account where id = %s", invited.id)
    assert state == "invited"


def test_two_administrators_make_a_link_for_whoever_opens_a_room(
    people: People, chief: Browser, second: Browser, service: TestClient
) -> None:
    jette = people.add("jette", "social_worker", has_factor=True)
    asked = chief.form(f"/administration/konti/{jette.id}/link")
    assert asked.status_code == 303
    number = people.value("select id from staff.request")
    decide = f"/administration/anmodninger/{number}"
    # She who asked is not offered to confirm it, and cannot.
    assert f"{decide}/bekraeft" not in page(chief, "/administration")
    assert chief.form(f"{decide}/bekraeft").status_code == 404
    assert f"{decide}/bekraeft" in page(second, "/administration")
    assert "Et nyt link til Jette" in page(second, f"{decide}/bekraeft")
    confirmed = second.form(f"{decide}/bekraeft")
    path = LINK.search(confirmed.text)
    assert path is not None
    assert "jette" in service.get(path[1]).text
    assert second.form(f"{decide}/bekraeft").status_code == 404
    assert "Jette" in page(second, "/konto")


def test_a_second_factor_is_removed_by_two_and_a_request_is_refused(
    people: People, browser: Browsers, chief: Browser, second: Browser
) -> None:
    karen = people.add("karen", "leader", has_factor=True)
    here = browser().whole(karen)
    for decision, is_removed in (("afvis", False), ("bekraeft", True)):
        assert chief.form(f"/administration/konti/{karen.id}/to-trin").status_code == 303
        number = people.value("select id from staff.request where decision is null")
        assert second.form(f"/administration/anmodninger/{number}/{decision}").status_code == 303
        assert (signed_in(here) is None) is is_removed
        assert "anmodninger" not in page(chief, "/administration")
    assert browser().enter(karen).json() == {"next": "set_up_second_factor"}


def test_an_administrator_alone_is_told_to_find_another(people: People, chief: Browser) -> None:
    lise = people.add("lise", "leader", has_factor=True)
    refused = chief.form(f"/administration/konti/{lise.id}/to-trin")
    assert refused.status_code == 409
    assert "landsbyatlas staff" in refused.text
    assert signed_in(chief) is not None


def test_her_own_account_is_for_another_to_change(people: People, chief: Browser) -> None:
    own = people.value("select id from staff.account where name = 'chief'")
    assert "din egen konto" in page(chief, f"/administration/konti/{own}")
    said = {"display_name": "Boss", "role": "leader", "unit": ""}
    assert chief.form(f"/administration/konti/{own}", **said).status_code == 409
    for act in ("link", "to-trin", "luk", "genaabn"):
        assert chief.form(f"/administration/konti/{own}/{act}").status_code == 409


def test_another_municipality_s_are_as_good_as_none(
    people: People, browser: Browsers, chief: Browser, second: Browser
) -> None:
    del second
    other = people.add("mia", "leader", municipality=MORSOE, has_factor=True)
    unit = "insert into staff.unit (municipality_code, name) values (%s, 'Jobcenter')"
    people.change(unit, MORSOE)
    there = people.value("select id from staff.unit")
    boss = browser().whole(
        people.add("boss", "administrator", municipality=MORSOE, has_factor=True)
    )
    people.add("other.boss", "administrator", municipality=MORSOE, has_factor=True)
    assert boss.form(f"/administration/konti/{other.id}/link").status_code == 303
    request = people.value("select id from staff.request")
    said = {"display_name": "Mia", "role": "leader", "unit": ""}
    for path, fields in (
        ("/administration/konti/{}", said),
        ("/administration/konti/{}/link", {}),
        ("/administration/konti/{}/to-trin", {}),
        ("/administration/konti/{}/luk", {}),
        ("/administration/konti/{}/genaabn", {}),
    ):
        texts = [chief.form(path.format(number), **fields) for number in (other.id, 2**62)]
        assert [each.status_code for each in texts] == [404, 404]
    for path in ("/administration/konti/{}", "/administration/konti/{}/luk"):
        for number in (other.id, 2**62):
            page(chief, path.format(number), 404)
    for decision in ("bekraeft", "afvis"):
        for asked in (request, 2**62):
            answer = chief.form(f"/administration/anmodninger/{asked}/{decision}")
            assert answer.status_code == 404
    for path in ("", "/luk", "/genaabn"):
        for unknown in (there, 2**62):
            answer = chief.form(f"/administration/enheder/{unknown}{path}", contact="x")
            assert answer.status_code == 404
    assert people.value("select closed_on is null and contact is null from staff.unit") is True
    assert people.value("select decision is null from staff.request") is True


def test_units_are_kept_closed_and_opened_again(people: People, chief: Browser) -> None:
    assert "ingen enheder" in page(chief, "/administration/enheder")
    where = "/administration/enheder"
    assert chief.form(where, name="Jobcenter", contact="54 67 00 00").status_code == 303
    assert chief.form(where, name="jobcenter").status_code == 409
    assert chief.form(where, name=" ").status_code == 400
    number = people.value("select id from staff.unit")
    assert chief.form(f"{where}/{number}", contact="54 67 11 11").status_code == 303
    assert "54 67 11 11" in page(chief, where)
    assert chief.form(f"{where}/{number}", contact="x" * 201).status_code == 400
    assert "Luk enheden Jobcenter?" in page(chief, f"{where}/{number}/luk")
    assert chief.form(f"{where}/{number}/luk").status_code == 303
    assert chief.form(f"{where}/{number}/luk").status_code == 404
    assert "Jobcenter" not in page(chief, "/administration/konti/ny")
    assert chief.form(f"{where}/{number}/genaabn").status_code == 303
    assert chief.form(f"{where}/{number}/genaabn").status_code == 404
    assert "Jobcenter" in page(chief, "/administration/konti/ny")


def test_what_is_typed_comes_back_as_text(people: People, chief: Browser) -> None:
    odd = "<script>alert(1)</script>\"'&amp;"
    assert chief.form("/administration/enheder", name=odd, contact=odd).status_code == 303
    olga = people.add("olga")
    said = {"display_name": odd, "role": "planner", "unit": ""}
    assert chief.form(f"/administration/konti/{olga.id}", **said).status_code == 303
    for path in ("", "/enheder", "/konti/ny", f"/konti/{olga.id}", f"/konti/{olga.id}/luk"):
        text = page(chief, f"/administration{path}")
        assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_the_pages_are_for_administrators(people: People, browser: Browsers, role: Role) -> None:
    people.change("delete from staff.account")
    here = browser().whole(people.add("nosy", role, has_factor=True))
    for path in ("", "/konti/ny", "/konti/1", "/konti/1/luk", "/anmodninger/1/afvis", "/enheder"):
        told(here.ask("GET", f"/administration{path}"), 403, "forbidden")
        if path and not path.startswith("/konti/ny"):
            assert here.form(f"/administration{path}").status_code == 403


def test_nobody_is_shown_who_works_here(people: People, browser: Browsers) -> None:
    people.add("pia.hidden")
    answer = browser().ask("GET", "/administration")
    assert answer.status_code in {303, 401}
    assert "pia" not in answer.text.lower()
