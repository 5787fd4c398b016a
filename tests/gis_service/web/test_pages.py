"""The pages as text: whole without a script, in both languages, safe whatever the data say."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from gis_service.web.selection import PROPERTY_LAYERS
from layers.catalogue import LAYERS
from tests.gis_service.conftest import Place, signed, speaking
from tests.gis_service.registry_rows import STANDING, UNPLACED
from tests.gis_service.web.rows import LONGEST, TOLD

EVIL = "<img src=x onerror=alert(1)>\"'"
ALL = STANDING + 2
PAGES = (
    "/",
    "/om",
    "/import",
    "/lister",
    "/lister/ny?layer=suspicion&filter=suspicion%20%3E%3D%2050",
    "/?near=9.1,56.7&rule=R2",
    "/naer",
    "/naer?near=8.52,56.72",
    "/naer?q=xqzw",
    "/parts?built_to=1900",
    "/parts/list?view=1",
)


class Reader(HTMLParser):
    """Keeps what a page is made of: its elements with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


def read(service: TestClient, address: str, **more: Any) -> Reader:
    answer = service.get(address, **more)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    reader = Reader()
    reader.feed(answer.text)
    reader.text = " ".join(reader.text.split())
    return reader


def property_of(database: Database, address: str) -> int:
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        row = connection.execute("select id from work.property where address = %s", [address])
        found = row.fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("lang", ("da", "en"))
@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_language_unique_ids_and_nothing_inline(
    service: TestClient, address: str, lang: str
) -> None:
    page = read(service, address, headers=speaking(service, lang))
    ids = [told["id"] for _, told in page.elements if "id" in told]
    assert len(ids) == len(set(ids))
    for tag, told in page.elements:
        assert tag != "style"
        assert not {name for name in told if name == "style" or name.startswith("on")}
        assert tag != "script" or str(told["src"]).startswith("/static/")
        if tag == "html":
            assert told["lang"] == lang
    assert ("Mistanke" in page.text) <= (lang == "da")


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_label_and_every_reference_a_target(
    service: TestClient, address: str
) -> None:
    page = read(service, address)
    ids = {told.get("id") for _, told in page.elements}
    labelled = {told.get("for") for tag, told in page.elements if tag == "label"}
    for tag, told in page.elements:
        if tag in {"input", "select"} and told.get("type") != "hidden":
            assert told.get("id") in labelled, told
        for name in ("for", "aria-labelledby", "aria-describedby", "list"):
            assert told.get(name) is None or told[name] in ids, told


def test_without_script_the_page_shows_all_of_it(service: TestClient, filled: Database) -> None:
    page = read(service, f"/?place=Aase&property={property_of(filled, TOLD)}")
    assert f"1 af {ALL} ejendomme" in page.text
    assert TOLD in page.text
    assert "3 bygninger, 2 opført" in page.text
    assert "Ja: Aase har 300 indbyggere" in page.text
    assert "byg021 = 990" in page.text
    assert "18-04-2020" in page.text


def test_a_rule_counts_once_and_an_outbuilding_is_shown_but_not_counted(
    service: TestClient, filled: Database
) -> None:
    page = read(service, f"/parts?property={property_of(filled, TOLD)}")
    why = page.text.partition("Hvorfor")[2]
    assert why.count("Ikke benyttet R3") == 1
    assert "vises, tæller ikke" in why


def test_no_figure_is_not_zero(service: TestClient, filled: Database) -> None:
    page = read(service, f"/?property={property_of(filled, LONGEST)}")
    assert "Ingen regel gælder" in page.text
    assert not [told for _, told in page.elements if told.get("id") == "card-suspicion"]


def test_filters_tell_what_is_left_and_how_to_let_go(service: TestClient) -> None:
    page = read(service, "/?suspicion_from=60&rule=R2")
    left = re.search(rf"(\d+) af {ALL} ejendomme", page.text)
    assert left is not None
    assert 0 < int(left[1]) < ALL
    chips = {told["id"]: told["href"] for _, told in page.elements if told.get("class") == "chip"}
    assert chips == {"chip-suspicion": "/?rule=R2", "chip-rule": "/?suspicion_from=60"}


