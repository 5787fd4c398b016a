"""The officer's work in a browser whose scripts are off: the sample ticked off; axe; a phone."""

from collections.abc import Iterator

import pytest

from db.clock import today
from db.log.samples import month_before
from tests.gis_service.conftest import Place
from tests.gis_service.signin.people import LOLLAND, PASSWORD, People, Person
from tests.gis_service.web.conftest import DESKTOP, PHONE, ROOT, Opened, Window

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MONTH = month_before(today())
PAGES = ("/log", "/log/stikproever", "/log/frister", "/log/fortegnelse", "/log/konsekvensanalyse")


@pytest.fixture
def officer(site: str, place: Place) -> Iterator[Person]:
    """Eva, with three reads of last month in her log and something held."""
    del site  # the key is made when the service starts
    people = People(database=place.database(), key_file=place.folder / "sign-in-key")
    eva = people.add("eva", "data_protection_officer", municipality=LOLLAND, has_factor=True)
    people.change(
        "insert into audit.line (at, municipality_code, account_id, role, login, action, area,"
        " table_name, property_key) select (%s::date + n)::timestamptz, %s, %s,"
        " 'atlas_social_worker', 'atlas_social_login', 'read', 'social', 'unit_note', 'bfe:' || n"
        " from generate_series(3, 5) n",
        *(MONTH, LOLLAND, eva.id),
    )
    people.change(
        "insert into audit.legal_hold (municipality_code, property_key, reason, set_by)"
        " values (%s, 'bfe:3', 'Klage', %s)",
        *(LOLLAND, eva.id),
    )
    yield eva
    people.change(
        "truncate audit.sample_line, audit.sample, audit.legal_hold, audit.line, audit.unsealed"
    )
    people.change("delete from staff.account")
    people.change("delete from staff.attempt")


def enter(opened: Window, person: Person, language: str = "da") -> None:
    """Sign in with password and code, and open the log."""
    page = opened.page
    page.goto(f"{opened.site}/language/{language}?back=/log-ind")
    page.fill("#name", person.name)
    page.fill("#password", PASSWORD)
    page.click("main form[action='/log-ind'] button")
    page.wait_for_selector("#code")
    page.fill("#code", person.code())
    page.click("main form[action='/log-ind/kode'] button")
    page.wait_for_selector(".bar-links a[href='/konto']")
    page.goto(f"{opened.site}/log")


@pytest.mark.parametrize(
    ("language", "waits", "finished"),
    (
        ("da", "Sidste måneds stikprøve mangler", "Afsluttet"),
        ("en", "The sample of last month waits", "Finished"),
    ),
)
def test_the_sample_is_ticked_off(
    window: Opened, officer: Person, language: str, waits: str, finished: str
) -> None:
    opened = window(is_signed_in=False, java_script_enabled=False)
    page = opened.page
    enter(opened, officer, language)
    assert waits in page.inner_text("#sample-waits")
    page.click("#sample-waits a")
    page.select_option("#month", MONTH.isoformat())
    page.click("main form[action='/log/stikproever'] button")
    page.wait_for_selector("#line-3")
    assert page.query_selector("#line-4") is None
    for place, outcome in ((1, 1), (2, 2), (3, 1)):
        page.click(f"label[for='outcome-{place}-{outcome}']")
        page.fill(f"#remark-{place}", "spurgt enheden")
        page.click(f"#line-{place} form button")
        page.wait_for_selector(f"#line-{place} p:has-text('spurgt enheden')")
    page.click("main form[action$='/afslut'] button")
    page.wait_for_selector("#line-1:not(:has(form))")
    assert finished in page.inner_text("main dl")
    opened.shoot(f"log-sample-{language}")
    page.goto(f"{opened.site}/log")
    assert page.query_selector("#sample-waits") is None


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_axe_finds_nothing(window: Opened, officer: Person, size: str) -> None:
    opened = window(DESKTOP if size == "desktop" else PHONE, is_signed_in=False)
    page = opened.page
    enter(opened, officer)
    page.goto(f"{opened.site}/log/stikproever")
    page.click("main form[action='/log/stikproever'] button")
    page.wait_for_selector("#line-3")
    sample = page.url.removeprefix(opened.site)
    for address in (*PAGES, sample, "/log/frister?vis=flag&lang=en"):
        page.goto(opened.site + address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "async () => (await axe.run()).violations.map((each) => "
            "`${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)"
        )
        assert found == [], address
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), address
        opened.shoot(f"log-{size}-{address.strip('/').replace('/', '-').partition('?')[0]}")
