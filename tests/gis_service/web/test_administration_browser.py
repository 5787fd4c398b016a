"""An administrator's pages as people use them: without a script, by keyboard, on a telephone."""

from collections.abc import Iterator

import pytest

from tests.gis_service.conftest import Place
from tests.gis_service.signin.people import PASSWORD, People
from tests.gis_service.web.conftest import DESKTOP, PHONE, ROOT, Opened, Window

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
REASON = "Vagten kunne ikke nå nogen i Børn og Familie."
TABLES = ("request", "deputy", "claim_mapping", "emergency_access", "account", "unit", "attempt")


@pytest.fixture
def people(site: str, place: Place) -> Iterator[People]:
    """Makes accounts in the registry that is shown, and takes them away again."""
    del site  # the key is made when the service starts
    made = People(database=place.database(), key_file=place.folder / "sign-in-key")
    yield made
    for table in TABLES:
        made.change(f"delete from staff.{table}")


def whole(opened: Window, people: People, name: str, role: str) -> None:
    """Sign in somebody with a second factor."""
    person = people.add(name, role, has_factor=True)
    page = opened.page
    page.context.clear_cookies()
    page.goto(f"{opened.site}/log-ind?next=/konto")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main form[action='/log-ind'] button")
    page.wait_for_selector("#code")
    page.fill("#code", person.code())
    page.click("main form[action='/log-ind/kode'] button")
    page.wait_for_selector("#sessions-heading")


def test_somebody_is_invited_changed_closed_and_opened_again(
    window: Opened, people: People
) -> None:
    opened = window(java_script_enabled=False)
    whole(opened, people, "solveig", "administrator")
    page = opened.page
    page.goto(f"{opened.site}/administration/enheder")
    page.fill("#name", "Børn og Familie")
    page.fill("#contact", "54 67 00 00")
    page.click("main form[action='/administration/enheder'] button")
    page.wait_for_selector("h2:has-text('Børn og Familie')")
    page.goto(f"{opened.site}/administration")
    page.click("text=Inviter en kollega")
    page.wait_for_selector("#display_name")
    page.fill("#name", "hanne.holm")
    page.fill("#display_name", "Hanne Holm")
    page.select_option("#role", "social_worker")
    page.select_option("#unit", label="Børn og Familie")
    page.click("main form button")
    page.wait_for_selector("#link")
    assert "/link/" in page.inner_text("#link")
    # Without a script nothing is offered that needs one.
    assert not page.is_visible("button[data-copy]")
    opened.shoot("administration-link")
    page.click("text=Til kontoen")
    page.wait_for_selector("#change-heading")
    page.select_option("#unit", "")
    page.click("main form[action^='/administration/konti/'] button")
    page.wait_for_selector("#change-heading")
    assert page.input_value("#unit") == ""
    page.click("text=Luk kontoen")
    page.wait_for_selector("h1:has-text('Luk kontoen for Hanne Holm?')")
    opened.shoot("administration-ask")
    page.click("main form button")
    page.wait_for_selector("text=Åbn kontoen igen")
    page.click("text=Åbn kontoen igen")
    page.click("main form button")
    page.wait_for_selector("#change-heading")


def test_the_link_is_copied_with_one_click(window: Opened, people: People) -> None:
    opened = window(permissions=["clipboard-read", "clipboard-write"])
    whole(opened, people, "solveig", "administrator")
    page = opened.page
    page.goto(f"{opened.site}/language/en?back=/administration/konti/ny")
    page.fill("#name", "per")
    page.fill("#display_name", "Per")
    page.click("main form button")
    page.wait_for_selector("button[data-copy]")
    page.click("button[data-copy]")
    page.wait_for_selector("#said:has-text('Copied.')")
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#link")


def test_a_deputy_is_named_and_a_leader_reviews(window: Opened, people: People) -> None:
    anna = people.add("anna", "social_worker", has_factor=True)
    people.add("bente", "social_worker", has_factor=True)
    people.change(
        "insert into staff.emergency_access (municipality_code, account_id, property_key, reason,"
        " ends_at) select municipality_code, id, 'x', %s, now() + interval '4 hours'"
        " from staff.account where id = %s",
        REASON,
        anna.id,
    )
    opened = window(java_script_enabled=False)
    whole(opened, people, "solveig", "administrator")
    page = opened.page
    page.goto(f"{opened.site}/stedfortraedere")
    page.select_option("#account", label="Anna, Socialrådgiver")
    page.select_option("#deputy", label="Bente, Socialrådgiver")
    page.fill("#ends", page.input_value("#begins"))
    page.click("main form[action='/stedfortraedere'] button")
    page.wait_for_selector("#named-heading")
    page.click("a[href$='/afslut']")
    page.wait_for_selector("h1:has-text('Bente for Anna')")
    page.click("main form button")
    page.wait_for_selector("text=Afsluttet")
    whole(opened, people, "lise", "leader")
    page.goto(f"{opened.site}/ledelse")
    assert REASON in page.inner_text("main")
    page.click("main form[action^='/ledelse/'] button")
    page.wait_for_selector("text=af Lise")


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_axe_finds_nothing(window: Opened, people: People, size: str) -> None:
    anna = people.add("anna", "social_worker", has_factor=True)
    people.add("bente", "inspector", state="invited")
    people.add("carla", state="closed")
    people.change("insert into staff.unit (municipality_code, name) values ('0360', 'Jobcenter')")
    people.change(
        "insert into staff.claim_mapping (municipality_code, claim, value, role)"
        " values ('0360', 'groups', 'et langt gruppenavn fra kommunens katalog', 'planner')"
    )
    opened = window(DESKTOP if size == "desktop" else PHONE)
    whole(opened, people, "solveig", "administrator")
    people.change(
        "insert into staff.deputy (municipality_code, account_id, deputy_id, begins, ends,"
        " given_by) select municipality_code, %s, id, current_date, current_date, id"
        " from staff.account where name = 'solveig'",
        anna.id,
    )
    people.change(
        "insert into staff.request (municipality_code, what, account_id, asked_by)"
        " select municipality_code, 'reset link', %s, id from staff.account where name = 'solveig'",
        anna.id,
    )
    request = people.value("select id from staff.request")
    addresses = (
        "/administration",
        "/administration?lang=en",
        "/administration/konti/ny",
        f"/administration/konti/{anna.id}",
        f"/administration/konti/{anna.id}/link",
        f"/administration/anmodninger/{request}/afvis",
        "/administration/enheder",
        "/administration/roller",
        "/administration/identitet",
        "/stedfortraedere",
    )
    for number, address in enumerate(addresses):
        check(opened, address, f"administration-{size}-{number}")
    people.change(
        "insert into staff.emergency_access (municipality_code, account_id, property_key, reason,"
        " ends_at) values ('0360', %s, 'x', %s, now() + interval '4 hours')",
        anna.id,
        REASON,
    )
    whole(opened, people, "lise", "leader")
    check(opened, "/ledelse", f"administration-{size}-review")


def check(opened: Window, address: str, name: str) -> None:
    """Nothing that axe finds, and nothing wider than the screen."""
    page = opened.page
    page.goto(opened.site + address)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run()).violations.map((each) => "
        "`${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)"
    )
    assert found == [], address
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), address
    opened.shoot(name)
