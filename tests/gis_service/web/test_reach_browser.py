"""Whether the map page is reached by all: at a phone's width, by keyboard, by a screen reader."""

import pytest

from tests.gis_service.web.conftest import DESKTOP, PHONE, ROOT, Opened
from tests.gis_service.web.rows import LONG_VILLAGE, LONGEST

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
THUMB = 44
SMALL_TARGETS = """(least) => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((each) => {
    const box = each.getBoundingClientRect();
    if (each.type === 'hidden' || each.matches('.skipnav, .sr-only *')) return false;
    if (!box.width || !box.height || !each.checkVisibility()) return false;
    return box.width < least - 0.5 || box.height < least - 0.5;
  }).map((each) => each.outerHTML.slice(0, 80))"""


def test_at_a_phones_width_sheets_come_over_the_map(window: Opened) -> None:
    opened = window(PHONE, has_touch=True)
    opened.go("/")
    for name in ("layers", "filters", "list"):
        opened.page.tap(f"[data-open={name}]")
        opened.page.wait_for_selector(f"#{name}-heading", state="visible")
        assert opened.page.evaluate(SMALL_TARGETS, THUMB) == []
        overflow = "() => document.documentElement.scrollWidth - innerWidth"
        assert opened.page.evaluate(overflow) <= 0
        opened.shoot(f"sheet-{name}")
        opened.page.keyboard.press("Escape")
        opened.page.wait_for_selector(f"#{name}-heading", state="hidden")
    opened.page.tap("[data-open=list]")
    opened.page.tap("#list tbody th a >> nth=0")
    opened.page.wait_for_selector("#card-title")
    opened.settle()
    assert opened.page.evaluate(SMALL_TARGETS, THUMB) == []
    opened.shoot("sheet-card")


def test_the_longest_names_fit(window: Opened) -> None:
    for size in (DESKTOP, PHONE):
        opened = window(size)
        opened.go(f"/?place={LONG_VILLAGE}")
        opened.page.evaluate("() => document.querySelector('#list tbody th a').click()")
        opened.page.wait_for_selector("#card-title")
        assert opened.page.inner_text("#card-title") == LONGEST
        overflow = (
            "(of) => { const e = document.querySelector(of); return e.scrollWidth - e.clientWidth }"
        )
        assert opened.page.evaluate(overflow, "#card") <= 0
        assert opened.page.evaluate(overflow, "html") <= 0
        opened.settle()
        opened.shoot(f"longest-{size['width']}")


def test_everything_is_reached_by_keyboard_with_the_focus_seen(window: Opened) -> None:
    opened = window()
    opened.go("/?suspicion_from=95")
    wanted = {
        "search-text", "layer-priority", "chip-suspicion", "clear-filters", "filter-municipality",
        "filter-place", "filter-suspicion-from", "filter-built-to", "filter-eligible", "filter-use",
        "near-me", "list-view", "list-layer", "share", "list-size", "sort-address",
    }  # fmt: skip
    reached: set[str] = set()
    for _ in range(90):
        opened.page.keyboard.press("Tab")
        told = opened.page.evaluate(
            """() => {
              const here = document.activeElement;
              const after = here.nextElementSibling;
              const box = after?.tagName === 'LABEL' ? after : here;
              const drawn = [here, box].flatMap((each) => ['', '::before'].map((part) =>
                getComputedStyle(each, part || null)));
              return [here.id, here.tagName,
                drawn.some((look) =>
                  look.outlineStyle !== 'none' && parseInt(look.outlineWidth) > 1)];
            }"""
        )
        reached.add(told[0])
        assert told[2] or told[1] == "BODY", f"the focus cannot be seen on {told}"
    assert wanted <= reached


def test_the_table_is_worked_by_keyboard(window: Opened) -> None:
    opened = window()
    opened.go("/?suspicion_from=95")
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    focused = "() => document.activeElement.id || document.activeElement.closest('tr')?.id"
    assert opened.page.evaluate(focused) == "list-heading"
    opened.page.focus("#list tbody tr >> nth=1 >> a")
    row = opened.page.evaluate(focused)
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#card-title")
    assert opened.page.evaluate(focused) == "card-title"
    opened.page.keyboard.press("Escape")
    opened.page.wait_for_selector("#card", state="hidden")
    assert opened.page.evaluate(focused) == row


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_axe_finds_nothing(window: Opened, size: str) -> None:
    if not AXE.exists():
        pytest.fail("axe-core is missing: make test fetches it (npm ci)")
    opened = window(DESKTOP if size == "desktop" else PHONE)
    source = AXE.read_text(encoding="utf-8")
    for address in ("/", "/?place=Aase&near=8.5,56.7", "/?built_from=2090", "/import", "/om"):
        opened.go(address)
        opened.page.evaluate(source)
        found = opened.page.evaluate(
            """async () => (await axe.run()).violations.map((each) =>
              [each.id, each.nodes.map((node) => node.html.slice(0, 100))])"""
        )
        assert found == [], address
