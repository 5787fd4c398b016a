"""The map in one file: saved, then opened from the disk by a Chromium without a network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from db.database import Database
from layers.catalogue import CATALOGUE
from layers.closed import may_leave
from tests.gis_service.conftest import Place, cookie_of_planner
from tests.gis_service.registry_rows import STANDING, UNPLACED
from tests.gis_service.signin.people import COOKIE
from tests.gis_service.web.conftest import DESKTOP, PHONE, SCREENSHOTS, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser

ALL = STANDING + 3
EVIL = "<img src=x onerror=\"document.title='run'\"> {{ 7*7 }} </script>"
# How many marks the page draws, and where on the screen the one is whose name is asked for.
DRAWN = "() => Object.values(map_atlas._layers).filter((one) => one.feature?.properties.row).length"
PLACE = """(name) => {
  const mark = Object.values(map_atlas._layers)
    .find((one) => one.feature?.properties.row?.[3].includes(name));
  map_atlas.setView(mark.getLatLng?.() ?? mark.getBounds().getCenter(), 19, { animate: false });
  const box = map_atlas.getContainer().getBoundingClientRect();
  const at = map_atlas.latLngToContainerPoint(map_atlas.getCenter());
  return [box.x + at.x, box.y + at.y];
}"""
# The colour on the canvas where the mark of that name has its rim.
COLOUR = """(name) => {
  const mark = Object.values(map_atlas._layers)
    .find((one) => one.feature?.properties.row?.[3].includes(name));
  return mark.options.color;
}"""
# Of every mark whether it is filled with its colour.
FILLS = """() => Object.values(map_atlas._layers)
  .filter((one) => one.feature?.properties.row)
  .map((one) => one.options.fillColor !== "#ffffff")"""


@pytest.fixture(scope="module")
def filled(filled: Database) -> Database:
    """The registry of the pages, and a property whose address is an attack."""
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute(
            "insert into work.property (municipality_code, key, source, source_date, address,"
            "  state, building_count, geom, suspicion, rules, screened_as_of)"
            " values ('0787', 'row:evil', 'list', '2020-04-18', %s, 'standing', 1,"
            "  st_setsrid(st_point(479000, 6291000), 25832), 95, '{R1}', '2026-11-22')",
            [EVIL],
        )
    return filled


class Saved:
    """Pages saved to a folder and opened from there, with all that they must not do."""

    def __init__(self, browser: "Browser", folder: Path, site: str, cookie: str) -> None:
        self.folder, self.site = folder, site
        self.browser, self.cookie = browser, cookie
        self.wrong: list[str] = []

    def open(self, layer: str, query: str = "", viewport: "ViewportSize" = DESKTOP) -> "Page":
        """Save the page of a layer, cut the network, and open it."""
        context = self.browser.new_context(viewport=viewport)
        context.add_cookies([{"name": COOKIE, "value": self.cookie, "url": self.site}])
        answer = context.request.get(f"{self.site}/api/layers/{layer}/page.html{query}")
        assert answer.ok, answer.text()
        path = self.folder / f"{layer}.html"
        path.write_bytes(answer.body())
        context.set_offline(True)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, path))
        page.goto(path.as_uri())
        page.wait_for_function("() => typeof map_atlas === 'object'")
        return page

    def shoot(self, page: "Page", name: str) -> None:
        """Keep a picture for a person to judge."""
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def _asked(self, url: str, path: Path) -> None:
        if url != path.as_uri():
            self.wrong.append(f"asked for {url}")


@pytest.fixture
def saved(chromium: "Browser", site: str, place: Place, tmp_path: Path) -> Iterator[Saved]:
    """Save pages as a planner, and open them; at the end, nothing may have gone wrong in any."""
    made = Saved(chromium, tmp_path, site, cookie_of_planner(place.database()))
    yield made
    for context in chromium.contexts:
        context.close()
    assert made.wrong == []


def test_points_legend_and_popup_are_there(saved: Saved) -> None:
    page = saved.open("suspicion")
    assert page.evaluate(DRAWN) == ALL - UNPLACED
    assert "80-100" in page.inner_text(".legend")
    assert f"{ALL} af {ALL}" in page.inner_text(".legend")
    saved.shoot(page, "saved-page")
    x, y = page.evaluate(PLACE, "Kirkestræde 7")
    page.mouse.click(x, y)
    page.wait_for_selector(".leaflet-popup h2")
    assert page.inner_text(".leaflet-popup h2") == "Kirkestræde 7"
    popup = page.inner_text(".leaflet-popup")
    assert "85 af 100" in popup
    assert popup.index("Mistanke") < popup.index("Nummer")
    assert "R1, R3" in popup
    saved.shoot(page, "saved-page-popup")


def test_a_mark_has_the_colour_of_its_class(saved: Saved) -> None:
    page = saved.open("suspicion")
    assert page.evaluate(COLOUR, "Kirkestræde 7") == "#2f0060"
    # And is drawn: the canvas holds this colour.
    page.evaluate(PLACE, "Kirkestræde 7")
    found = """() => {
      const canvas = document.querySelector('.leaflet-overlay-pane canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] === 47 && data[at + 1] === 0 && data[at + 2] === 96) return true;
      }
      return false;
    }"""
    page.wait_for_function(found)


def test_a_value_is_never_markup(saved: Saved) -> None:
    page = saved.open("suspicion", "?filter=suspicion%20%3E%3D%2095")
    x, y = page.evaluate(PLACE, EVIL)
    page.mouse.click(x, y)
    page.wait_for_selector(".leaflet-popup h2")
    assert page.inner_text(".leaflet-popup h2") == EVIL
    assert page.query_selector("img") is None
    assert page.title() != "run"


def test_rows_without_position_can_be_read(saved: Saved) -> None:
    page = saved.open("suspicion")
    assert page.inner_text("#unplaced > summary") == f"Uden placering: {UNPLACED}"
    page.click("#unplaced > summary")
    page.wait_for_selector("#unplaced details")
    assert page.locator("#unplaced details").count() == UNPLACED
    page.click("#unplaced details summary >> nth=0")
    assert "7760" in page.inner_text("#unplaced details >> nth=0")


@pytest.mark.parametrize("layer", ("priority", "condition"))
def test_what_somebody_graded_is_filled_and_the_rest_is_hollow(saved: Saved, layer: str) -> None:
    page = saved.open(layer, "?filter=municipality_code='0741'")
    marks = page.evaluate(FILLS)
    rows = page.evaluate("() => JSON.parse(document.getElementById('atlas-rows').textContent)")
    placed = [row for row in rows if row[2] is not None]
    assert {row[1] for row in placed} == {0, 2}
    assert marks.count(True) == sum(row[1] == 0 for row in placed) > 0
    assert marks.count(False) == sum(row[1] == 2 for row in placed) > 0
    filled, hollow = page.locator(".legend .marks li").all_inner_texts()
    assert filled.startswith("Udfyldt: bedømt på stedet.")
    assert hollow == "Hul: kun kendt fra registre."
    saved.shoot(page, f"saved-{layer}")


@pytest.mark.parametrize("layer", [one.id for one in CATALOGUE if may_leave(one)])
def test_every_layer_is_drawn_also_on_a_phone(saved: Saved, layer: str) -> None:
    page = saved.open(layer, "?lang=en", PHONE)
    rows = page.evaluate("() => JSON.parse(document.getElementById('atlas-rows').textContent)")
    assert page.evaluate(DRAWN) == sum(row[2] is not None for row in rows)
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator(".legend li").count() > 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    saved.shoot(page, f"saved-{layer}-phone")


def test_the_page_is_downloaded_beside_the_list(window: Opened, tmp_path: Path) -> None:
    opened = window()
    opened.go("/?place=Aase")
    opened.page.click("#download summary")
    with opened.page.expect_download() as waiting:
        opened.page.click("#download a[href*='.html']")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == ".html"
    assert "Kirkestræde 7" in path.read_text(encoding="utf-8")
