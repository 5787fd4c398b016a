"""What the catalogue says of its layers."""

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from layers.catalogue import LAYERS
from tests.gis_service.problem_shape import told
from tests.gis_service.registry_rows import STANDING, UNPLACED


def test_an_unknown_layer_or_parameter_is_refused(service: TestClient) -> None:
    told(service.get("/api/layers?verbose=1"), 400, "bad-request")
    told(service.get("/api/layers?lang=xx"), 400, "bad-request")
    for path in ("", "/items", "/legend", "/tile.json"):
        told(service.get(f"/api/layers/nothing{path}"), 404, "not-found")
        told(service.get(f"/api/layers/suspicion{path}?verbose=1"), 400)
        told(service.get(f"/api/layers/suspicion{path}?filter=nothing%20%3D%201"), 400, "filter")


@pytest.mark.parametrize("language", ("da", "en"))
def test_every_layer_of_the_catalogue_is_described(service: TestClient, language: str) -> None:
    layers = service.get(f"/api/layers?lang={language}").json()["layers"]
    assert [layer["id"] for layer in layers] == list(LAYERS)
    for layer in layers:
        assert layer["title"]
        assert layer["description"]
        for field in layer["fields"]:
            assert field.keys() >= {"name", "title", "description", "kind", "unit", "choices"}
            assert field["title"]
            assert field["description"]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_tells_its_counts(service: TestClient, layer: str) -> None:
    told_of = service.get(f"/api/layers/{layer}").json()
    assert told_of["total"] == told_of["placed"] + told_of["unplaced"]
    assert "data_as_of" in told_of
    matched = service.get(f"/api/layers/{layer}/items?limit=1").json()["numberMatched"]
    assert matched == told_of["total"]


def test_a_layer_is_dated_by_the_oldest_of_its_own_sources(
    service: TestClient, filled: Database
) -> None:
    assert filled.owner is not None
    with psycopg.connect(filled.owner, autocommit=True) as connection:
        connection.execute(
            "with run as (insert into work.import_run (actor, state, finished_at)"
            "   values ('test', 'committed', now()) returning id)"
            " insert into work.import_file"
            "   (run_id, name, content_hash, form, target, registry, extract_date)"
            " select id, 'a', 'x', form, target, registry, day::date from run, (values"
            "   ('ois_xml', 'bbr_building', null, '2020-04-18'),"
            "   ('graphql', 'bbr_building', null, '2022-01-01'),"
            "   ('table', 'listed_property', '0741', '2021-01-01'),"
            "   ('table', 'listed_property', 'BALTIMORE', '2026-11-22')"
            " ) as t (form, target, registry, day)"
        )
        both = service.get("/api/layers/suspicion").json()
        query = "filter=municipality_code%20%3D%20'0787'"
        one = service.get(f"/api/layers/suspicion?{query}").json()
        connection.execute("delete from work.import_run")
    assert both["data_as_of"] == "2021-01-01"
    assert [source["registry"] for source in both["sources"]] == [None, None, "0741"]
    assert one["data_as_of"] == "2022-01-01"
    assert len(one["sources"]) == 2


def test_the_suspicion_layer_counts_what_stands(service: TestClient) -> None:
    layer = service.get("/api/layers/suspicion").json()
    assert (layer["total"], layer["unplaced"]) == (STANDING, UNPLACED)
    assert layer["parameters"][0]["name"] == "year"


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("query", ("", "?lang=en"))
def test_a_legend_counts_every_row(service: TestClient, layer: str, query: str) -> None:
    legend = service.get(f"/api/layers/{layer}/legend{query}").json()
    assert legend["layer"] == layer
    if LAYERS[layer].is_aggregate:
        assert {one["count"] for one in legend["classes"]} == {None}
    else:
        assert sum(one["count"] for one in legend["classes"]) == legend["matched"]
    assert legend["matched"] == legend["total"]
    for one in legend["classes"]:
        assert one.keys() >= {"key", "title", "color", "filled", "count"}


def test_a_filtered_legend_tells_what_is_left_out(service: TestClient) -> None:
    legend = service.get("/api/layers/suspicion/legend?filter=suspicion%20%3E%3D%2080").json()
    assert legend["total"] == STANDING
    assert 0 < legend["matched"] < STANDING
    assert {one["key"] for one in legend["classes"] if one["count"]} == {"80_100"}


@pytest.mark.parametrize("layer", LAYERS)
def test_tile_json_leads_to_the_tiles(service: TestClient, layer: str) -> None:
    query = "?filter=id%20%3E%200" if layer == "suspicion" else ""
    tile_json = service.get(f"/api/layers/{layer}/tile.json{query}").json()
    assert tile_json["tilejson"] == "3.0.0"
    assert tile_json["vector_layers"][0]["id"] == layer
    template = tile_json["tiles"][0]
    address = template.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0")
    assert service.get(address).status_code in {200, 204}


def test_the_style_draws_every_layer_from_this_host(service: TestClient) -> None:
    style = service.get("/api/style.json").json()
    assert style["version"] == 8
    for layer in LAYERS:
        assert layer in style["sources"]
    assert "://" not in service.get("/api/style.json").text.replace("http://127.0.0.1:8000/", "")