def test_an_empty_result_names_the_filter_to_loosen(service: TestClient) -> None:
    page = read(service, "/?place=Aase&built_from=1990")
    assert f"0 af {ALL}" in page.text
    assert "Uden »Opført 1990 eller senere«" in page.text
    assert ("a", "/?place=Aase") in {(tag, told.get("href")) for tag, told in page.elements}


def test_pages_of_the_table_together_hold_every_row_once(service: TestClient) -> None:
    seen: list[str] = []
    address = "/parts/list?sort=address"
    while address:
        page = read(service, address)
        seen += [str(told["id"]) for tag, told in page.elements if tag == "tr" and "id" in told]
        following = [told["href"] for _, told in page.elements if "data-page" in told]
        address = f"/parts/list{str(following[0])[1:]}" if following else ""
    assert len(seen) == len(set(seen)) == ALL
    assert f"{UNPLACED} uden placering" in read(service, "/").text


def test_a_list_that_follows_the_map_holds_what_is_seen(service: TestClient) -> None:
    page = read(service, "/parts/list?view=1&bbox=8.0,56.0,8.0001,56.0001")
    assert "0 af" in page.text
    assert "Flyt kortet" in page.text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    (("aalborg", "Aalborg"), ("Åse", "Aase"), ("albaek", None), ("aalbæk", "Ålbæk")),
)
def test_search_folds_danish_spelling(service: TestClient, asked: str, wanted: str | None) -> None:
    page = read(service, "/parts/search", params={"q": asked})
    assert wanted is None or wanted in page.text
    assert wanted is None or [told for tag, told in page.elements if told.get("role") == "option"]


def test_a_search_that_finds_nothing_says_what_to_try(service: TestClient) -> None:
    assert "Prøv vejnavnet alene" in read(service, "/parts/search", params={"q": "xqzw"}).text


def test_a_link_to_a_property_that_is_gone_says_so(service: TestClient) -> None:
    assert "Ejendommen er her ikke" in read(service, "/?property=999999999").text


@pytest.mark.parametrize(
    "address",
    (
        "/?sort=rules",
        "/?layer=places&sort=suspicion",
        "/?layer=social&sort=band",
        "/?year=1900&eligible=x",
        "/?place=%00&utm=1",
    ),
)
def test_a_slip_in_an_address_still_opens(service: TestClient, address: str) -> None:
    read(service, address)


@pytest.mark.parametrize("layer", tuple(LAYERS))
@pytest.mark.parametrize("lang", ("da", "en"))
def test_every_layer_lists_its_rows(service: TestClient, layer: str, lang: str) -> None:
    page = read(service, f"/?layer={layer}&show={layer}", headers=speaking(service, lang))
    chosen = [told for tag, told in page.elements if told.get("data-layer") == layer]
    assert len(chosen) == 1
    assert "checked" in chosen[0]


@pytest.mark.parametrize("layer", PROPERTY_LAYERS)
def test_the_looks_of_properties_share_filters_and_rows(service: TestClient, layer: str) -> None:
    page = read(service, f"/?layer={layer}&place=Aase&graded=yes&grade=K/K3&priority_from=60")
    assert f"1 af {ALL} ejendomme" in page.text
    assert TOLD in page.text
    chips = {told["id"] for _, told in page.elements if told.get("class") == "chip"}
    assert chips == {"chip-place", "chip-priority", "chip-graded", "chip-grade"}
    assert "Karakter K3" in page.text
    looks = [told for _, told in page.elements if told.get("name") == "look" and "checked" in told]
    assert [told.get("data-layer") for told in looks] == [layer]


