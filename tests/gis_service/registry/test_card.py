"""The card of a property: everything known, and no more than may be seen."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from starlette.testclient import TestClient

from db.access import Role, Viewer
from db.database import Database
from db.reading import Reader
from gis_service.registry.card import card_of
from gis_service.registry.sentences import Writing
from layers.words import Language
from tests.gis_service.conftest import NearPlace
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
        return await card_of(reader.seen_by(viewer), viewer, number, language=Language.DA)


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
    assert "year_rebuilt" not in facts(house)


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


def test_the_newest_grade_is_told_in_its_own_scale(card: dict[str, Any]) -> None:
    grade = card["grade"]
    assert (grade["scale"], grade["grade"], grade["name"]) == ("K", "K3", "K3")
    assert grade["title"] == "Kritiske skader"
    assert (grade["date"], grade["inspector"]) == ("2026-03-15", "DEF")
    assert grade["part_title"] == "Hele ejendommen"
    assert card["condition"]["is_graded"] is True


def test_all_grades_are_told_the_newest_first_and_none_is_converted(card: dict[str, Any]) -> None:
    told = [(one["name"], one["part_title"], one["date"]) for one in card["inspections"]]
    assert told == [
        ("K3", "Hele ejendommen", "2026-03-15"),
        ("K2", "Tag", "2026-03-15"),
        ("UN", "Ydervægge", "2026-03-15"),
        ("Rød", "Hele ejendommen", "2024-05-02"),
    ]


def test_the_bars_of_the_priority_sum_to_it_and_say_why(card: dict[str, Any]) -> None:
    bars = {bar["criterion"]: bar for bar in card["priority"]["bars"]}
    assert list(bars) == ["condition", "eligible", "place"]
    assert sum(bar["value"] for bar in bars.values()) == card["priority"]["value"] == 100
    assert sum(bar["weight"] for bar in bars.values()) == 100
    assert bars["condition"]["sentence"] == "Karakter K3 (15-03-2026): 50 af 50"
    assert bars["place"]["sentence"] == "Ligger i Hurup: 20 af 20"
    assert bars["eligible"]["sentence"] == "Omfattet af puljen i 2026: 30 af 30"


def test_each_bar_opens_the_rows_it_came_from(card: dict[str, Any]) -> None:
    rows = {bar["criterion"]: bar["rows"] for bar in card["priority"]["bars"]}
    assert [(row["title"], row["value"]) for row in rows["condition"]] == [
        ("Vægt: Tilstand", 50),
        ("Point for K3", 100),
    ]
    assert ("Point for at ligge i en by", 100) in [
        (row["title"], row["value"]) for row in rows["place"]
    ]
    for row in (row for each in rows.values() for row in each):
        assert row["valid_from"] == "2000-01-01"
        assert row["source"]


@pytest.mark.parametrize(
    ("change", "criterion", "sentence"),
    (
        (
            "grade = null, grade_scale = null, suspicion = 85, priority_condition = 43",
            "condition",
            "Mistanke 85 står i stedet for en karakter: 43 af 50",
        ),
        (
            "grade = null, grade_scale = null, suspicion = null, priority_condition = null",
            "condition",
            "Mangler: ingen har bedømt ejendommen, og ingen regel giver en mistanke.",
        ),
        (
            "grade = 'ryddes', grade_scale = 'EGEN', priority_condition = null",
            "condition",
            "Mangler: karakteren »ryddes« har ingen point i modellen, og skalaer omregnes ikke.",
        ),
        (
            "in_place = false, place_distance_m = 640, priority_place = 10",
            "place",
            "Ligger 640 m fra Hurup: 10 af 20",
        ),
        (
            "in_place = false, place_distance_m = 4230, priority_place = 0",
            "place",
            "Ligger 4,2 km fra Hurup: 0 af 20",
        ),
        (
            "in_place = null, place_distance_m = null, priority_place = null",
            "place",
            "Mangler: det vides ikke, hvilken by ejendommen ligger i.",
        ),
        (
            "in_place = null, priority_eligible = null",
            "eligible",
            "Mangler: det er uvist, om puljen omfatter ejendommen i 2026.",
        ),
    ),
)
def test_what_is_missing_or_stands_in_is_said(
    filled: Database, number: int, change: str, criterion: str, sentence: str
) -> None:
    told = asyncio.run(_changed(filled, number, change))
    bar = next(one for one in told["priority"]["bars"] if one["criterion"] == criterion)
    assert bar["sentence"] == sentence
    assert bar["is_missing"] is sentence.startswith("Mangler")
    assert bar["stands_in"] is sentence.startswith("Mistanke")


@pytest.mark.parametrize(
    ("language", "stops"),
    (
        (Language.DA, "Reglerne giver tilsammen 115, men mistanken stopper ved 100."),
        (Language.EN, "The rules add up to 115, but suspicion stops at 100."),
    ),
)
def test_rules_that_add_up_to_more_than_suspicion_say_so(language: Language, stops: str) -> None:
    row = {"is_standing": True, "screened_as_of": date(2026, 11, 22), "suspicion": 100}
    hits = [
        {"rule": rule, "weight": weight, "scores": scores}
        for rule, weight, scores in (
            *(("R1", 60, True), ("R1", 60, True), ("R2", 40, True)),
            *(("R3", 15, True), ("R4", 30, False)),
        )
    ]
    writing = Writing(language=language)
    assert writing.suspicion(row, hits).endswith(f" {stops}")
    assert stops not in writing.suspicion(row, hits[:3])


@pytest.mark.parametrize(
    ("said", "metres", "points"),
    (
        ("750.5", 750.5, "Point for at ligge nær ved en by"),
        (None, None, "Point for at ligge langt fra en by"),
    ),
)
def test_a_reach_with_decimals_or_none_at_all_is_told(
    filled: Database,
    number: int,
    near_place: NearPlace,
    said: str | None,
    metres: float | None,
    points: str,
) -> None:
    near_place(said)
    told = asyncio.run(_changed(filled, number, "in_place = false, place_distance_m = 750"))
    bar = next(one for one in told["priority"]["bars"] if one["criterion"] == "place")
    rows = [(row["title"], row["value"]) for row in bar["rows"]]
    assert points in [title for title, _ in rows]
    assert rows[-1][1] == metres


async def _changed(database: Database, number: int, change: str) -> dict[str, Any]:
    """The card with something else on the property's row; put back afterwards."""
    assert database.owner is not None
    columns = sql.SQL(", ").join(
        sql.Identifier(part.split(" = ")[0].strip()) for part in change.split(", ")
    )
    with psycopg.connect(database.owner, autocommit=True) as owner:
        before = owner.execute(
            sql.SQL("select {} from work.property where id = %s").format(columns), [number]
        ).fetchone()
        assert before is not None
        owner.execute(f"update work.property set {change} where id = %s".encode(), [number])
        try:
            told = await _seen_by(database, Viewer(role=Role.PLANNER, registries=None), number)
        finally:
            row = sql.SQL(", ").join(sql.Placeholder() * len(before))
            owner.execute(
                sql.SQL("update work.property set ({}) = row({}) where id = %s").format(
                    columns, row
                ),
                [*before, number],
            )
    assert told is not None
    return told


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
