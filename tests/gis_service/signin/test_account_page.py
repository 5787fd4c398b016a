"""The page of one's own account: whom one acts for, and what it asks of whom."""

import pytest

from db.access import Role
from db.clock import today
from db.log.samples import month_before
from db.staff.notices import Kind
from gis_service.web.speech import Speech
from gis_service.web.staff_words import notice_words
from layers.words import Language
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, People, Person

BEGIN, END = "/konto/stedfortraeder", "/konto/stedfortraeder/slut"


@pytest.fixture(autouse=True)
def _nobody_yet(people: People) -> None:
    for table in ("deputy", "account", "unit"):
        people.change(f"delete from staff.{table}")


def named(people: People, absent: Person, deputy: Person) -> None:
    """Somebody acts for a colleague these days."""
    people.change(
        "insert into staff.deputy"
        " (municipality_code, account_id, deputy_id, given_by, begins, ends)"
        " values (%s, %s, %s, %s, current_date - 1, current_date + 1)",
        LOLLAND,
        absent.id,
        deputy.id,
        absent.id,
    )


def test_a_deputy_chooses_whom_to_act_for_and_every_page_says_so(
    people: People, browser: Browsers
) -> None:
    anna = people.add("anna", "coordinator", has_factor=True, display_name="Anna <b>")
    bente = people.add("bente", "inspector", has_factor=True)
    here = browser().whole(bente)
    assert BEGIN not in here.get("/konto").text
    named(people, anna, bente)
    assert "Anna &lt;b&gt;" in here.get("/konto").text
    assert "acting-mark" not in here.get("/om").text
    begun = here.form(BEGIN, **{"for": str(anna.id)})
    assert (begun.status_code, begun.headers["location"]) == (303, "/konto")
    for page in (here.get("/konto"), here.get("/om"), here.get("/stedfortraedere")):
        assert page.status_code == 200
        assert "Anna &lt;b&gt;</strong>" in page.text
        assert f'action="{END}"' in page.text
    # A page that only tells what is wrong has no token, and leads to one that has.
    refused = here.get("/administration", accept="text/html")
    assert refused.status_code == 403
    assert "acting-mark" in refused.text
    assert END not in refused.text
    assert here.form(END).headers["location"] == "/konto"
    assert "acting-mark" not in here.get("/om").text
    assert here.get("/stedfortraedere").status_code == 403


def test_nobody_chooses_whose_deputy_she_is_not(people: People, browser: Browsers) -> None:
    anna = people.add("anna", "coordinator", has_factor=True)
    here = browser().whole(people.add("bente", "inspector"))
    for number, status in ((anna.id, 404), ("", 404), ("²", 400), ("9" * 30, 400)):
        assert here.form(BEGIN, **{"for": str(number)}).status_code == status, number
    named(people, anna, Person(id=int(str(people.value(_BENTE))), name="bente"))
    refused = here.form(BEGIN, **{"for": str(anna.id)})
    assert refused.status_code == 409
    assert "kræver to trin" in refused.text
    assert "acting-mark" not in here.get("/konto").text


_BENTE = "select id from staff.account where name = 'bente'"


def test_who_comes_by_a_provider_is_asked_for_no_password(
    people: People, browser: Browsers
) -> None:
    guests = [people.add("gro"), people.add("gry", has_factor=True)]
    here = [browser() for _ in guests]
    for each, guest in zip(here, guests, strict=True):
        each.cookie = people.session(guest)
        assert 'name="present"' in each.get("/konto").text
        assert each.get("/api/account").json()["has_password"] is True
    people.change(
        "update staff.account set issuer = 'https://idp.example', subject = name,"
        " password_hash = null"
    )
    texts = [each.get("/konto").text for each in here]
    for each, text in zip(here, texts, strict=True):
        assert 'type="password"' not in text
        assert each.get("/api/account").json()["has_password"] is False
    assert ['id="proof"' in text for text in texts] == [False, True]
    asked = {"name": "x", "days": "9", "scopes": "map:layers:read", "proof": guests[1].code()}
    assert 'id="fresh-token"' in here[1].form("/konto/noegler", **asked).text


def test_the_officer_is_reminded_of_last_month_s_sample_until_it_is_finished(
    people: People, browser: Browsers
) -> None:
    people.change("truncate audit.sample_line, audit.sample, audit.line, audit.unsealed")
    officer = people.add("olga", Role.DATA_PROTECTION_OFFICER, has_factor=True)
    other = people.add("ove", Role.DATA_PROTECTION_OFFICER, municipality=MORSOE, has_factor=True)
    planner = browser().whole(people.add("pia"))
    assert "sample-waits" not in planner.get("/konto").text
    here, there = browser().whole(officer), browser().whole(other)
    # Before the log had any line no sample is missing.
    assert "sample-waits" not in here.get("/konto").text
    for each, code in ((officer, LOLLAND), (other, MORSOE)):
        people.change(
            "insert into audit.line (at, municipality_code, account_id, role, login, action, area)"
            " values ('2026-01-02', %s, %s, 'atlas_sign_in', 'atlas_staff_login', 'event',"
            " 'signed_in')",
            *(code, each.id),
        )
    assert "sample-waits" in here.get("/konto").text
    month = month_before(today())
    assert here.form("/log/stikproever", month=month.isoformat()).status_code == 303
    assert "sample-waits" in here.get("/konto").text
    people.change("update audit.sample set finished_at = now(), finished_by = %s", officer.id)
    assert "sample-waits" not in here.get("/konto").text
    assert "sample-waits" in there.get("/konto").text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", (*Kind, "emergency access"))
def test_every_notice_has_words(kind: str, language: Language) -> None:
    words = notice_words(Speech(language=language), kind, "Anna")
    assert words != kind
    assert "Anna" in words
