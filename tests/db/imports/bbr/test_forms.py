"""The four forms of BBR say the same, whatever they look like."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.imports.errors import Refused
from db.imports.source import Form
from tests.db.imports import register
from tests.db.imports.register import Row, building
from tests.db.imports.state import state
from tests.db.imports.taking import ended, rows, take

ROWS = [
    building(
        registreringFra="2017-06-02T12:29:37Z",
        virkningFra="2014-09-13T18:31:44.18Z",
        virkningTil="2019-02-12T12:01:41.023832Z",
        byg094Revisionsdato="2017-09-24T09:13:32.432586+02:00",
    ),
    building(byg070Fredning=""),
    building("shed", kommunekode="0253", byg021BygningensAnvendelse="920", status="9"),
]

Maker = Callable[[Path, Sequence[Row]], Path]


def _pages(folder: Path, rows: Sequence[Row]) -> Path:
    return register.graphql(folder, [register.page(rows[:1]), register.page(rows[1:])])


def _page_after_page(folder: Path, rows: Sequence[Row]) -> Path:
    first = register.graphql(folder, register.page(rows[:2]), "a.json").read_text("utf-8")
    second = register.graphql(folder, register.page(rows[2:]), "b.json").read_text("utf-8")
    (folder / "sider.json").write_text(f"{first}\n{second}", encoding="utf-8")
    return folder / "sider.json"


def _csv_in_zip(folder: Path, rows: Sequence[Row]) -> Path:
    content = register.datafordeler_csv(folder, rows).read_bytes()
    name = "BBR_V1_Bygning_TotalDownload_csv_Current_267"
    return register.zipped(folder / f"{name}.zip", f"{name}.csv", content)


MAKERS: dict[str, tuple[Form, Maker]] = {
    "ois": (Form.OIS_XML, register.ois_zip),
    "csv": (Form.DATAFORDELER_CSV, register.datafordeler_csv),
    "csv, comma, latin-1": (
        Form.DATAFORDELER_CSV,
        lambda folder, rows: register.datafordeler_csv(
            folder, rows, separator=",", encoding="iso-8859-1"
        ),
    ),
    "csv, byte order mark": (
        Form.DATAFORDELER_CSV,
        lambda folder, rows: register.datafordeler_csv(folder, rows, encoding="utf-8-sig"),
    ),
    "csv in zip": (Form.DATAFORDELER_CSV, _csv_in_zip),
    "datafordeler json": (Form.DATAFORDELER_JSON, register.datafordeler_json),
    "rest": (Form.REST_JSON, register.rest_json),
    "graphql nodes": (
        Form.GRAPHQL_JSON,
        lambda folder, rows: register.graphql(folder, register.page(rows)),
    ),
    "graphql edges": (
        Form.GRAPHQL_JSON,
        lambda folder, rows: register.graphql(folder, register.page(rows, as_edges=True)),
    ),
    "graphql pages in an array": (Form.GRAPHQL_JSON, _pages),
    "graphql page after page": (Form.GRAPHQL_JSON, _page_after_page),
}


def _facts(database: Database) -> list[dict[str, Any]]:
    return rows(
        database,
        "select municipality_code, id_lokal_id, registration_from, effect_from, effect_to, status, "
        "attributes from base.bbr_building order by 2, 3",
    )


@pytest.fixture(scope="module")
def reference(database: Database, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    take(database, register.ois_zip(tmp_path_factory.mktemp("ois"), ROWS))
    return _facts(database)


@pytest.mark.parametrize("name", MAKERS)
def test_a_form_gives_the_same_facts(
    name: str, own_database: Database, tmp_path: Path, reference: list[dict[str, Any]]
) -> None:
    form, make = MAKERS[name]
    result = take(own_database, make(tmp_path, ROWS))
    assert result.forms == [form.value]
    assert ended(result) == (2, 0, 0, 1, 0)
    assert _facts(own_database) == reference


@pytest.mark.parametrize("name", MAKERS)
def test_a_form_after_another_changes_no_fact(
    name: str, database: Database, tmp_path: Path, reference: list[dict[str, Any]]
) -> None:
    before = state(database)["work.building"]
    result = take(database, MAKERS[name][1](tmp_path, ROWS))
    assert ended(result) == (0, 0, 3, 0, 0)
    assert _facts(database) == reference
    assert state(database)["work.building"] == before


def test_the_canonical_spelling(reference: list[dict[str, Any]]) -> None:
    newest = reference[0]["attributes"] if "virkningtil" in reference[0]["attributes"] else None
    oldest = newest or next(
        row["attributes"] for row in reference if "virkningtil" in row["attributes"]
    )
    assert oldest["byg026opfoerelsesaar"] == "1912"
    assert oldest["kommunekode"] == "0326"
    assert oldest["byg404koordinat"] == "POINT (647105.13 6151431.4)"
    assert oldest["byg094revisionsdato"] == "2017-09-24T07:13:32.432586Z"
    assert not any(row["attributes"].get("byg070fredning") for row in reference)


def test_an_entity_is_told_by_its_fields_where_nothing_else_tells_it(
    own_database: Database, tmp_path: Path
) -> None:
    row = {key: value for key, value in building().items() if key != "id_namespace"}
    result = take(own_database, register.rest_json(tmp_path, [row], "hentet.json"))
    assert list(result.tables) == ["bbr_building"]


def test_several_types_in_one_graphql_answer(own_database: Database, tmp_path: Path) -> None:
    unit = {
        **{key: value for key, value in building("flat").items() if not key.startswith("byg")},
        "enh020EnhedensAnvendelse": "120",
    }
    answer = {
        "data": {
            **register.page([building()])["data"],
            **register.page([unit], "BBR_Enhed")["data"],
        }
    }
    result = take(own_database, register.graphql(tmp_path, answer))
    assert {name: counts.rows for name, counts in result.tables.items()} == {
        "bbr_building": 1,
        "bbr_unit": 1,
    }


def test_a_table_that_is_not_used_is_kept_whole_and_named(
    own_database: Database, tmp_path: Path
) -> None:
    plant = {
        "id_lokalId": register.identity("tank"),
        "kommunekode": "0326",
        "registreringFra": "2019-02-12T12:01:41Z",
        "virkningFra": "2019-02-12T12:01:41Z",
        "status": "6",
        "tek020Klassifikation": "1110",
    }
    file = register.ois_zip(tmp_path, [plant], "TekniskAnlæg")
    result = take(own_database, file)
    assert ended(result) == (1, 0, 0, 0, 0)
    assert any("CO51500" in note and "bruges ikke" in note for note in result.notes)
    kept = rows(own_database, "select table_code, attributes from base.bbr_other")
    assert kept[0]["table_code"] == "co51500"
    assert kept[0]["attributes"]["tek020klassifikation"] == "1110"
    again = take(own_database, register.rest_json(tmp_path, [plant], "BBR_TekniskAnlæg.json"))
    assert ended(again) == (0, 0, 1, 0, 0)


def test_a_table_that_nobody_has_named_is_kept_too(own_database: Database, tmp_path: Path) -> None:
    row = {
        "id_lokalId": register.identity("x"),
        "kommunekode": "0326",
        "registreringFra": "2019-02-12T12:01:41Z",
        "virkningFra": "2019-02-12T12:01:41Z",
        "id_namespace": "http://data.gov.dk/bbr/nyttabel",
    }
    take(own_database, register.rest_json(tmp_path, [row]))
    assert rows(own_database, "select table_code from base.bbr_other") == [
        {"table_code": "nyttabel"}
    ]


def test_the_rest_fixture_says_what_the_extract_says(own_database: Database, data: Path) -> None:
    extract = next((data / "dev_bbr_grbbr_xml").glob("*CO50200T*"))
    take(own_database, extract)
    before = state(own_database)
    result = take(own_database, data / "fixtures" / "bbr_bygning_200_rest_stil.json")
    assert ended(result) == (0, 0, 200, 0, 0)
    assert state(own_database) == before
    answer = take(own_database, data / "fixtures" / "datafordeler_rest_bbr_bygning.json")
    assert ended(answer) == (1, 0, 0, 0, 0)


def test_register_rows_without_a_name_are_refused(own_database: Database, tmp_path: Path) -> None:
    row = {
        "id_lokalId": register.identity("x"),
        "registreringFra": "2019-02-12T12:01:41Z",
        "virkningFra": "2019-02-12T12:01:41Z",
    }
    with pytest.raises(Refused, match="hvilken del af BBR"):
        take(own_database, register.rest_json(tmp_path, [row], "ukendt.json"))
