"""Exports over HTTP."""

import csv
import html
import io
import json
import re
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.gis_service.conftest import AsRole
from tests.gis_service.exports.conftest import LEAVING
from tests.gis_service.problem_shape import told
from tests.gis_service.registry_rows import STANDING

EXPORT = "/api/layers/suspicion/export"


@pytest.mark.parametrize(
    ("path", "status"),
    (
        (f"{EXPORT}.pdf", 404),
        (f"{EXPORT}.csv?limit=10", 400),
        (f"{EXPORT}.csv?sort=owner", 400),
        (f"{EXPORT}.csv?sort=rules", 400),
        (f"{EXPORT}.csv?filter=owner%3D1", 400),
        (f"{EXPORT}.csv?filter=suspicion%20%3E", 400),
        (f"{EXPORT}.csv?year=1999", 400),
        (f"{EXPORT}.csv?lang=sv", 400),
    ),
)
def test_what_cannot_be_exported_is_a_problem(service: TestClient, path: str, status: int) -> None:
    told(service.get(path), status)


def test_an_unknown_layer_does_not_exist(service: TestClient) -> None:
    assert service.get("/api/layers/owners/export.csv").status_code in {400, 404}


@pytest.mark.parametrize(
    ("format_", "media_type"),
    (
        ("csv", "text/csv; charset=utf-8"),
        ("geojson", "application/geo+json"),
        ("gpkg", "application/geopackage+sqlite3"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("parquet", "application/vnd.apache.parquet"),
        ("html", "text/html; charset=utf-8"),
    ),
)
def test_a_download_has_its_type_and_a_telling_name(
    service: TestClient, format_: str, media_type: str
) -> None:
    answer = service.get(f"{EXPORT}.{format_}?filter=suspicion%20%3E%3D%2050")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    name = answer.headers["content-disposition"]
    assert name.startswith('attachment; filename="landsbyatlas_mistanke_2020-04-18_')
    assert name.endswith(f'-raekker.{format_}"')
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content


def test_the_rows_are_those_of_the_list(service: TestClient) -> None:
    query = "filter=suspicion%20%3E%3D%2050&year=2020&sort=-address"
    exported = json.loads(service.get(f"{EXPORT}.geojson?{query}").content)
    listed = service.get(f"/api/layers/suspicion/items?limit=1000&{query}").json()
    assert exported["numberMatched"] == listed["numberMatched"] < STANDING
    for mine, theirs in zip(exported["features"], listed["features"], strict=True):
        assert mine["id"] == theirs["id"]
        assert mine["properties"] == theirs["properties"]


def legend_of(page: str) -> list[tuple[str, str, str, str]]:
    """Key, colour, title and count of each class that a page shows."""
    row = (
        r'<li data-class="([^"]+)">.*?(?:fill|stroke)="(#(?!fff"|1a1a1a)[0-9a-f]{6})"'
        r".*?<span>(.*?)</span><b>(.*?)</b>"
    )
    return [
        (key, color, html.unescape(title), count)
        for key, color, title, count in re.findall(row, page, re.DOTALL)
    ]


def block_of(page: str, name: str) -> Any:
    """What a block of data of a page holds."""
    found = re.search(rf'id="atlas-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("layer", LEAVING)
def test_a_page_has_the_classes_colours_and_counts_of_the_map(
    service: TestClient, layer: str
) -> None:
    page = service.get(f"/api/layers/{layer}/page.html?lang=en")
    assert page.status_code == 200
    assert page.content == service.get(f"/api/layers/{layer}/export.html?lang=en").content
    assert page.headers["content-disposition"].startswith("attachment;")
    legend = service.get(f"/api/layers/{layer}/legend?lang=en").json()
    assert legend_of(page.text) == [
        (one["key"], one["color"], one["title"], str(one["count"])) for one in legend["classes"]
    ]
    assert block_of(page.text, "look")["classes"] == [
        {"color": one["color"], "filled": one["filled"]} for one in legend["classes"]
    ]
    counted = Counter(row[0] for row in block_of(page.text, "rows"))
    for number, one in enumerate(legend["classes"]):
        assert counted[number] == one["count"]


def test_a_page_is_filtered_as_the_list_is(service: TestClient) -> None:
    told(service.get("/api/layers/suspicion/page.html?filter=owner%3D1"), 400)
    told(service.get("/api/layers/suspicion/page.html?limit=10"), 400)
    page = service.get("/api/layers/suspicion/page.html?filter=suspicion%20%3E%3D%2050").text
    assert "suspicion &gt;= 50" in page
    assert 0 < sum(int(count) for *_, count in legend_of(page)) < STANDING


def test_titles_are_in_the_language_of_the_page(service: TestClient) -> None:
    service.cookies.set("lang", "en")
    try:
        answer = service.get(f"{EXPORT}.csv")
    finally:
        service.cookies.delete("lang")
    titles, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert "Address" in titles
    assert len(rows) == STANDING


def test_who_may_only_look_takes_nothing_out(
    as_role: AsRole,
) -> None:
    inspector = as_role("inspector", reads_all=True)
    assert inspector.get("/api/layers/suspicion/items?limit=1").status_code == 200
    for path in ("export.csv", "export.geojson", "page.html"):
        problem = told(inspector.get(f"/api/layers/suspicion/{path}?lang=en"), 403, "forbidden")
        assert problem["detail"] == "Your role gives no access to this."
