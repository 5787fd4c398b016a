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
from tests.gis_service.signin.people import PASSWORD, People
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
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate(
                "async () => (await axe.run()).violations.map((each) => "
                "`${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)"
            )
            assert found == [], address
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            opened.shoot(f"entering-{size}-{name}-{addresses.index(address)}")
