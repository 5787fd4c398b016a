"""The columns of a file are those that were chosen, in their order; some cannot be chosen."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from layers.catalogue import CATALOGUE
from layers.closed import chosen_columns, may_leave
from layers.errors import BadParameter, Closed
from layers.words import Language
from maps.exports.formats import FORMATS
from tests.gis_service.conftest import TOVE
from tests.gis_service.exports.conftest import LEAVING, Write, few, visible
from tests.gis_service.exports.reading import (
    gpkg_info,
    parquet_told,
    read_csv,
    read_geojson,
    read_page,
    read_parquet,
    read_xlsx,
)
from tests.gis_service.problem_shape import told

KEYS = [row.key for row in FORMATS]
EXPORT = "/api/layers/suspicion/export"
CHOSEN = ("suspicion", "address", "bfe")
TITLES = ["Mistanke", "Adresse", "BFE-nummer"]
OF_PEOPLE = (
    *("inspector", "inspected_by", "besigtiget_af", "cpr", "CPR_nr", "ejer", "owner_name"),
    *("lejer", "flag", "flag_type", "social", "social_band", "telefon", "case_id"),
)


def named_in(path: Path, format_: str) -> list[str]:
    """The first columns of a file, by title where it has titles."""
    match format_:
        case "csv":
            return read_csv(path)[0][:3]
        case "xlsx":
            return [str(title) for title in read_xlsx(path)[0][:3]]
        case "geojson":
            return list(read_geojson(path)["features"][0]["properties"])
        case "html":
            return list(read_page(path, "look")["columns"])
        case "parquet":
            schema = pq.read_schema(path)
            return [str(schema.field(name).metadata[b"title"].decode()) for name in CHOSEN]
        case _:
            return list(gpkg_info(path)["fields"])


@pytest.mark.parametrize("format_", KEYS)
def test_the_columns_stand_in_their_order(write: Write, format_: str) -> None:
    named = named_in(write(format_, columns=CHOSEN).path, format_)
    assert named == (list(CHOSEN) if format_ in {"geojson", "gpkg"} else TITLES)


def test_a_page_has_its_colours_without_their_columns(write: Write) -> None:
    path = write("html", None, layer="municipalities", columns=("homes",)).path
    assert {row[1] for row in read_page(path)} <= {0, 1}
    assert read_page(path, "look")["columns"] == ["Boliger"]


@pytest.mark.parametrize("layer", LEAVING)
def test_parquet_is_geoparquet_of_the_grid(write: Write, layer: str) -> None:
    written = write("parquet", few(layer), layer=layer)
    schema = pq.read_schema(written.path)
    geo = json.loads(schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    column = geo["columns"][geo["primary_column"]]
    assert column["encoding"] == "WKB"
    assert column["crs"]["id"] == {"authority": "EPSG", "code": written.export.srid}
    assert column["geometry_types"] in ([], ["Point"], ["MultiPolygon"])
    assert read_parquet(written.path).crs.to_epsg() == written.export.srid
    assert schema.names == [*(one.name for one in written.export.columns), "geometry"]
    assert parquet_told(written.path)["user"] == "Tove"


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_what_is_told_of_people_cannot_be_chosen_and_it_says_why(name: str) -> None:
    with pytest.raises(Closed) as refused:
        chosen_columns(visible("suspicion"), ["address", name])
    danish, _ = refused.value.said(Language.DA)
    english, _ = refused.value.said(Language.EN)
    assert f"Kolonnen '{name}' kan ikke vælges. " in danish
    assert f"The column '{name}' cannot be chosen. " in english
    assert len(danish) > len(f"Kolonnen '{name}' kan ikke vælges. ") + 20


def test_a_layers_own_columns_are_never_taken_for_closed_ones() -> None:
    for layer in LEAVING:
        seen = visible(layer)
        assert chosen_columns(seen, seen.by_name) == tuple(seen.by_name)
        assert "inspector" not in seen.by_name


@pytest.mark.parametrize(
    ("layer", "name"),
    (
        ("places", "flags"),
        ("municipalities", "address"),
        ("suspicion", "case_no"),
        ("suspicion", "mailbox"),
        ("suspicion", "personnel"),
    ),
)
def test_a_column_of_another_layer_or_of_none_is_no_closed_one(layer: str, name: str) -> None:
    with pytest.raises(BadParameter) as refused:
        chosen_columns(visible(layer), [name])
    assert refused.value.message == f"The layer {layer} has no column {name!r}."


@pytest.mark.parametrize("names", (["height"], [], [""], ["bfe", "bfe"]))
def test_columns_are_known_and_each_once(names: list[str]) -> None:
    with pytest.raises(BadParameter):
        chosen_columns(visible("suspicion"), names)


@pytest.mark.parametrize("format_", KEYS)
@pytest.mark.parametrize("lang", Language)
def test_the_service_says_why(service: TestClient, format_: str, lang: Language) -> None:
    answer = service.get(f"{EXPORT}.{format_}?columns=address,inspector&lang={lang}")
    problem = told(answer, 400, "closed")
    said = {"da": "Hvem der har set på et hus", "en": "Who looked at a house"}[lang]
    assert said in problem["detail"]
    told(service.get(f"{EXPORT}.{format_}?columns=height"), 400)


def test_the_service_takes_columns_in_order(service: TestClient) -> None:
    collection = service.get(f"{EXPORT}.geojson?columns=suspicion,address").json()
    assert list(collection["features"][0]["properties"]) == ["suspicion", "address"]
    assert collection["user"] == TOVE
    assert [one["name"] for one in collection["fields"]] == ["suspicion", "address"]


@pytest.mark.parametrize("format_", KEYS)
def test_bands_are_looked_at_and_never_taken_out(service: TestClient, format_: str) -> None:
    bands = [layer.id for layer in CATALOGUE if not may_leave(layer)]
    assert bands == ["social"]
    for layer in bands:
        problem = told(service.get(f"/api/layers/{layer}/export.{format_}?lang=da"), 400, "closed")
        assert "hele landsbyer i bånd" in problem["detail"]
    told(service.get("/api/layers/social/page.html"), 400, "closed")
