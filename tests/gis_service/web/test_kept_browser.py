"""A session that ends in the middle of an edit: nothing that was typed is lost."""

from urllib.parse import urlsplit

import psycopg
import pytest

from db.database import Database
from tests.gis_service.conftest import Place, people_of
from tests.gis_service.signin.people import PASSWORD, People
from tests.gis_service.web.conftest import Opened, Window

pytestmark = pytest.mark.browser

FILTER = "suspicion >= 60 AND place = 'Aase'"


@pytest.fixture
def people(site: str, place: Place) -> People:
    """Makes accounts in the registry that is shown."""
    del site  # the key is made when the service starts
    return people_of(place)


def sign_in(opened: Window, name: str) -> None:
    """Fill the form for signing in, and send it."""
    opened.page.wait_for_selector("#password")
    opened.page.fill("#name", name)
    opened.page.fill("#password", PASSWORD)
    opened.page.click("main form[action='/log-ind'] button")


def forget(people: People) -> None:
    """Every session ends, as after an hour at lunch."""
    people.change("update staff.session set revoked_at = now() where revoked_at is null")


def test_a_list_that_was_typed_is_there_after_signing_in_again(
    window: Opened, people: People, filled: Database
) -> None:
    people.add("karen", reads_all=True)
    opened = window(is_signed_in=False)
    page = opened.page
    page.goto(f"{opened.site}/lister/ny?layer=suspicion&filter=suspicion%20%3E%3D%2050")
    sign_in(opened, "karen")
    page.wait_for_selector("#list-form button[type=submit]:enabled")
    page.fill("#list-name", "Til mødet på torsdag")
    page.fill("#list-filter", FILTER)
    page.uncheck("#column-bfe")
    page.click("li:has(#column-address) [data-move=down]")
    order = "() => [...document.querySelectorAll('#list-columns input')].map((each) => each.id)"
    chosen = page.evaluate(order)
    forget(people)
    page.click("#list-form button[type=submit]")
    page.wait_for_selector("#session-ended #typed-is-kept")
    sign_in(opened, "karen")
    page.wait_for_selector("#put-back")
    assert urlsplit(page.url).path == "/lister/ny"
    assert page.input_value("#list-name") == "Til mødet på torsdag"
    assert page.input_value("#list-filter") == FILTER
    assert not page.is_checked("#column-bfe")
    assert page.evaluate(order) == chosen
    page.click("#list-form button[type=submit]")
    page.wait_for_url("**/lister")
    assert "Til mødet på torsdag" in page.inner_text("main")
    # A refused request is told by the console; it was asked for.
    opened.wrong = [each for each in opened.wrong if "401" not in each]
    with psycopg.connect(filled.owner or "") as connection:
        connection.execute("delete from work.saved_list")


def test_a_filter_that_was_chosen_is_there_after_signing_in_again(
    window: Opened, people: People
) -> None:
    people.add("kirsten", reads_all=True)
    opened = window(is_signed_in=False)
    page = opened.page
    page.goto(f"{opened.site}/")
    sign_in(opened, "kirsten")
    page.wait_for_selector("#filter-suspicion-from")
    opened.settle()
    forget(people)
    page.fill("#filter-suspicion-from", "60")
    page.press("#filter-suspicion-from", "Tab")
    sign_in(opened, "kirsten")
    page.wait_for_selector("#chip-suspicion")
    assert "suspicion_from=60" in page.url
    opened.settle()
    opened.wrong = [each for each in opened.wrong if "401" not in each]


def test_what_one_has_typed_is_not_shown_to_the_next(window: Opened, people: People) -> None:
    people.add("kamilla", reads_all=True)
    people.add("kurt", reads_all=True)
    opened = window(is_signed_in=False)
    page = opened.page
    page.goto(f"{opened.site}/lister/ny?layer=suspicion")
    sign_in(opened, "kamilla")
    page.wait_for_selector("#list-form button[type=submit]:enabled")
    page.fill("#list-name", "Kamillas egen")
    forget(people)
    page.click("#list-form button[type=submit]")
    sign_in(opened, "kurt")
    page.wait_for_selector("#list-form button[type=submit]:enabled")
    assert page.input_value("#list-name") == ""
    assert page.evaluate("() => sessionStorage.getItem('atlas-typed')") is None
    opened.wrong = [each for each in opened.wrong if "401" not in each]
