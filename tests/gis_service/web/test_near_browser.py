"""The page of the nearest candidates in Chromium, as an inspector holds it: 360 px, one hand."""

import re

import pytest

from tests.gis_service.web.conftest import DESKTOP, PHONE, Opened, Window
from tests.gis_service.web.rows import LONG_VILLAGE, TOLD
from tests.gis_service.web.test_reach_browser import AXE, SMALL_TARGETS, THUMB

pytestmark = pytest.mark.browser

HERE = {"longitude": 8.55, "latitude": 56.75, "accuracy": 12}
LINK = "/naer?near=8.55,56.75"
ROWS = "#near [data-number]"
MARKS = """() => atlasMap.queryRenderedFeatures({ layers: ['listed-marks'] })
  .map((each) => each.properties.number).sort((a, b) => a - b)"""
# Where on the screen the mark of a row is, and so many pixels right of it.
POINT = """([row, beside]) => {
  const { lon, lat } = document.querySelector(row).dataset;
  const at = atlasMap.project([Number(lon), Number(lat)]);
  const box = document.querySelector('#map').getBoundingClientRect();
  return [box.x + at.x + beside, box.y + at.y];
}"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
FOCUSED = "() => document.activeElement.id"


def distances(window: Window) -> list[float]:
    """How far the rows are, in metres, as the page says it in Danish."""
    found = []
    for text in window.page.locator(".near-way strong").all_inner_texts():
        number, unit = text.split()
        metres = float(number.replace(".", "").replace(",", "."))
        found.append(metres * (1000 if unit == "km" else 1))
    return found


@pytest.mark.parametrize("lang", ("da", "en"))
def test_from_the_device_s_position_the_nearest_are_listed_and_drawn(
    window: Opened, lang: str
) -> None:
    opened = window(PHONE, geolocation=HERE, permissions=["geolocation"], has_touch=True)
    opened.go(f"/language/{lang}?back=/naer?q=xqzw")
    assert opened.page.is_visible("#near [role=alert]")
    opened.shoot(f"near-unknown-{lang}")
    opened.page.tap("#near-here")
    opened.page.wait_for_selector(ROWS)
    opened.settle()
    assert "near=8.55000,56.75000" in opened.page.url
    assert "12 m" in opened.page.inner_text("#near-hint")
    assert opened.page.locator(ROWS).count() == 20
    assert opened.page.evaluate(FOCUSED) == "near-heading"
    # Where one stands is known, so the question makes room for the answer.
    assert not opened.page.is_visible("#near-text")
    assert {1, 2, 3, 4} <= set(opened.page.evaluate(MARKS))
    assert opened.page.evaluate(SMALL_TARGETS, THUMB) == []
    assert opened.page.evaluate(WIDER) <= 0
    if lang == "da":
        far = distances(opened)
        assert len(far) == 20
        assert far == sorted(far)
    opened.shoot(f"near-phone-{lang}")
    opened.page.locator(f"{ROWS} >> nth=0").scroll_into_view_if_needed()
    opened.page.evaluate("() => scrollBy(0, 400)")
    opened.shoot(f"near-phone-rows-{lang}")


def test_who_allowed_it_before_need_not_press_the_button(window: Opened) -> None:
    opened = window(PHONE, geolocation=HERE, permissions=["geolocation"])
    opened.page.goto(f"{opened.site}/naer")
    opened.page.wait_for_selector(ROWS)
    opened.page.wait_for_url("**near=8.55000,56.75000*")


def test_without_leave_the_page_says_what_to_do_and_a_tap_is_enough(window: Opened) -> None:
    opened = window(PHONE, has_touch=True)
    opened.go("/naer")
    opened.shoot("near-begin")
    opened.page.tap("#near-here")
    opened.page.wait_for_function(
        "() => document.querySelector('#near-hint').innerText.includes('Giv lov')"
    )
    opened.shoot("near-denied")
    opened.page.tap("#map", position={"x": 150, "y": 120})
    opened.page.wait_for_selector(ROWS)
    opened.page.wait_for_url(re.compile(r"near=\d+\.\d{5},\d+\.\d{5}$"))
    opened.settle()
    # What is drawn now is near; beside every mark a tap is another place to stand.
    first = opened.page.url
    opened.page.tap("#map", position={"x": 20, "y": 20})
    opened.page.wait_for_function("(old) => location.href !== old", arg=first)


def test_a_tap_takes_the_place_of_the_device_s_position(window: Opened) -> None:
    opened = window(PHONE, geolocation=HERE, permissions=["geolocation"], has_touch=True)
    opened.page.goto(f"{opened.site}/naer")
    opened.page.wait_for_selector(ROWS)
    opened.page.wait_for_url("**near=8.55000,56.75000*")
    opened.settle()
    assert "12 m" in opened.page.inner_text("#near-hint")
    opened.page.tap("#map", position={"x": 20, "y": 20})
    opened.page.wait_for_url(lambda url: "near=" in url and "near=8.55000" not in url)
    assert not opened.page.is_visible("#near-hint")
    here = "#near .near-from strong"
    told = opened.page.inner_text(here)
    opened.page.reload()
    opened.settle()
    assert opened.page.inner_text(here) == told
    assert not opened.page.is_visible("#near-hint")


def test_a_position_that_comes_late_takes_nothing_back_from_a_tap(window: Opened) -> None:
    opened = window(PHONE, has_touch=True)
    opened.go(LINK)
    opened.page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (then) => { window.late = then; }; }"
    )
    opened.page.tap("#near-here")
    assert opened.page.is_visible("#near-hint")
    opened.page.tap("#map", position={"x": 20, "y": 20})
    opened.page.wait_for_url(lambda url: not url.endswith(LINK))
    tapped = opened.page.url
    opened.page.evaluate(
        "() => window.late({ coords: { longitude: 8.6, latitude: 56.7, accuracy: 1 } })"
    )
    opened.settle()
    assert opened.page.url == tapped
    assert not opened.page.is_visible("#near-hint")


def test_a_tap_on_a_mark_leads_to_its_row(window: Opened) -> None:
    opened = window(PHONE, has_touch=True)
    opened.go(LINK)
    row = opened.page.get_attribute(f"{ROWS} >> nth=0", "id")
    opened.page.touchscreen.tap(*opened.page.evaluate(POINT, [f"#{row}", 4]))
    opened.page.wait_for_function("(row) => document.activeElement.id === row", arg=row)
    assert opened.page.url.endswith(LINK)


def test_a_village_narrows_the_list_and_all_of_them_are_one_step_away(window: Opened) -> None:
    opened = window(PHONE)
    opened.go("/naer?q=aase")
    opened.page.focus("#near-village")
    opened.page.select_option("#near-village", "Aase")
    opened.page.wait_for_function(f"() => document.querySelectorAll('{ROWS}').length === 1")
    opened.settle()
    assert opened.page.inner_text(".near-title a") == TOLD
    assert opened.page.evaluate(FOCUSED) == "near-village"
    assert "place=Aase" in opened.page.url
    assert opened.counted("condition") == 1
    opened.shoot("near-village")
    opened.page.select_option("#near-village", LONG_VILLAGE)
    opened.page.wait_for_selector("#near-everywhere")
    opened.shoot("near-empty")
    opened.page.click("#near-everywhere")
    opened.page.wait_for_function(f"() => document.querySelectorAll('{ROWS}').length === 20")
    opened.page.go_back()
    opened.page.wait_for_selector("#near-everywhere")


def test_more_are_shown_and_the_keyboard_goes_to_the_first_of_them(window: Opened) -> None:
    opened = window(PHONE)
    opened.go(LINK)
    opened.page.focus("#near-more")
    opened.page.keyboard.press("Enter")
    twenty_first = "#near [data-number='21'] .near-title a"
    opened.page.wait_for_function(
        "(link) => document.activeElement.matches(link)", arg=twenty_first
    )
    assert opened.page.locator(ROWS).count() == 40
    assert "count=40" in opened.page.url


def test_a_row_leads_to_the_phone_s_map_and_to_the_card(window: Opened) -> None:
    opened = window(PHONE)
    opened.go(f"/naer?q={TOLD}")
    link = opened.page.get_attribute(".near-go a >> nth=0", "href") or ""
    point = r"\d+\.\d{5},\d+\.\d{5}"
    assert re.fullmatch(rf"geo:({point})\?q=\1\(Kirkestr%C3%A6de%207%2C%20Aase\)", link)
    opened.page.click(f".near-title a >> text={TOLD}")
    opened.page.wait_for_selector("#card-title")
    opened.settle()
    assert opened.page.inner_text("#card-title") == TOLD
    opened.page.go_back()
    opened.page.wait_for_selector(ROWS)


def test_coordinates_are_copied(window: Opened) -> None:
    opened = window(PHONE, permissions=["clipboard-read", "clipboard-write"])
    opened.go(LINK)
    shown = opened.page.inner_text(".near-position .code >> nth=0")
    opened.page.click(".near-position button >> nth=0")
    opened.page.wait_for_function(
        "() => document.querySelector('#near-hint').innerText.includes('kopieret')"
    )
    assert opened.page.evaluate("() => navigator.clipboard.readText()") == shown


def test_without_the_network_the_list_stays_and_the_page_says_so(window: Opened) -> None:
    opened = window(PHONE)
    opened.go(LINK)
    before = opened.page.inner_text(".near-rows")
    opened.page.context.set_offline(True)
    opened.page.wait_for_function(
        "() => document.querySelector('#near-hint').innerText.includes('Intet netværk')"
    )
    opened.page.click("#near-otherwise summary")
    opened.page.fill("#near-text", "aase")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_function(
        "() => document.querySelector('#near-hint').innerText.includes('prøv igen')"
    )
    assert opened.page.inner_text(".near-rows") == before
    assert opened.page.url.endswith(LINK)
    opened.shoot("near-offline")
    opened.page.context.set_offline(False)
    opened.page.click(".near-form button >> nth=0")
    opened.page.wait_for_function(
        "() => document.querySelector('#near').innerText.includes('Aase')"
    )
    # The browser says in its console that it could not send; no script may fail for it.
    told = "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    opened.wrong[:] = [each for each in opened.wrong if not each.startswith(told)]


def test_without_script_address_village_and_more_work(window: Opened) -> None:
    opened = window(PHONE, java_script_enabled=False)
    page = opened.page
    page.goto(f"{opened.site}/naer")
    assert not page.is_visible("#near-here")
    page.fill("#near-text", "aase")
    page.click(".near-form button >> nth=0")
    page.wait_for_selector(ROWS)
    page.click("#near-more")
    page.wait_for_selector("#near [data-number='40']")
    page.select_option("#near-village", "Aase")
    page.click("#near-village-form button")
    page.wait_for_selector("#near [data-number='1']")
    assert page.locator(ROWS).count() == 1
    opened.shoot("near-no-script")


def test_the_page_is_found_from_the_map_and_speaks_both_languages(window: Opened) -> None:
    opened = window(PHONE, has_touch=True)
    opened.go("/")
    # A planner's pages are too many to stand beside the name; they and the language share a line.
    lines = """() => new Set([...document.querySelectorAll('.bar-links > *')]
      .map((each) => Math.round(each.getBoundingClientRect().bottom / 44))).size"""
    assert opened.page.evaluate(lines) == 1
    assert opened.page.evaluate(WIDER) <= 0
    opened.page.tap(".bar-links a[href='/naer']")
    opened.page.wait_for_selector("#near-heading")
    opened.go("/naer?q=aase")
    opened.page.tap("a[data-language][lang=en]")
    opened.page.wait_for_selector("html[lang=en]")
    assert "q=aase" in opened.page.url
    assert "nearest candidates" in opened.page.inner_text("#near-heading")


def test_the_longest_names_fit(window: Opened) -> None:
    opened = window(PHONE)
    opened.go(f"/naer?q={LONG_VILLAGE}&place={LONG_VILLAGE}")
    assert opened.page.evaluate(WIDER) <= 0
    opened.shoot("near-longest")


def test_everything_is_reached_by_keyboard_with_the_focus_seen(window: Opened) -> None:
    opened = window(DESKTOP)
    opened.go(LINK)
    opened.shoot("near-desktop")
    opened.page.click("#near-otherwise summary")
    wanted = {"near-here", "near-text", "near-village", "near-more"}
    reached: set[str] = set()
    for _ in range(90):
        opened.page.keyboard.press("Tab")
        told = opened.page.evaluate(
            """() => {
              const look = getComputedStyle(document.activeElement);
              return [document.activeElement.id, document.activeElement.tagName,
                look.outlineStyle !== 'none' && parseInt(look.outlineWidth) > 1];
            }"""
        )
        reached.add(told[0])
        assert told[2] or told[1] == "BODY", f"the focus cannot be seen on {told}"
    assert wanted <= reached
    # The middle of the map is what Enter on it means.
    opened.page.focus(".maplibregl-canvas")
    before = opened.page.url
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_function("(old) => location.href !== old", arg=before)


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_axe_finds_nothing(window: Opened, size: str) -> None:
    opened = window(DESKTOP if size == "desktop" else PHONE)
    source = AXE.read_text(encoding="utf-8")
    for address in ("/naer", LINK, "/naer?q=xqzw", f"{LINK}&place={LONG_VILLAGE}"):
        opened.go(address)
        opened.page.evaluate(source)
        found = opened.page.evaluate(
            """async () => (await axe.run()).violations.map((each) =>
              [each.id, each.nodes.map((node) => node.html.slice(0, 100))])"""
        )
        assert found == [], address
