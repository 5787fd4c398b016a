"""Search finds what people type, best first, from an index."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.access import PLANNER_OF_ALL, Role, Viewer
from db.queries.search import MOST_CANDIDATES, found, property_candidates
from db.queries.words import MOST_WORDS, words_of
from tests.db.queries.conftest import Ask, Explain, scanned


def titles(ask: Ask, text: str, limit: int = 10) -> list[str]:
    return [row["title"] for row in ask(found(words_of(text), PLANNER_OF_ALL, limit))]


def test_nothing_is_found_for_what_stands_nowhere(ask: Ask) -> None:
    assert titles(ask, "qxz") == []


@pytest.mark.parametrize("typed", ("aalborg", "Aalborg", "ålborg", "ÅLBORG", " aalborg , "))
def test_both_spellings_of_aa_find_the_town_and_the_municipality(ask: Ask, typed: str) -> None:
    assert sorted(titles(ask, typed, 2)) == ["Aalborg", "Ålborg"]


@pytest.mark.parametrize("typed", ("Åse", "aase", "AASE"))
def test_a_village_is_found_before_those_whose_name_holds_its_name(ask: Ask, typed: str) -> None:
    found_titles = titles(ask, typed)
    assert found_titles[0] == "Aase"
    assert "Nørre Aaseby" in found_titles
    assert {"Åsevej 3, 7900 Ørding", "Aasevej 4, 7900 Ørding"} <= set(found_titles)


def test_the_exact_address_stands_before_those_it_begins(ask: Ask) -> None:
    assert titles(ask, "bygaden 1")[0] == "Bygaden 1, 9000 Aalborg"
    assert titles(ask, "Bygaden 12, 9000 Aalborg")[0] == "Bygaden 12, 9000 Aalborg"
    assert titles(ask, "bygaden 12")[:2] == [
        "Bygaden 12, 9000 Aalborg",
        "Bygaden 120, 9000 Aalborg",
    ]


def test_words_are_found_in_any_order(ask: Ask) -> None:
    assert "Ny Bygade 12, 9000 Aalborg" in titles(ask, "12 bygade")
    assert titles(ask, "aalborg 12 ny") == ["Ny Bygade 12, 9000 Aalborg"]


def test_a_village_narrows_an_address(ask: Ask) -> None:
    assert titles(ask, "ærøgade ørding") == ["Ærøgade 5, 7900 Ørding"]
    assert titles(ask, "aeroegade oerding") == ["Ærøgade 5, 7900 Ørding"]


def test_a_bfe_number_finds_its_property_alone(ask: Ask) -> None:
    rows = ask(found(words_of("100007"), PLANNER_OF_ALL, 10))
    assert [(row["kind"], row["bfe"]) for row in rows] == [("property", 100007)]
    assert rows[0]["position"] is None


def test_what_is_gone_is_found_and_stands_after_what_stands(ask: Ask) -> None:
    rows = ask(found(words_of("asevej ørding".replace("a", "å", 1)), PLANNER_OF_ALL, 10))
    assert [row["state"] for row in rows] == ["standing", "gone"]


@pytest.mark.parametrize("typed", ("%", "_", "\\", "'", "100%", "vej_7", "%%%%"))
def test_signs_of_patterns_are_only_signs(ask: Ask, typed: str) -> None:
    for title in titles(ask, typed):
        assert typed.lower() in title.lower()


def test_percent_and_underscore_are_found(ask: Ask) -> None:
    assert titles(ask, "100% vej_7") == ["100% Vej_7"]


def test_a_viewer_finds_only_in_her_municipalities(ask: Ask) -> None:
    viewer = Viewer(role=Role.PLANNER, registries=frozenset({"0773"}))
    rows = ask(found(words_of("aa"), viewer, 100)) + ask(found(words_of("vej"), viewer, 100))
    assert rows
    assert {row["code"] for row in rows} == {"0773"}


def test_common_words_are_bounded(ask: Ask) -> None:
    candidates = ask(property_candidates(words_of("mængdevej"), PLANNER_OF_ALL))
    assert len(candidates) <= 2 * MOST_CANDIDATES
    assert len(titles(ask, "mængdevej", 7)) == 7
    assert len(words_of("a " * 100).words) == MOST_WORDS


def test_short_words_are_looked_for_at_the_beginning_only(ask: Ask) -> None:
    assert all(title.lower().startswith("by") for title in titles(ask, "by"))


@pytest.mark.parametrize(
    ("typed", "index"),
    (
        ("mængdevej 1234", "property_search"),
        ("bygaden 12", "property_search_prefix"),
        ("b", "property_search_prefix"),
    ),
)
def test_the_reader_s_search_uses_its_index(explain: Explain, typed: str, index: str) -> None:
    plan = explain(property_candidates(words_of(typed), PLANNER_OF_ALL))
    assert f'"Index Name": "{index}"' in plan
    # A handful of villages is read from end to end; the properties never are.
    assert "property" not in scanned(plan)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=30))
def test_any_text_is_a_search(ask: Ask, text: str) -> None:
    words = words_of(text)
    if words.words:
        ask(found(words, PLANNER_OF_ALL, 5))
