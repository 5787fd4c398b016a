"""Signing in as people do: with a browser whose scripts are off."""

from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from db.database import Database
from db.staff.staff import Staff, at_once
from gis_service.signin import links
from tests.gis_service.conftest import Place
from tests.gis_service.signin.people import COOKIE, PASSWORD, People
from tests.gis_service.web.conftest import DESKTOP, PHONE, ROOT, Opened, Window

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_Told = TypeVar("_Told")
CHOSEN = "gulerødder i regnvejr"


@pytest.fixture
def people(site: str, place: Place) -> Iterator[People]:
    """Makes accounts in the registry that is shown, and takes them away again."""
    del site  # the key is made when the service starts
    made = People(database=place.database(), key_file=place.folder / "sign-in-key")
    yield made
    made.change("delete from staff.deputy")
    made.change("delete from staff.account")
    made.change("delete from staff.attempt")


def beside(database: Database, work: Callable[[Staff], Awaitable[_Told]]) -> _Told:
    """Do something in the staff's room, beside the loop that drives the browser."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(at_once, database, work).result()


def enter(opened: Window, name: str, password: str) -> None:
    """Fill the form, and send it."""
    opened.page.fill("#name", name)
    opened.page.fill("#password", password)
    opened.page.click("main form[action='/log-ind'] button")


def violations(opened: Window) -> list[str]:
    """What axe finds in the page that is shown."""
    opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = opened.page.evaluate(
        "async () => (await axe.run()).violations.map((each) => "
        "`${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)"
    )
    return found


def path(opened: Window) -> str:
    """Where the browser is."""
    return urlsplit(opened.page.url).path


def test_somebody_signs_in_with_password_and_code(window: Opened, people: People) -> None:
    people.add("solvej", "social_worker", has_factor=True)
    solvej = people.add("sanne", "social_worker", has_factor=True)
    opened = window(is_signed_in=False, java_script_enabled=False)
    page = opened.page
    page.goto(f"{opened.site}/konto")
    assert path(opened) == "/log-ind"
    opened.shoot("enter")
    # A refused form is answered with a status that the console of the browser would tell.
    enter(opened, "sanne", PASSWORD)
    page.wait_for_selector("#code")
    assert page.inner_text("h1") == "Din kode"
    # Nothing of the account is open yet.
    page.goto(f"{opened.site}/konto")
    assert path(opened) == "/log-ind"
    page.goto(f"{opened.site}/log-ind/kode?next=/konto")
    page.fill("#code", solvej.code())
    page.click("main form[action='/log-ind/kode'] button")
    page.wait_for_selector("#sessions-heading")
    assert path(opened) == "/konto"
    assert "Sanne · sanne · Socialrådgiver" in page.inner_text("main")
    assert page.inner_text(".bar-links a[href='/konto']") == "Sanne"
    opened.shoot("account")
    page.click("main form[action='/log-ud'] button")
    page.wait_for_selector("#password")
    page.goto(f"{opened.site}/konto")
    assert path(opened) == "/log-ind"


def test_a_reset_link_opens_the_account_again(window: Opened, people: People) -> None:
    people.add("lena")
    made = beside(people.database, lambda staff: links.make_by_name(staff, "lena", None))
    assert made is not None
    opened = window(is_signed_in=False, java_script_enabled=False)
    page = opened.page
    page.goto(f"{opened.site}/language/en?back=/link/{made.token}")
    assert page.inner_text("h1") == "Choose a password"
    assert page.input_value("#name") == "lena"
    opened.shoot("link")
    page.fill("#password", CHOSEN)
    page.click("main form button")
    page.wait_for_url("**/log-ind")
    enter(opened, "lena", CHOSEN)
    page.wait_for_url(f"{opened.site}/")
    page.goto(f"{opened.site}/konto")
    assert "made a link with which your password can be chosen anew." in page.inner_text("main")
    page.goto(f"{opened.site}/om")
    assert page.inner_text(".bar-links a[href='/konto']") == "Lena"


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_axe_finds_nothing(window: Opened, people: People, place: Place, size: str) -> None:
    people.add("pernille", municipality="0360")
    people.add("peder", "leader", municipality="0773")
    token = beside(place.database(), links.make_first)
    opened = window(DESKTOP if size == "desktop" else PHONE, is_signed_in=False)
    page = opened.page
    for name, addresses in (
        (None, ("/log-ind", f"/link/{token}")),
        ("pernille", ("/konto", "/log-ind/to-trin?lang=en")),
        ("peder", ("/log-ind/to-trin",)),
    ):
        if name is not None:
            page.context.clear_cookies()
            page.goto(f"{opened.site}/log-ind")
            page.select_option("#municipality", "0360" if name == "pernille" else "0773")
            enter(opened, name, PASSWORD)
            page.wait_for_selector("#map" if name == "pernille" else "#secret")
        for address in addresses:
            page.goto(opened.site + address)
            assert violations(opened) == [], address
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            opened.shoot(f"entering-{size}-{name}-{addresses.index(address)}")


@pytest.mark.parametrize("lang", ("da", "en"))
def test_a_deputy_chooses_whom_to_act_for_and_stops(
    window: Opened, people: People, lang: str
) -> None:
    anna = people.add("anna", display_name="Anna Marie Kristoffersen-Thorup", unit="Vej og Park")
    bente = people.add("bente", "inspector")
    people.change(
        "insert into staff.deputy"
        " (municipality_code, account_id, deputy_id, given_by, begins, ends)"
        " values ('0360', %s, %s, %s, current_date - 1, current_date + 1)",
        anna.id,
        bente.id,
        anna.id,
    )
    opened = window(PHONE, is_signed_in=False, java_script_enabled=True)
    page = opened.page
    cookie = {"name": COOKIE, "value": people.session(bente), "url": opened.site}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # its shape is the driver's own
    page.goto(f"{opened.site}/language/{lang}?back=/konto")
    assert page.query_selector(".acting-mark") is None
    page.click("form[action='/konto/stedfortraeder'] button")
    for address in ("/konto", "/om", "/"):
        if address != "/konto":
            page.goto(opened.site + address)
        page.wait_for_selector(".acting-mark:has-text('Anna Marie Kristoffersen-Thorup')")
        opened.settle()
        assert violations(opened) == [], address
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        opened.shoot(f"acting-{lang}-{len(address)}")
    page.click(".acting-mark button")
    page.wait_for_url(f"{opened.site}/konto")
    page.wait_for_selector(".acting-mark", state="detached")
