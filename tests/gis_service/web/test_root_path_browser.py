"""The map and its lists below a path of a host that serves other things too.

A window fails on any request that leaves the path, since `site` ends with it (see conftest).
"""

import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from gis_service.settings import ServiceSettings
from gis_service.signin.settings import SignInSettings
from tests.gis_service.registry_rows import STANDING, UNPLACED
from tests.gis_service.signin.people import HASH_KIB
from tests.gis_service.web.conftest import ROOT, Opened
from tests.gis_service.web.rows import TOLD

pytestmark = pytest.mark.browser

PROXY = ROOT / "tests" / "gis_service" / "reverse_proxy.py"
PATH = "/atlas"


@pytest.fixture(scope="module")
def service_settings() -> ServiceSettings:
    """The service as it is told of its path, behind a proxy that it trusts."""
    return ServiceSettings(
        proxies=(ip_network("127.0.0.0/8"),),
        root_path=PATH,
        signin=SignInSettings(path=PATH, hash_memory_kib=HASH_KIB),
    )


@pytest.fixture(scope="module")
def site(site: str) -> Iterator[str]:
    """The address of the service through the proxy."""
    command = [sys.executable, str(PROXY), site.rpartition(":")[2], PATH, "http"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        yield f"http://127.0.0.1:{proxy.stdout.readline().strip()}{PATH}"
        proxy.terminate()


def test_map_search_card_and_list_stay_below_the_path(window: Opened, tmp_path: Path) -> None:
    opened = window()
    page = opened.page
    opened.go("/")
    assert opened.counted() == STANDING + 2 - UNPLACED
    page.fill("#filter-suspicion-from", "80")
    page.keyboard.press("Tab")
    page.wait_for_selector("#chip-suspicion")
    opened.settle()
    rows = page.locator("#list tbody tr").count()
    unplaced = page.locator("#list tbody tr:not([data-lon])").count()
    assert opened.counted() == rows - unplaced > 0
    assert page.url.startswith(f"{opened.site}/?suspicion_from=80")
    # A link of the page is followed by the script, which knows it for the map's own.
    page.evaluate("() => { window.isTheSamePage = true; }")
    page.click("#list tbody a >> nth=0")
    page.wait_for_selector("#card-title")
    assert page.evaluate("() => window.isTheSamePage")
    page.fill("#search-text", "kirkestræde 7")
    page.wait_for_selector("#suggestions [role=option]")
    page.click("#suggestions [role=option] >> nth=0")
    page.wait_for_function(
        "(told) => document.querySelector('#card-title')?.innerText === told", arg=TOLD
    )
    opened.go("/?place=Aase")
    page.click("#download summary")
    with page.expect_download() as waiting:
        page.click("#download a[href*='export.csv']")
    file = tmp_path / "list.csv"
    waiting.value.save_as(file)
    assert TOLD in file.read_text(encoding="utf-8-sig")
    page.click(f"#download a[href^='{PATH}/lister/ny']")
    page.wait_for_selector("#list-form")
    page.fill("#list-name", "Under en sti")
    page.click("#list-form button[type=submit]")
    page.wait_for_selector(".saved-list:has-text('Under en sti')")
    assert page.url == f"{opened.site}/lister"
    page.click("a[data-language][lang=en]")
    page.wait_for_selector("html[lang=en]")
    assert page.url == f"{opened.site}/lister"


def test_whoever_is_signed_out_meanwhile_comes_back_below_the_path(window: Opened) -> None:
    opened = window()
    page = opened.page
    opened.go("/?place=Aase")
    page.context.clear_cookies()
    page.fill("#search-text", "kirkestræde 7")
    page.wait_for_url(f"{opened.site}/log-ind?next=**")
    assert page.input_value("main input[name=next]") == f"{PATH}/?place=Aase"
    opened.wrong.clear()  # the console tells of the 401


def test_the_page_of_what_is_nearest_stays_below_the_path(window: Opened) -> None:
    opened = window()
    page = opened.page
    page.goto(f"{opened.site}/naer")
    page.wait_for_selector("html.js")
    page.fill("#near-text", "kirkestræde 7")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{opened.site}/naer?*")
    page.wait_for_selector("#near[data-lon]")