def test_the_bands_are_listed_without_any_count_filter_or_download(service: TestClient) -> None:
    page = read(service, "/?layer=social&show=social&place=Aase&lang=da")
    heading = page.text.partition("Sociale indsatser i bånd")[2]
    assert "Vises i bånd fra fem ejendomme og op" in heading
    assert not [told for _, told in page.elements if "export." in (told.get("href") or "")]
    assert not re.search(r"\d+ af \d+ Byer", page.text)
    counts = [told for _, told in page.elements if told.get("class") == "list-count"]
    assert counts == []


def test_the_card_tells_priority_bar_by_bar_and_every_grade(
    service: TestClient, filled: Database
) -> None:
    page = read(service, f"/?property={property_of(filled, TOLD)}")
    for sentence in (
        "Karakter K3 (15-03-2026): 50 af 50",
        "Ligger i Aase: 20 af 20",
        "Omfattet af puljen i 2026: 30 af 30",
        "Alle karakterer (3), den nyeste først",
        "Hele ejendommen, 01-06-2024, ABC. Farver (grå, gul, rød, sort).",
    ):
        assert sentence in page.text


def test_a_village_leads_to_the_properties_in_it(service: TestClient) -> None:
    villages = read(service, "/?layer=places&lang=da")
    links = {told.get("href") for tag, told in villages.elements if tag == "a"}
    address = next(link for link in links if link and "place=Aase" in link)
    assert "layer=places" not in address
    listed = read(service, address)
    assert TOLD in listed.text
    assert f"1 af {ALL} ejendomme" in listed.text


def test_the_language_is_remembered_and_leads_nowhere_else(service: TestClient) -> None:
    back = {"back": "/?rule=R5&at=9/56/9"}
    answer = service.get("/language/en", params=back, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == back["back"]
    assert "lang=en" in answer.headers["set-cookie"]
    for foreign in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = service.get("/language/da", params={"back": foreign}, follow_redirects=False)
        assert answer.headers["location"] == "/"
    service.cookies.delete("lang")


def test_an_import_that_is_not_there_is_told_as_a_page(service: TestClient) -> None:
    answer = service.get("/import/987654")
    assert answer.status_code == 404
    assert "ingen indlæsning med dette nummer" in answer.text
    assert "<h1>" in answer.text


def test_hostile_data_are_shown_as_text(filled: Database, place: Place) -> None:
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        before = connection.execute("select address from work.property where key = 'bfe:100'")
        kept = before.fetchone()
        connection.execute(
            "update work.property set address = %s, suspicion = 100 where key = 'bfe:100'", [EVIL]
        )
    try:
        with signed(place) as service:
            for address in (
                "/",
                "/parts/search?q=%3Cimg",
                f"/?property={property_of(filled, EVIL)}",
            ):
                page = read(service, address)
                assert not [told for tag, told in page.elements if tag == "img"]
                assert "onerror=alert(1)" in page.text
            reflected = read(service, "/", params={"place": EVIL})
            assert not [told for tag, told in reflected.elements if tag == "img"]
    finally:
        assert kept is not None
        with psycopg.connect(filled.owner) as connection:
            connection.execute(
                "update work.property set address = %s where key = 'bfe:100'", [kept[0]]
            )


def test_the_licence_of_every_fetched_part_is_told(service: TestClient) -> None:
    text = read(service, "/om").text
    folder = Path(__file__).parents[3] / "maps" / "vendor"
    parts = [path.name for path in folder.iterdir() if path.is_dir()]
    assert len(parts) >= 5
    for part in parts:
        assert part in text


@pytest.mark.parametrize(("lang", "own"), (("da", "Egen skala"), ("en", "Own scale")))
def test_the_import_page_offers_the_scales_of_the_dated_rows(
    service: TestClient, filled: Database, lang: str, own: str
) -> None:
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute(
            "insert into work.grade (scale, grade, valid_from, title_da, title_en, source)"
            " values ('MINE', 'A', '2020-01-01', 'God', 'Good', 'test') on conflict do nothing"
        )
    page = read(service, f"/import?lang={lang}")
    values = [told["value"] for tag, told in page.elements if tag == "option"]
    assert values == ["", "K", "FARVE", "SAVE", "EGEN", "MINE"]
    assert own in page.text
