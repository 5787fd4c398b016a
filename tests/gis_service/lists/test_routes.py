"""Named lists over HTTP: kept, taken out, changed by one at a time, deleted and kept again."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from db.access import ROLE_PERMISSIONS, Permission, Role, Viewer
from db.database import Database
from db.saved_lists import MOST_LISTS
from gis_service.errors import NotFound
from gis_service.lists.schemas import AskedList
from gis_service.lists.service import checked
from layers.catalogue import LAYERS
from layers.closed import may_leave
from maps.exports.formats import FORMATS
from tests.gis_service.conftest import TOVE
from tests.gis_service.problem_shape import told

LISTS = "/api/lists"
KEYS = [row.key for row in FORMATS]
ASKED: dict[str, Any] = {
    "name": "Til ansøgningen",
    "layer": "suspicion",
    "filter": "suspicion>=50",
    "parameters": {"year": "2020"},
    "columns": ["suspicion", "address", "eligible"],
    "sort": "-address",
}
UNREAD = (
    "et filter eller en rækkefølge, som ikke kan læses mere",
    "a filter or an order that can no longer be read",
)
Own = dict[str, str]


@pytest.fixture(autouse=True)
def _no_lists(filled: Database) -> Iterator[None]:
    """Every test begins without lists."""
    yield
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute("delete from work.saved_list")


def kept(service: TestClient, own_page: Own, **other: Any) -> dict[str, Any]:
    """A list that was kept."""
    answer = service.post(LISTS, json={**ASKED, **other}, headers=own_page)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{LISTS}/{made['id']}"
    assert answer.headers["etag"] == made["etag"]
    return made


def test_a_list_is_kept_as_it_was_asked_for(service: TestClient, own_page: Own) -> None:
    made = kept(service, own_page, name="  Til\u00a0 ansøgningen\n")
    assert made["name"] == "Til ansøgningen"
    assert made["filter"] == "suspicion >= 50"
    assert made["created_by"] == made["changed_by"] == TOVE
    for name in ("layer", "parameters", "columns", "sort"):
        assert made[name] == ASKED[name]
    assert service.get(f"{LISTS}/{made['id']}").json() == made
    assert service.get(LISTS).json() == {"lists": [made]}


def test_lists_are_ordered_as_danes_order_names(service: TestClient, own_page: Own) -> None:
    for name in ("Åse", "Aalborg", "Ærø", "Bælum"):
        kept(service, own_page, name=name)
    names = [each["name"] for each in service.get(LISTS).json()["lists"]]
    assert names == ["Bælum", "Ærø", "Aalborg", "Åse"]


@pytest.mark.parametrize("layer", [one for one in LAYERS if may_leave(LAYERS[one])])
def test_every_layer_can_be_kept_and_taken_out(
    service: TestClient, own_page: Own, layer: str
) -> None:
    made = kept(service, own_page, layer=layer, filter=None, parameters={}, columns=None, sort=None)
    collection = service.get(f"{LISTS}/{made['id']}/export.geojson").json()
    assert collection["list"] == ASKED["name"]
    assert [field["name"] for field in collection["fields"]] == made["columns"]
    assert len(made["columns"]) == len(LAYERS[layer].fields)


@pytest.mark.parametrize("format_", KEYS)
def test_a_list_is_taken_out_with_one_request_and_the_same_bytes(
    service: TestClient, own_page: Own, format_: str
) -> None:
    made = kept(service, own_page)
    address = f"{LISTS}/{made['id']}/export.{format_}"
    answer = service.get(address)
    assert answer.status_code == 200
    name = answer.headers["content-disposition"]
    assert 'filename="landsbyatlas_til-ansoegningen_2020-04-18_' in name
    assert answer.content == service.get(address).content


def test_a_list_has_the_rows_columns_and_order_that_were_kept(
    service: TestClient, own_page: Own
) -> None:
    made = kept(service, own_page)
    collection = service.get(f"{LISTS}/{made['id']}/export.geojson").json()
    query = "filter=suspicion%20%3E%3D%2050&year=2020&sort=-address"
    direct = service.get(
        f"/api/layers/suspicion/export.geojson?{query}&columns=suspicion,address,eligible"
    ).json()
    assert collection["features"] == direct["features"] != []
    assert collection["fingerprint"] == direct["fingerprint"]
    assert list(collection["features"][0]["properties"]) == ASKED["columns"]


@pytest.mark.parametrize(
    ("wrong", "status", "slug"),
    (
        ({"name": " \u200b "}, 422, "invalid-body"),
        ({"name": "x" * 81}, 422, "invalid-body"),
        ({"name": "x" * 1000}, 422, "invalid-body"),
        ({"layer": "owners"}, 422, "invalid-body"),
        ({"unknown": 1}, 422, "invalid-body"),
        ({"filter": "suspicion >"}, 400, "filter"),
        ({"filter": "owner = 'x'"}, 400, "filter"),
        ({"parameters": {"year": "1999"}}, 400, "bad-request"),
        ({"parameters": {"month": "1"}}, 400, "bad-request"),
        ({"sort": "owner"}, 400, "bad-request"),
        ({"columns": ["address", "height"]}, 400, "bad-request"),
        ({"columns": []}, 400, "bad-request"),
        ({"columns": ["address", "inspector"]}, 400, "closed"),
        ({"columns": ["flag_type"]}, 400, "closed"),
        ({"layer": "social", "filter": None}, 400, "closed"),
    ),
)
def test_what_could_not_be_taken_out_is_not_kept(
    service: TestClient, own_page: Own, wrong: dict[str, Any], status: int, slug: str
) -> None:
    told(service.post(LISTS, json={**ASKED, **wrong}, headers=own_page), status, slug)
    made = kept(service, own_page)
    match = {"if-match": made["etag"]}
    answer = service.put(
        f"{LISTS}/{made['id']}", json={**ASKED, **wrong}, headers={**own_page, **match}
    )
    told(answer, status, slug)
    assert service.get(LISTS).json() == {"lists": [made]}


@pytest.mark.parametrize(
    ("lang", "said"), (("da", "En anden liste hedder"), ("en", "Another list is called"))
)
def test_no_two_lists_have_one_name(
    service: TestClient, own_page: Own, lang: str, said: str
) -> None:
    kept(service, own_page)
    other = kept(service, own_page, name="Other")
    address = f"{LISTS}?lang={lang}"
    problem = told(service.post(address, json=ASKED, headers=own_page), 409, "list-refused")
    assert said in problem["detail"]
    headers = {**own_page, "if-match": other["etag"]}
    told(service.put(f"{LISTS}/{other['id']}", json=ASKED, headers=headers), 409, "list-refused")


def test_a_change_is_for_the_state_that_was_seen(service: TestClient, own_page: Own) -> None:
    made = kept(service, own_page)
    address, asked = f"{LISTS}/{made['id']}", {**ASKED, "name": "Ny"}
    told(service.put(address, json=asked, headers=own_page), 428, "unmatched")
    seen = {**own_page, "if-match": made["etag"]}
    changed = service.put(address, json=asked, headers=seen)
    assert changed.status_code == 200
    assert changed.json()["name"] == "Ny"
    assert changed.headers["etag"] != made["etag"]
    told(service.put(address, json=ASKED, headers=seen), 412, "stale")
    told(service.delete(address, headers=seen), 412, "stale")
    told(service.delete(address, headers=own_page), 428, "unmatched")
    assert service.get(address).json()["name"] == "Ny"


def test_what_was_deleted_can_be_kept_again(service: TestClient, own_page: Own) -> None:
    made = kept(service, own_page)
    address = f"{LISTS}/{made['id']}"
    assert service.delete(address, headers={**own_page, "if-match": made["etag"]}).content == b""
    told(service.get(address), 404)
    told(service.get(f"{address}/export.csv"), 404)
    told(service.delete(address, headers={**own_page, "if-match": made["etag"]}), 404)
    again = kept(service, own_page, **{name: made[name] for name in ASKED})
    assert {name: again[name] for name in ASKED} == {name: made[name] for name in ASKED}


@pytest.mark.parametrize(
    ("change", "said"),
    (
        (
            "layer = 'ruins'",
            (
                "laget 'ruins', som ikke findes mere",
                "the layer 'ruins', which is no more",
            ),
        ),
        (
            "columns = '{address,height}'",
            (
                "kolonner, som laget ikke har mere: height",
                "columns that the layer no longer has: height",
            ),
        ),
        (
            "filter = 'height > 3'",
            (
                f"{UNREAD[0]} (Laget har intet felt 'height'. (ved tegn 1))",
                f"{UNREAD[1]} (The layer has no field 'height'. (at character 1))",
            ),
        ),
        (
            "sort = 'height'",
            (
                f"{UNREAD[0]} (Listen kan ikke ordnes efter 'height'.)",
                f"{UNREAD[1]} (The list cannot be sorted by 'height'.)",
            ),
        ),
    ),
)
def test_a_list_of_what_is_gone_says_so(
    service: TestClient, own_page: Own, filled: Database, change: str, said: tuple[str, str]
) -> None:
    made = kept(service, own_page)
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute(f"update work.saved_list set {change}".encode())
    address, name = f"{LISTS}/{made['id']}/export.csv", ASKED["name"]
    danish = told(service.get(f"{address}?lang=da"), 409, "list")
    assert danish["detail"] == f"Listen »{name}« bruger {said[0]}."
    assert "Ret listen" in danish["next_step"]
    english = told(service.get(f"{address}?lang=en"), 409, "list")
    assert english["detail"] == f"The list {name!r} uses {said[1]}."
    assert "Mend the list" in english["next_step"]


def test_a_change_needs_the_token_of_our_pages(service: TestClient) -> None:
    told(service.post(LISTS, json=ASKED), 403, "page-token")
    told(service.delete(f"{LISTS}/1"), 403, "page-token")


def test_there_are_never_more_lists_than_one_answer_holds(
    service: TestClient, own_page: Own, filled: Database
) -> None:
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute(
            "insert into work.saved_list"
            " (municipality_code, name, layer, columns, created_by, changed_by)"
            " select '0360', 'list ' || n, 'suspicion', '{address}', 'a', 'a'"
            " from generate_series(1, %s) n",
            (MOST_LISTS,),
        )
    told(service.post(LISTS, json=ASKED, headers=own_page), 409, "list-refused")
    assert len(service.get(LISTS).json()["lists"]) == MOST_LISTS


def test_the_file_tells_the_name_of_the_list(service: TestClient, own_page: Own) -> None:
    made = kept(service, own_page)
    page = service.get(f"{LISTS}/{made['id']}/export.csv").content.decode("utf-8-sig")
    assert "Liste: Til ansøgningen | Lag: Mistanke" in page.splitlines()[0]
    assert f"Hentet af: {TOVE}" in page.splitlines()[0]


def test_a_layer_that_is_not_seen_is_told_as_a_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.PLANNER, frozenset({Permission.EXPORT_LAYERS}))
    nobody = Viewer(role=Role.PLANNER, registries=frozenset({"another than in every other test"}))
    with pytest.raises(NotFound) as refused:
        checked(AskedList.model_validate(ASKED), nobody)
    assert refused.value.message == "There is no layer of this name."
