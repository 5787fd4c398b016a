"""The map page in Chromium, under the real Content-Security-Policy, from the real service.

Every test also fails on a console error and on a request to anybody else (see conftest).
"""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.gis_service.registry_rows import STANDING, UNPLACED
from tests.gis_service.web.conftest import DESKTOP, PHONE, Opened, Window
from tests.gis_service.web.rows import TOLD

pytestmark = pytest.mark.browser

ALL = STANDING + 2
PLACED = ALL - UNPLACED


def matched(window: Window) -> str:
    return window.page.inner_text("#matched")


def total_of(number: int) -> str:
    return f"{number} af {ALL} ejendomme"


@pytest.mark.parametrize("lang", ("da", "en"))
@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_the_map_is_drawn_and_accounts_for_every_placed_row(
    window: Opened, size: str, lang: str
) -> None:
    opened = window(DESKTOP if size == "desktop" else PHONE)
    opened.go(f"/language/{lang}?back=/")
    assert opened.counted() == PLACED
    assert opened.page.get_attribute("html", "lang") == lang
    opened.shoot(f"map-{size}-{lang}")


def test_a_filter_narrows_map_table_and_address_and_back_undoes_it(window: Opened) -> None:
    opened = window()
    opened.go("/")
    opened.page.fill("#filter-suspicion-from", "80")
    opened.page.keyboard.press("Tab")
    opened.page.wait_for_selector("#chip-suspicion")
    opened.settle()
    rows = opened.page.locator("#list tbody tr").count()
    assert 0 < rows < 100
    assert matched(opened) == total_of(rows)
    assert opened.page.inner_text(".list-count") == f"{rows} af {ALL}"
    unplaced = opened.page.locator("#list tbody tr:not([data-lon])").count()
    assert opened.counted() == rows - unplaced
    assert "suspicion_from=80" in opened.page.url
    opened.shoot("filtered")
    opened.page.go_back()
    opened.page.wait_for_selector("#chip-suspicion", state="detached")
    opened.settle()
    assert opened.counted() == PLACED
    assert opened.page.input_value("#filter-suspicion-from") == ""


def test_two_filters_in_a_row_leave_the_map_at_the_second(window: Opened) -> None:
    """Also where the tiles of the first are still on their way when the second is asked for."""
    opened = window()
    opened.go("/")
    held: list[Route] = []
    is_held = True

    def pass_on(route: Route) -> None:
        if is_held:
            held.append(route)
        else:
            route.continue_()

    opened.page.route("**/*.mvt*", pass_on)
    for least in ("20", "80"):
        opened.page.fill("#filter-suspicion-from", least)
        opened.page.keyboard.press("Tab")
        opened.page.wait_for_url(f"**suspicion_from={least}*")
        opened.page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert held
    is_held = False
    for each in held:
        each.continue_()
    opened.settle()
    rows = opened.page.locator("#list tbody tr").count()
    unplaced = opened.page.locator("#list tbody tr:not([data-lon])").count()
    assert 0 < rows < 100
    assert opened.counted() == rows - unplaced


