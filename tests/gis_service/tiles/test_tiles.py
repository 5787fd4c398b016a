"""Tiles as a browser gets them: bounds, counts, freshness."""

import gzip
import time

import mapbox_vector_tile
import mercantile
import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from gis_service.tiles.service import MEDIA_TYPE
from tests.gis_service.conftest import Place, signed
from tests.gis_service.problem_shape import told
from tests.gis_service.registry_rows import STANDING, UNPLACED

TILES = "/api/layers/suspicion/tiles"
# Holds every row of the test registry.
BOX = (8.2, 56.6, 8.9, 56.9)


def count(service: TestClient, zoom: int, query: str = "") -> int:
    """The counts of all tiles of a zoom that reach the rows."""
    total = 0
    for tile in mercantile.tiles(*BOX, zooms=zoom):
        answer = service.get(f"{TILES}/{zoom}/{tile.x}/{tile.y}.mvt{query}")
        if answer.status_code == 204:
            continue
        assert answer.status_code == 200, answer.text
        layers = mapbox_vector_tile.decode(answer.content)
        assert list(layers) == ["suspicion"]
        total += sum(f["properties"]["count"] for f in layers["suspicion"]["features"])
    return total


def fullest_tile(service: TestClient, zoom: int = 12) -> str:
    """The address of the tile that holds most."""
    paths = [f"{TILES}/{zoom}/{one.x}/{one.y}.mvt" for one in mercantile.tiles(*BOX, zooms=zoom)]
    return max(paths, key=lambda path: len(service.get(path).content))


@pytest.mark.parametrize(
    "address",
    (
        "23/0/0",
        "0/1/0",
        "0/0/1",
        "5/32/0",
        "-1/0/0",
        "5/1.5/0",
        "5/٣/0",
        "a/b/c",
        "22/4194304/0",
        f"{'9' * 5000}/0/0",
    ),
)
def test_outside_the_pyramid_there_is_nothing(service: TestClient, address: str) -> None:
    told(service.get(f"{TILES}/{address}.mvt"), 404, "not-found")


def test_an_unknown_layer_has_no_tiles(service: TestClient) -> None:
    told(service.get("/api/layers/nothing/tiles/0/0/0.mvt"), 404, "not-found")


@pytest.mark.parametrize(
    ("query", "slug"),
    (
        ("?filter=nothing%20%3D%201", "filter"),
        ("?filter=suspicion%20%3E", "filter"),
        ("?filter=address%20%3D%20%27%00%27", None),
        (f"?filter={'a' * 5000}", "bad-request"),
        ("?year=abc", "bad-request"),
        ("?year=1000", "bad-request"),
        ("?size=512", "bad-request"),
    ),
)
def test_a_question_that_cannot_be_meant_is_refused(
    service: TestClient, query: str, slug: str | None
) -> None:
    told(service.get(f"{TILES}/7/67/39.mvt{query}"), 400, slug)


def test_every_placed_row_is_counted_once_per_zoom(service: TestClient) -> None:
    for zoom in (0, 5, 8, 11, 12, 14):
        assert count(service, zoom) == STANDING - UNPLACED


def test_a_filter_narrows_tiles_and_list_alike(service: TestClient) -> None:
    query = "?filter=suspicion%20%3E%3D%2050"
    box = "&bbox=" + ",".join(str(edge) for edge in BOX)
    matched = service.get(f"/api/layers/suspicion/items{query}{box}").json()["numberMatched"]
    assert 0 < matched < STANDING - UNPLACED
    assert count(service, 7, query) == matched


def test_an_empty_tile_is_204(service: TestClient) -> None:
    answer = service.get(f"{TILES}/7/0/0.mvt")
    assert answer.status_code == 204
    assert answer.content == b""
    assert "content-type" not in answer.headers


def test_a_tile_is_kept_and_asked_for_again(service: TestClient) -> None:
    path = fullest_tile(service)
    answer = service.get(path)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "private, no-cache"
    for tag in (answer.headers["etag"], answer.headers["etag"].removeprefix("W/"), "*"):
        again = service.get(path, headers={"if-none-match": f'"x", {tag}'})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == answer.headers["etag"]
    assert service.get(path, headers={"if-none-match": '"x"'}).status_code == 200


def test_a_tile_is_compressed_for_who_takes_it(service: TestClient) -> None:
    path = fullest_tile(service)
    plain = service.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with service.stream("GET", path, headers={"accept-encoding": "br, gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent) == plain.content
    assert "accept-encoding" in plain.headers["vary"]


def test_head_tells_of_a_tile_without_sending_it(service: TestClient) -> None:
    path = fullest_tile(service)
    head = service.head(path)
    assert head.status_code == 200
    assert head.headers["etag"] == service.get(path).headers["etag"]
    assert head.content == b""


def test_a_change_is_seen_by_another_worker(
    service: TestClient, place: Place, filled: Database
) -> None:
    path = fullest_tile(service)
    with signed(place) as other:
        before = [worker.get(path) for worker in (service, other)]
        assert before[0].content == before[1].content
        assert filled.owner is not None
        with psycopg.connect(filled.owner) as connection:
            connection.execute("update work.property set suspicion = 100 where suspicion < 50")
        after = [_changed(worker, path, before[0].headers["etag"]) for worker in (service, other)]
    assert after[0] == after[1] != before[0].content


def _changed(worker: TestClient, path: str, etag: str) -> bytes:
    """The tile once it is no longer what it was; the word of a change takes a moment."""
    for _ in range(200):
        answer = worker.get(path, headers={"if-none-match": etag})
        if answer.status_code != 304:
            return answer.content
        time.sleep(0.05)
    raise AssertionError("the change was not seen")
