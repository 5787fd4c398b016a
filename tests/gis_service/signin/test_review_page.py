"""Emergency accesses as a leader reviews them on a page: who, when and why, not where."""

import pytest

from db.access import ROLE_PERMISSIONS, Permission, Role
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, Browser, People, Person

REASON = "Vagten kunne <ikke> nå nogen i Børn og Familie."
PROPERTY = "0360-9999999"


@pytest.fixture
def worker(people: People) -> Person:
    """Somebody who has read in an emergency."""
    for table in ("emergency_access", "account", "unit"):
        people.change(f"delete from staff.{table}")
    return people.add("fie", "social_worker", has_factor=True)


@pytest.fixture
def leader(people: People, browser: Browsers, worker: Person) -> Browser:
    """Her leader, signed in."""
    del worker
    return browser().whole(people.add("lise", "leader", has_factor=True))


def opened(people: People, person: Person, municipality: str = LOLLAND) -> int:
    """An emergency access that somebody opened."""
    people.change(
        "insert into staff.emergency_access (municipality_code, account_id, property_key, reason,"
        " ends_at) values (%s, %s, %s, %s, clock_timestamp() + interval '4 hours')",
        municipality,
        person.id,
        PROPERTY,
        REASON,
    )
    return int(str(people.value("select max(id) from staff.emergency_access")))


def test_a_leader_looks_at_who_and_why_and_ticks_it_off(
    people: People, leader: Browser, worker: Person
) -> None:
    assert "Der er ingen." in leader.ask("GET", "/ledelse").text
    number = opened(people, worker)
    text = leader.ask("GET", "/ledelse").text
    assert "Fie" in text
    assert "&lt;ikke&gt;" in text
    assert PROPERTY not in text
    looked = (
        "select count(*) from audit.line where table_name = 'emergency_access' and action = 'read'"
    )
    assert int(str(people.value(looked))) >= 1
    assert leader.form(f"/ledelse/{number}/gennemgaaet").status_code == 303
    assert leader.form(f"/ledelse/{number}/gennemgaaet").status_code == 404
    assert "Gennemgået" in leader.ask("GET", "/ledelse").text
    by = people.value("select reviewed_by from staff.emergency_access where id = %s", number)
    assert by == people.value("select id from staff.account where name = 'lise'")


def test_another_municipality_s_is_as_good_as_none(people: People, leader: Browser) -> None:
    far = people.add("mia", "social_worker", municipality=MORSOE)
    number = opened(people, far, MORSOE)
    assert "Mia" not in leader.ask("GET", "/ledelse").text
    for unknown in (number, 2**62):
        assert leader.form(f"/ledelse/{unknown}/gennemgaaet").status_code == 404
    assert people.value("select reviewed_at is null from staff.emergency_access") is True


def test_a_page_is_bounded_and_the_earlier_ones_are_a_step_away(
    people: People, leader: Browser, worker: Person
) -> None:
    numbers = [opened(people, worker) for _ in range(51)]
    first = leader.ask("GET", "/ledelse").text
    assert f"access-{numbers[-1]}" in first
    assert f'"access-{numbers[0]}"' not in first
    later = leader.ask("GET", f"/ledelse?efter={numbers[1]}").text
    assert f'"access-{numbers[0]}"' in later


def test_a_notice_leads_there(people: People, leader: Browser, worker: Person) -> None:
    people.change(
        "insert into staff.notice (municipality_code, account_id, kind, about_id)"
        " select municipality_code, id, 'emergency access', %s from staff.account"
        " where name = 'lise'",
        worker.id,
    )
    text = leader.ask("GET", "/konto").text
    assert "Fie har læst en anden enheds notater med nødadgang" in text
    assert 'href="/ledelse"' in text


@pytest.mark.parametrize("role", tuple(Role))
def test_the_page_is_for_those_who_review(people: People, browser: Browsers, role: Role) -> None:
    people.change("delete from staff.emergency_access")
    people.change("delete from staff.account")
    here = browser().whole(people.add("nosy", role, has_factor=True))
    answer = here.ask("GET", "/ledelse")
    if Permission.REVIEW_EMERGENCY_ACCESS in ROLE_PERMISSIONS[role]:
        assert answer.status_code == 200
    else:
        told(answer, 403, "forbidden")
        assert here.form("/ledelse/1/gennemgaaet").status_code == 403
