"""The import page in Chromium: files are tried, corrected, read in, and taken back."""

from pathlib import Path

import pytest

from db.installation import Registry
from tests.gis_service.conftest import Place
from tests.gis_service.web.conftest import PHONE, Opened

pytestmark = pytest.mark.browser

HEADER = "sagsnr;vej og nr;year;laengde;bredde;bemærkning\n"
ROWS = (
    "1;Prøvevej 1;1890;8,57;56,76;tag mangler\n"
    "2;Prøvevej 2;1931;8,58;56,77;\n"
    "3;Prøvevej 3;1931;8,58;56,77;ring til 010190-1234\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A municipality's own list, with a heading that is not ours and a CPR number in one row."""
    path = tmp_path / "forfald.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def test_a_table_is_tried_corrected_read_in_and_taken_back(window: Opened, table: Path) -> None:
    opened = window()
    page = opened.page
    opened.go("/import")
    page.click(".details-summary")
    page.fill("#registry", "0360")
    page.set_input_files("#files", table)
    page.click("#upload-form button[type=submit]")
    page.wait_for_selector("#upload[data-state=previewed]")
    assert page.evaluate("() => document.activeElement.id") == "upload-heading"
    opened.shoot("import-preview")
    page.select_option("select[data-column='vej og nr']", "address")
    # What was tried first stands there until the second answer comes, and says the same.
    page.evaluate("() => { document.getElementById('upload').dataset.first = '' }")
    page.click("[data-again]")
    page.wait_for_selector("#upload[data-state=previewed]:not([data-first])")
    assert page.input_value("select[data-column='vej og nr']") == "address"
    assert "010190" not in page.inner_text("#upload")
    page.click("[data-run]")
    page.wait_for_selector("#upload[data-state=done]")
    counts = page.locator("#upload tbody tr >> nth=-1 >> td").all_inner_texts()
    assert counts == ["3", "2", "0", "0", "0", "1"]
    page.click("#upload .alert a >> nth=0")
    page.wait_for_selector("#rejected-heading")
    assert "010190" not in page.inner_text("main")
    opened.shoot("import-run")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-undo]")
    page.wait_for_selector("[data-undo]", state="detached")
    assert "Fortrudt" in page.inner_text("main")


def test_a_file_of_no_known_form_is_refused_in_plain_words(window: Opened, tmp_path: Path) -> None:
    path = tmp_path / "billede.bin"
    path.write_bytes(bytes(range(256)) * 8)
    opened = window(PHONE)
    opened.go("/import")
    opened.page.set_input_files("#files", path)
    opened.page.click("#upload-form button[type=submit]")
    opened.page.wait_for_selector(
        "#upload[data-state=failed], #upload[data-state=previewed] .alert"
    )
    assert "Intet er ændret" in opened.page.inner_text("#upload")
    opened.shoot("import-refused")


def test_the_demo_is_left_before_anything_is_imported(window: Opened, place: Place) -> None:
    place.databases[Registry.DEMO] = place.databases[Registry.REAL]
    place.activate(Registry.DEMO)
    try:
        opened = window()
        page = opened.page
        page.goto(f"{opened.site}/import")
        for _ in range(40):
            if page.query_selector("#leave-demo"):
                break
            page.wait_for_timeout(250)
            page.reload()
        assert page.query_selector("#upload-form") is None
        assert "opfundne" in page.inner_text(".demo-mark")
        opened.shoot("import-demo")
        page.click("#leave-demo")
        page.wait_for_selector("#upload-form")
        assert page.query_selector(".demo-mark") is None
    finally:
        place.activate(Registry.REAL)
