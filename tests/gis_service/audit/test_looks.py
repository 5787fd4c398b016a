"""Looks at what a layer tells of a closed room: on record first, then shown."""

import psycopg
import pytest

from db.database import Database
from layers.catalogue import CATALOGUE
from tests.gis_service.audit.conftest import Lines
from tests.gis_service.conftest import Place, served
from tests.gis_service.signin.people import SETTINGS, Browser, Person

CONFIDENTIAL = {layer.id for layer in CATALOGUE if layer.requires.is_confidential}
TILE = "/api/layers/social/tiles/{}.mvt"


def test_the_bands_are_confidential_and_houses_are_not() -> None:
    """A layer says so by the right that it needs; what tells in bands is always of a room."""
    assert sorted(CONFIDENTIAL) == ["social"]
    assert {layer.id for layer in CATALOGUE if layer.is_aggregate} <= CONFIDENTIAL


def test_an_area_is_told_once_in_a_session(browser: Browser, planner: Person, lines: Lines) -> None:
    """Tiles of one area, however many, are one line; another area is another."""
    for tile in ("12/2170/1310", "12/2171/1310", "11/1085/655", "9/271/163"):
        assert browser.ask("GET", TILE.format(tile)).status_code in {200, 204}
    assert browser.ask("GET", TILE.format("6/33/20")).status_code in {200, 204}
    told = lines("tile")
    assert [(line["table_name"], line["row_key"]) for line in told] == [
        ("social", "9/271/163"),
        ("social", "6/33/20"),
    ]
    assert {line["account_id"] for line in told} == {planner.id}


def test_a_second_worker_writes_no_second_line(
    browser: Browser, place: Place, lines: Lines
) -> None:
    """What one worker does not remember the database knows."""
    assert browser.ask("GET", TILE.format("9/270/162")).status_code in {200, 204}
    with served(place, SETTINGS) as other:
        same = Browser(client=other, cookie=browser.cookie)
        assert same.ask("GET", TILE.format("9/270/162")).status_code in {200, 204}
    assert len(lines("tile")) == 1


def test_another_session_is_told_again(browser: Browser, planner: Person, lines: Lines) -> None:
    """She came back: that is another look."""
    assert browser.ask("GET", TILE.format("9/269/161")).status_code in {200, 204}
    again = Browser(client=browser.client).whole(planner)
    assert again.ask("GET", TILE.format("9/269/161")).status_code in {200, 204}
    assert len({line["session"] for line in lines("tile")}) == 2


def test_a_known_tile_is_on_record_too(browser: Browser, planner: Person, lines: Lines) -> None:
    """That nothing has changed since is an answer."""
    answer = browser.ask("GET", TILE.format("8/134/80"))
    again = Browser(client=browser.client).whole(planner)
    headers = {
        "if-none-match": answer.headers["etag"],
        "cookie": f"{SETTINGS.signin.cookie}={again.cookie}",
    }
    assert browser.client.get(TILE.format("8/134/80"), headers=headers).status_code == 304
    assert len(lines("tile")) == 2


@pytest.mark.parametrize(
    ("address", "what"),
    (
        ("/api/layers/social", "layer"),
        ("/api/layers/social/items", "items"),
        ("/api/layers/social/legend", "legend"),
        ("/api/nearby?layer=social&lon=11.1&lat=54.8", "nearby"),
    ),
)
def test_rows_classes_and_counts_are_told_each_time(
    browser: Browser, planner: Person, lines: Lines, address: str, what: str
) -> None:
    """Each is a look."""
    for _ in range(2):
        assert browser.ask("GET", address).status_code == 200
    told = lines("read", "map")
    assert [line["detail"]["what"] for line in told] == [what, what]
    assert {line["account_id"] for line in told} == {planner.id}


def test_the_list_beside_the_map_is_told(browser: Browser, lines: Lines) -> None:
    """The page without a script shows the same rows."""
    answer = browser.ask("GET", "/?layer=social&list=social")
    assert answer.status_code == 200
    told = lines("read", "map")
    assert bool(told) is ("social" in {line["table_name"] for line in told})


def test_an_open_layer_leaves_no_line(browser: Browser, lines: Lines) -> None:
    """Who looks at houses is nobody's business."""
    assert browser.ask("GET", "/api/layers/suspicion/items").status_code == 200
    assert browser.ask("GET", "/api/layers/suspicion/tiles/9/271/163.mvt").status_code in {200, 204}
    assert lines("tile") == []
    assert lines("read", "map") == []


@pytest.mark.parametrize(
    "address",
    (TILE.format("9/268/160"), "/api/layers/social/items", "/api/layers/social/legend"),
)
def test_nothing_is_shown_that_is_not_on_record(
    browser: Browser, filled: Database, lines: Lines, address: str
) -> None:
    """503, and no byte of it."""
    assert filled.owner is not None
    right = "on function audit.record_look(text, text, text, jsonb)"
    with psycopg.connect(filled.owner, autocommit=True) as owner:
        owner.execute(f"revoke execute {right} from atlas_sign_in".encode())
        try:
            answer = browser.ask("GET", address)
        finally:
            owner.execute(f"grant execute {right} to atlas_sign_in".encode())
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("unrecorded")
    assert lines("tile") == lines("read", "map") == []
