"""Lists of rows: bounds, order, pages."""

import time
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from tests.gis_service.problem_shape import told
from tests.gis_service.registry_rows import STANDING, UNPLACED

ITEMS = "/api/layers/suspicion/items"


def walk(service: TestClient, query: str) -> list[dict[str, Any]]:
    """The rows of all pages."""
    rows: list[dict[str, Any]] = []
    after = ""
    while True:
        page = service.get(f"{ITEMS}?{query}{after}").json()
        assert page["numberReturned"] == len(page["features"])
        rows += page["features"]
        if page["next"] is None:
            return rows
        after = f"&after={page['next']}"


@pytest.mark.parametrize(
    "query",
    (
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=ten",
        "limit=1.5",
        "offset=10",
        "Limit=10",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=nan,0,1,1",
        "bbox=10,56,9,57",
        "bbox=9,57,10,56",
        "bbox=-181,0,1,1",
        "bbox=0,0,1,91",
        "sort=nothing",
        "sort=rules",
        "sort=--suspicion",
        "sort=suspicion;drop",
        "lang=de",
        "after=x",
        "after=%00",
        "after=bm90aGluZw",
        "after=W251bGxd",
        f"after={'a' * 3000}",
        "year=first",
        "filter=nothing%20%3D%201",
    ),
)
def test_a_question_that_cannot_be_meant_is_refused(service: TestClient, query: str) -> None:
    told(service.get(f"{ITEMS}?{query}"), 400)


def test_a_token_of_another_list_is_refused(service: TestClient) -> None:
    token = service.get(f"{ITEMS}?limit=10&sort=address").json()["next"]
    told(service.get(f"{ITEMS}?limit=10&sort=-address&after={token}"), 400)
    told(service.get(f"/api/layers/places/items?limit=10&after={token}"), 400)
    # Titles of uses stand in another order in English.
    token = service.get(f"{ITEMS}?limit=10&sort=use").json()["next"]
    told(service.get(f"{ITEMS}?limit=10&sort=use&lang=en&after={token}"), 400)


@pytest.mark.parametrize("language", ("da", "en"))
def test_a_list_is_sorted_by_the_words_that_are_shown(service: TestClient, language: str) -> None:
    rows = walk(service, f"limit=17&sort=use&lang={language}")
    uses = [row["properties"]["use"] for row in rows if row["properties"]["use"]]
    assert len(set(uses)) > 1
    assert uses == sorted(uses)


def test_the_list_holds_every_row_also_those_without_position(service: TestClient) -> None:
    page = service.get(f"{ITEMS}?limit=1000").json()
    assert page["type"] == "FeatureCollection"
    assert page["numberMatched"] == page["numberReturned"] == STANDING
    assert page["next"] is None
    unplaced = [row for row in page["features"] if row["geometry"] is None]
    assert len(unplaced) == UNPLACED
    placed = next(row for row in page["features"] if row["geometry"] is not None)
    lon, lat = placed["geometry"]["coordinates"]
    assert 8 < lon < 9
    assert 56 < lat < 57


def test_a_box_lists_what_is_in_it(service: TestClient) -> None:
    every = service.get(f"{ITEMS}?bbox=-180,-90,180,90&limit=1000").json()
    assert every["numberMatched"] == STANDING - UNPLACED
    xs = sorted(row["geometry"]["coordinates"][0] for row in every["features"])
    middle = xs[len(xs) // 2]
    west = service.get(f"{ITEMS}?bbox=0,50,{middle},60&limit=1000").json()
    assert 0 < west["numberMatched"] < every["numberMatched"]
    assert all(row["geometry"]["coordinates"][0] <= middle + 1e-5 for row in west["features"])


@pytest.mark.parametrize(
    "sort",
    ("", "suspicion", "-suspicion", "address", "-address", "bfe", "source_date", "year_built",
     "-year_built", "in_place", "eligible", "living_area_m2", "vacant_since", "place"),
)  # fmt: skip
def test_pages_join_to_the_whole_list_without_gap_or_repeat(service: TestClient, sort: str) -> None:
    query = f"sort={sort}" if sort else ""
    whole = walk(service, f"limit=1000&{query}")
    paged = walk(service, f"limit=17&{query}")
    assert [row["id"] for row in paged] == [row["id"] for row in whole]
    assert len({row["id"] for row in paged}) == STANDING
    name = (sort or "-suspicion").removeprefix("-")
    values = [row["properties"][name] for row in whole]
    missing = values.count(None)
    assert all(value is None for value in values[len(values) - missing :])


def test_numbers_fall_and_danish_letters_come_last(service: TestClient) -> None:
    suspicions = [row["properties"]["suspicion"] for row in walk(service, "limit=100")]
    known = [value for value in suspicions if value is not None]
    assert known == sorted(known, reverse=True)
    streets = [
        row["properties"]["address"].split()[0] for row in walk(service, "limit=50&sort=address")
    ]
    # aa is å in Danish order.
    assert list(dict.fromkeys(streets))[:2] == ["Bygaden", "Zinkvej"]
    assert set(list(dict.fromkeys(streets))[-2:]) <= {"Aagade", "Ågade"}


def test_a_page_links_to_itself_and_the_next(service: TestClient) -> None:
    page = service.get(f"{ITEMS}?limit=10&filter=suspicion%20%3E%2050").json()
    links = {link["rel"]: link["href"] for link in page["links"]}
    following = service.get(links["next"]).json()
    assert following["numberMatched"] == page["numberMatched"]
    assert {row["id"] for row in following["features"]}.isdisjoint(
        row["id"] for row in page["features"]
    )
    assert service.get(links["self"]).json()["features"] == page["features"]


def test_values_are_told_in_the_language_asked_for(service: TestClient) -> None:
    row = walk(service, "limit=1000&lang=en")[0]
    assert row["properties"].keys() >= {"suspicion", "rules", "address", "source_date"}
    assert row["properties"]["source_date"] == "2020-04-18"
    assert isinstance(row["properties"]["rules"], list)


def test_a_count_follows_what_changes(service: TestClient, filled: Database) -> None:
    query = "limit=1&filter=suspicion%20%3D%20100"
    before = service.get(f"{ITEMS}?{query}").json()["numberMatched"]
    with psycopg.connect(filled.owner or "") as connection:
        changed = connection.execute(
            "update work.property set suspicion = 100 where suspicion < 30 and state = 'standing'"
        ).rowcount
    for _ in range(200):
        after = service.get(f"{ITEMS}?{query}").json()["numberMatched"]
        if after != before:
            break
        time.sleep(0.05)
    assert after == before + changed
