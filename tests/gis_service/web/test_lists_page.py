"""The pages of named lists: kept from a filter, taken out with one click, deleted and put back."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import psycopg
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from db.database import Database
from db.person import Person
from db.saved_lists import ListContent, SavedList, Shelf
from maps.exports.formats import FORMATS
from tests.gis_service.signin.people import LOLLAND
from tests.gis_service.web.conftest import DESKTOP, PHONE, ROOT, Opened, Window

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
EVIL = "<img src=x onerror=alert(1)>\"'"
FILTERED = "/?layer=suspicion&suspicion_from=50&sort=address"


@pytest.fixture(autouse=True)
def _no_lists(filled: Database) -> Iterator[None]:
    """Every test begins without lists."""
    yield
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute("delete from work.saved_list")


def shelf(filled: Database) -> Shelf:
    """The lists of the municipality that whoever asks works for."""
    return Shelf(database=filled, person=Person(municipality=LOLLAND))


def kept(filled: Database, name: str, **other: Any) -> SavedList:
    """A list that is there already."""
    asked: dict[str, Any] = {
        "name": name,
        "layer": "suspicion",
        "filter": "suspicion >= 50",
        "parameters": {},
        "columns": ("suspicion", "address"),
        "sort": "address",
    }
    return shelf(filled).keep(ListContent(**{**asked, **other}), "Tove")


@pytest.mark.parametrize(
    ("lang", "said"), (("da", "ikke gemt nogen liste endnu"), ("en", "No list is kept yet"))
)
def test_an_empty_page_says_how_a_list_is_made(service: TestClient, lang: str, said: str) -> None:
    answer = service.get(f"/lister?lang={lang}")
    assert answer.status_code == 200
    assert said in answer.text


def test_a_list_is_shown_with_a_file_of_every_format(service: TestClient, filled: Database) -> None:
    saved = kept(filled, EVIL)
    text = service.get("/lister").text
    assert "<img" not in text
    for format_ in FORMATS:
        assert f'href="/api/lists/{saved.id}/export.{format_.key}"' in text
    assert "<img" not in service.get(f"/lister/{saved.id}").text


def test_a_list_of_what_is_gone_is_told_and_offers_no_file(
    service: TestClient, filled: Database
) -> None:
    saved = kept(filled, "Gammel", columns=("address", "height"))
    lost = kept(filled, "Lag", layer="ruins")
    text = service.get("/lister").text
    assert "kolonner, som laget ikke har mere: height" in text
    assert "laget &#39;ruins&#39;, som ikke findes mere" in text
    assert "/export." not in text
    # The one can be mended, the other not.
    assert 'value="address" checked' in service.get(f"/lister/{saved.id}").text
    assert service.get(f"/lister/{lost.id}").status_code == 404


@pytest.mark.parametrize(
    ("address", "said"),
    (
        ("/lister/ny?layer=social", "hele landsbyer i bånd"),
        ("/lister/ny?layer=ruins", "intet kortlag"),
        ("/lister/999", "ingen liste"),
    ),
)
def test_what_cannot_be_kept_is_told(service: TestClient, address: str, said: str) -> None:
    answer = service.get(address)
    assert answer.status_code == 404
    assert said in answer.text


def test_a_filter_that_cannot_be_read_can_be_mended(service: TestClient) -> None:
    answer = service.get("/lister/ny?layer=suspicion&filter=height%20%3E%203")
    assert answer.status_code == 200
    assert "Filteret kan ikke læses mere" in answer.text
    assert "height &gt; 3</textarea>" in answer.text


def test_the_order_names_each_column_once_and_the_direction_beside(service: TestClient) -> None:
    text = service.get("/lister/ny?layer=suspicion&sort=-suspicion").text
    order = text.partition('id="list-sort"')[2].partition("</select>")[0]
    values = re.findall(r'value="([^"]*)"', order)
    assert len(values) == len(set(values)) > 3
    assert not [value for value in values if value.startswith("-")]
    assert '<option value="suspicion" selected' in order
    assert '<option value="-" selected' in text


@pytest.mark.browser
def test_a_filter_is_kept_as_a_list_and_taken_out_with_one_click(
    window: Opened, filled: Database, tmp_path: Path
) -> None:
    opened = window()
    page = opened.page
    opened.go(FILTERED)
    page.click("#download summary")
    page.click("#download a[href^='/lister/ny']")
    page.wait_for_selector("#list-form")
    assert page.input_value("#list-filter") == "suspicion >= 50"
    assert (page.input_value("#list-sort"), page.input_value("#list-falls")) == ("address", "")
    page.select_option("#list-falls", "-")
    page.fill("#list-name", "Til ansøgningen")
    page.click("[data-all='']")
    page.click("#list-form button[type=submit]")
    page.wait_for_selector("#problem [role=alert]")
    assert "mindst én kolonne" in page.inner_text("#problem")
    for name in ("address", "bfe", "suspicion"):
        page.check(f"#column-{name}")
    titles = page.locator(".list-columns label")
    assert titles.nth(0).inner_text() != "Mistanke"
    while page.locator("#column-suspicion >> xpath=ancestor::li/preceding-sibling::li").count():
        page.focus("li:has(#column-suspicion) [data-move=up]")
        page.keyboard.press("Enter")
    assert titles.nth(0).inner_text() == "Mistanke"
    assert page.inner_text("#list-moved") == "Mistanke: flyttet til plads 1"
    opened.shoot("list-form")
    page.click("#list-form button[type=submit]")
    page.wait_for_selector(".saved-list")
    opened.shoot("lists")
    (saved,) = shelf(filled).all()
    assert saved.name == "Til ansøgningen"
    assert saved.columns[0] == "suspicion"
    assert saved.sort == "-address"
    assert set(saved.columns) == {"address", "bfe", "suspicion"}
    sheet = CalamineWorkbook.from_path(str(taken(opened, tmp_path, "xlsx")))
    titles_there, *rows = sheet.get_sheet_by_index(0).to_python()
    assert titles_there[0] == "Mistanke"
    assert rows
    about = {row[0]: row[1] for row in sheet.get_sheet_by_index(1).to_python()}
    assert about["Liste"] == "Til ansøgningen"
    table = gpd.read_parquet(taken(opened, tmp_path, "parquet"))
    assert list(table.columns) == [*saved.columns, "geometry"]
    assert len(table) == len(rows)
    assert (table["suspicion"] >= 50).all()


@pytest.mark.browser
def test_a_list_is_renamed_deleted_and_put_back(window: Opened, filled: Database) -> None:
    kept(filled, "Først")
    kept(filled, "Anden")
    opened = window()
    page = opened.page
    page.goto(f"{opened.site}/lister")
    page.click(".saved-list:has-text('Først') a:has-text('Ret')")
    page.wait_for_selector("#list-form")
    page.fill("#list-name", "Anden")
    page.click("#list-form button[type=submit]")
    page.wait_for_selector("#problem [role=alert]")
    assert "En anden liste hedder »Anden«" in page.inner_text("#problem")
    # The browser notes every refusal; this one was meant.
    opened.wrong.clear()
    page.fill("#list-name", "Siden")
    page.click("#list-form button[type=submit]")
    page.wait_for_selector(".saved-list:has-text('Siden')")
    page.click(".saved-list:has-text('Siden') [data-delete]")
    page.wait_for_selector("#problem [role=status]")
    assert [each.name for each in shelf(filled).all()] == ["Anden"]
    page.click("#problem button")
    page.wait_for_selector(".saved-list:has-text('Siden')")
    assert [each.name for each in shelf(filled).all()] == ["Anden", "Siden"]


@pytest.mark.browser
@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_axe_finds_nothing(window: Opened, filled: Database, size: str) -> None:
    saved = kept(filled, "Til ansøgningen, med et langt navn som ingen kan udtale på én gang")
    kept(filled, "Gammel", columns=("height",))
    opened = window(DESKTOP if size == "desktop" else PHONE)
    for address in ("/lister", f"/lister/{saved.id}", "/lister/ny?layer=places&lang=en"):
        opened.page.goto(opened.site + address)
        opened.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = opened.page.evaluate(
            "async () => (await axe.run()).violations.map((each) => "
            "`${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)"
        )
        assert found == [], address
        assert opened.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        opened.shoot(f"lists-{size}-{address.count('/')}-{len(address)}")


def taken(opened: Window, folder: Path, format_: str) -> Path:
    """The file that one click gives."""
    with opened.page.expect_download() as waiting:
        opened.page.click(f".saved-list a[href$='export.{format_}']")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