def test_an_empty_result_is_loosened_with_one_click(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase&built_from=1990")
    assert matched(opened) == total_of(0)
    assert opened.counted() == 0
    opened.shoot("empty")
    opened.page.click(".empty-hints a >> text=Opført")
    opened.page.wait_for_selector("#list tbody tr")
    assert opened.page.locator("#list tbody tr").count() == 1
    opened.page.click("#clear-filters")
    opened.page.wait_for_selector("#clear-filters", state="detached")
    assert matched(opened) == total_of(ALL)


def test_one_look_of_the_properties_gives_way_to_another(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.focus("#layer-priority")
    opened.page.keyboard.press("ArrowDown")
    opened.page.wait_for_selector("#legend-suspicion")
    opened.settle()
    assert opened.page.evaluate("() => document.activeElement.id") == "layer-suspicion"
    assert (opened.counted("suspicion"), opened.counted("priority")) == (1, 0)
    assert opened.page.inner_text("#list thead th[aria-sort]").strip() == "Mistanke"
    opened.page.click("label[for=layer-none]")
    opened.page.wait_for_selector("#legend-suspicion", state="detached")
    opened.settle()
    assert (opened.counted("suspicion"), opened.counted("priority")) == (0, 0)
    opened.page.go_back()
    opened.page.wait_for_selector("#legend-suspicion")


def test_a_bar_opens_the_rows_it_came_from(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.click("#list tbody th a")
    opened.page.wait_for_selector("#bars")
    opened.page.focus("#bar-condition summary")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#bar-condition .bar-rows")
    assert "Point for K3" in opened.page.inner_text("#bar-condition .bar-rows")


def test_a_property_on_the_map_opens_its_card(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.click("#list tbody th a")
    opened.page.wait_for_selector("#card-title")
    opened.settle()
    assert opened.page.inner_text("#card-title") == TOLD
    assert opened.page.inner_text("#card-priority") == "100"
    assert opened.page.inner_text("#card-suspicion") == "85"
    opened.shoot("card")
    opened.page.click("#card-close")
    opened.page.wait_for_selector("#card", state="hidden")
    # The same property again, this time by a click on its mark.
    middle = opened.page.evaluate(
        """() => {
          const row = document.querySelector('#list tr[data-lon]').dataset;
          const at = atlasMap.project([Number(row.lon), Number(row.lat)]);
          const box = document.querySelector('#map').getBoundingClientRect();
          return [box.x + at.x, box.y + at.y];
        }"""
    )
    opened.settle()
    opened.page.mouse.move(*middle)
    opened.page.wait_for_selector(".maplibregl-popup-content")
    assert opened.page.inner_text(".maplibregl-popup-content") == f"{TOLD}, prioritet 100"
    opened.page.mouse.click(*middle)
    opened.page.wait_for_selector("#card-title")
    assert opened.page.inner_text("#card-title") == TOLD


def test_a_place_tells_its_inhabitants_and_its_band(window: Opened) -> None:
    opened = window()
    opened.go("/?layer=places&show=places,social")
    middle = opened.page.evaluate(
        """() => {
          const rows = [...document.querySelectorAll('#list tr[data-lon]')];
          const row = rows.find((one) => one.textContent.includes('Aase')).dataset;
          atlasMap.jumpTo({ center: [Number(row.lon), Number(row.lat)], zoom: 13 });
          const box = document.querySelector('#map').getBoundingClientRect();
          const at = atlasMap.project([Number(row.lon), Number(row.lat)]);
          return [box.x + at.x, box.y + at.y];
        }"""
    )
    opened.settle()
    # On the ring, where the dot of the place is not.
    opened.page.mouse.move(middle[0] + 11, middle[1])
    opened.page.wait_for_selector(".maplibregl-popup-content")
    words = "Aase, 300 indbyggere, sociale indsatser: skjult"
    assert opened.page.inner_text(".maplibregl-popup-content") == words


def test_a_row_lights_its_point(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.hover("#list tbody tr[data-lon]")
    lit = "() => atlasMap.querySourceFeatures('pointed').length"
    opened.page.wait_for_function(f"{lit.replace('() =>', '() => 0 <')}")
    opened.page.hover("#layers-heading")
    opened.page.wait_for_function(f"{lit.replace('() =>', '() => 0 ===')}")


def test_a_link_restores_the_view_elsewhere(window: Opened) -> None:
    opened = window()
    opened.go("/?show=suspicion,municipalities&rule=R2&sort=address")
    opened.page.click("#list tbody th a >> nth=0")
    opened.page.wait_for_selector("#card-title")
    opened.settle()
    again = window()
    again.go(opened.page.url.removeprefix(opened.site))
    for asked in ("#card-title", "#matched", "#list thead th[aria-sort]"):
        assert again.page.inner_text(asked) == opened.page.inner_text(asked)
    assert again.page.is_checked("#layer-municipalities")
    assert not again.page.is_checked("#layer-places")
    assert 0 < again.counted("suspicion") == opened.counted("suspicion")
    centre = "() => atlasMap.getCenter().toArray().map((each) => each.toFixed(3)).join()"
    assert again.page.evaluate(centre) == opened.page.evaluate(centre)


@pytest.mark.parametrize(("asked", "found"), (("aalborg", "Aalborg"), ("Åse", "Aase")))
def test_search_finds_by_danish_spelling_and_goes_there(
    window: Opened, asked: str, found: str
) -> None:
    opened = window()
    opened.go("/")
    opened.page.fill("#search-text", asked)
    opened.page.wait_for_selector("#suggestions [role=option]")
    opened.page.keyboard.press("ArrowDown")
    chosen = opened.page.locator('#suggestions [aria-selected="true"] b')
    assert chosen.inner_text() == found
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#suggestions", state="hidden")
    opened.page.wait_for_function("() => atlasMap.getZoom() > 11")
    opened.settle()
    assert "at=" in opened.page.url


def test_search_opens_the_card_of_an_address(window: Opened) -> None:
    opened = window()
    opened.go("/")
    opened.page.fill("#search-text", "kirkestræde 7")
    opened.page.wait_for_selector("#suggestions [role=option]")
    opened.page.click("#suggestions [role=option] >> nth=0")
    opened.page.wait_for_selector("#card-title")
    assert opened.page.inner_text("#card-title") == TOLD


@pytest.mark.parametrize("form", ("csv", "xlsx", "geojson", "gpkg"))
def test_what_is_listed_is_downloaded(window: Opened, form: str, tmp_path: Path) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.click("#download summary")
    with opened.page.expect_download() as waiting:
        opened.page.click(f"#download a[href*='export.{form}']")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == f".{form}"
    content = path.read_bytes()
    if form == "geojson":
        told = json.loads(content)
        assert [each["properties"]["address"] for each in told["features"]] == [TOLD]
    elif form == "csv":
        assert TOLD in content.decode("utf-8-sig")
    elif form == "xlsx":
        assert zipfile.is_zipfile(path)
    else:
        assert content.startswith(b"SQLite format 3")


def test_the_language_switch_keeps_the_view(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.click("a[data-language][lang=en]")
    opened.page.wait_for_selector("html[lang=en]")
    opened.settle()
    assert "place=Aase" in opened.page.url
    assert opened.page.inner_text("#filters-heading").startswith("Filters")
    assert opened.page.inner_text("#matched") == f"1 of {ALL} properties"


def test_nearby_lists_from_the_device(window: Opened) -> None:
    here = {"longitude": 8.55, "latitude": 56.75}
    opened = window(PHONE, geolocation=here, permissions=["geolocation"], has_touch=True)
    opened.go("/")
    opened.page.tap("#near-me")
    opened.page.wait_for_selector(".near-list")
    far = opened.page.locator(".near-list .far").all_inner_texts()
    assert len(far) == 25
    assert "near=8.55" in opened.page.url
    opened.settle()
    opened.shoot("nearby-phone")


def test_nearby_without_a_position_asks_for_a_tap(window: Opened) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.click("#near-me")
    opened.page.wait_for_function(
        "() => document.querySelector('#map-hint').innerText.includes('Tryk')"
    )
    opened.page.mouse.click(700, 400)
    opened.page.wait_for_selector(".near-list li")
    assert opened.page.locator(".near-list li").count() == 1


def test_without_the_network_the_page_says_so_and_keeps_what_it_shows(window: Opened) -> None:
    opened = window()
    opened.go("/")
    opened.page.context.set_offline(True)
    opened.page.fill("#filter-suspicion-from", "80")
    opened.page.keyboard.press("Tab")
    opened.page.wait_for_selector("#map-hint:not([hidden])")
    assert "prøv igen" in opened.page.inner_text("#map-hint")
    assert matched(opened) == total_of(ALL)
    # Browser and htmx say in the console that they could not send; no script may fail for it.
    told = ("console: htmx:", "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    opened.wrong[:] = [each for each in opened.wrong if not each.startswith(told)]
