"""The card of a property: everything known, and no more than may be seen."""

import asyncio
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from db.access import Role, Viewer
from db.database import Database
from db.reading import Reader
from gis_service.registry.card import card_of
from layers.words import Language
from tests.gis_service.problem_shape import told

FILL = (Path(__file__).parent / "card.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def number(filled: Database) -> int:
    """The property with buildings, a unit and hits."""
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        connection.execute(FILL)
        found = connection.execute("select id from work.property where bfe = 44").fetchone()
    assert found is not None
    return int(found[0])


@pytest.fixture
def card(service: TestClient, number: int) -> dict[str, Any]:
    """The card in Danish."""
    answer = service.get(f"/api/properties/{number}?year=2020")
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


def facts(of: dict[str, Any]) -> dict[str, Any]:
    """Facts by name: what the code means, else the value."""
    return {fact["name"]: fact["meaning"] or fact["value"] for fact in of["facts"]}


@pytest.mark.parametrize("path", ("999999999", "0", "-1", "x", "1.5", "9" * 30))
def test_a_property_that_is_not_there_is_a_problem(service: TestClient, path: str) -> None:
    answer = service.get(f"/api/properties/{path}")
    told(answer, answer.status_code)
    assert answer.status_code in {400, 404}


async def _seen_by(database: Database, viewer: Viewer, number: int) -> dict[str, Any] | None:
    async with Reader(database) as reader:
        return await card_of(reader, viewer, number, language=Language.DA)


def test_a_property_of_another_municipality_does_not_exist(filled: Database, number: int) -> None:
    others = Viewer(role=Role.PLANNER, registries=frozenset({"0741"}))
    own = Viewer(role=Role.PLANNER, registries=frozenset({"0787"}))
    assert asyncio.run(_seen_by(filled, others, number)) is None
    assert asyncio.run(_seen_by(filled, own, number)) is not None


def test_all_buildings_are_there_the_standing_first(card: dict[str, Any]) -> None:
    assert [(one["number"], one["state"]) for one in card["buildings"]] == [
        ("1", "standing"),
        ("2", "standing"),
        ("4", "planned"),
        ("3", "gone"),
    ]
    assert [one["state_title"] for one in card["buildings"]] == [
        "Opført",
        "Opført",
        "Planlagt",
        "Nedlagt",
    ]
    assert card["buildings"][3]["status"] == "Slettet"


def test_codes_are_told_by_their_meaning_and_unknown_values_are_not(card: dict[str, Any]) -> None:
    house, shed = card["buildings"][:2]
    assert house["title"] == "Bygning 1: Fritliggende enfamiliehus (parcelhus)"
    assert facts(house)["year_built"] == 1921
    assert facts(house)["heating_code"] == "Ingen varmeinstallation"
    assert "year_built" not in facts(shed)
    assert "living_area_m2" not in facts(shed)


def test_units_stand_in_their_building_with_their_rules(card: dict[str, Any]) -> None:
    (unit,) = card["buildings"][0]["units"]
    assert unit["rules"] == ["R3"]
    assert "toilet_code" in facts(unit)
    assert card["buildings"][0]["rules"] == ["R10", "R13", "R3"]


def test_hits_have_rule_field_code_meaning_and_date(card: dict[str, Any]) -> None:
    first, second = card["hits"]
    assert (first["rule"], first["title"]) == ("R3", "Ikke benyttet")
    assert (first["field"], first["code"]) == ("enh045", "3")
    assert first["meaning"] == "Ikke benyttet"
    assert (second["rule"], second["date"]) == ("R10", "2015-06-01")
    assert second["building"].startswith("Bygning 1")
    assert [flag["rule"] for flag in card["flags"]] == ["R13"]
    assert [badge["title"] for badge in card["badges"]] == ["Ingen koordinater"]


def test_suspicion_is_told_with_its_class_and_in_words(card: dict[str, Any]) -> None:
    value = card["suspicion"]["value"]
    assert f"Registrene giver {value} af 100" in card["suspicion"]["sentence"]
    assert card["suspicion"]["color"].startswith("#")
    assert "tilstand" not in card["suspicion"]["sentence"]


def test_eligibility_is_a_sentence_with_its_facts(card: dict[str, Any]) -> None:
    assert card["eligibility"]["answer"] == "yes"
    assert card["eligibility"]["sentence"] == (
        "Ja: Hurup har 2.700 indbyggere, og grænsen i 2020 er under 4.000."
    )


@pytest.mark.parametrize(
    ("year", "language", "part"),
    (
        ("2016", "da", "højst 3.000"),
        ("2030", "da", "Grænsen er videreført fra året før og ikke bekræftet."),
        ("2020", "en", "Yes: Hurup has 2,700 inhabitants, and the limit in 2020 is below 4,000."),
    ),
)
def test_eligibility_follows_the_year_and_the_language(
    service: TestClient, number: int, year: str, language: str, part: str
) -> None:
    answer = service.get(f"/api/properties/{number}?year={year}&lang={language}").json()
    assert part in answer["eligibility"]["sentence"]


def test_eligibility_is_what_the_list_says(service: TestClient) -> None:
    listed = service.get("/api/layers/suspicion/items?limit=40&year=2020").json()["features"]
    for one in listed[::4]:
        answer = service.get(f"/api/properties/{one['id']}?year=2020").json()
        assert answer["eligibility"]["answer"] == one["properties"]["eligible"]
        yes_or_no = {"yes": "Ja", "no": "Nej", "unknown": "Uvist"}[answer["eligibility"]["answer"]]
        assert answer["eligibility"]["sentence"].startswith(yes_or_no)


def test_others_nearby_do_not_hold_the_property_itself(card: dict[str, Any]) -> None:
    ids = [one["id"] for one in card["nearby"]]
    distances = [one["distance_m"] for one in card["nearby"]]
    assert len(ids) == 5
    assert card["id"] not in ids
    assert distances == sorted(distances)


def test_what_is_gone_is_told_as_gone(service: TestClient, filled: Database) -> None:
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        found = connection.execute("select id from work.property where state = 'gone'").fetchone()
    assert found is not None
    answer = service.get(f"/api/properties/{found[0]}").json()
    assert answer["state_title"] == "Nedlagt"
    assert answer["eligibility"] is None
    assert "screenes derfor ikke" in answer["suspicion"]["sentence"]


def test_a_property_without_position_has_nobody_near(service: TestClient, filled: Database) -> None:
    assert filled.owner is not None
    with psycopg.connect(filled.owner) as connection:
        found = connection.execute("select id from work.property where geom is null").fetchone()
    assert found is not None
    answer = service.get(f"/api/properties/{found[0]}").json()
    assert (answer["lon"], answer["nearby"]) == (None, [])
