"""What stands in the address bar is what is shown, and what is shown stands in the address bar."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.access import PLANNER_OF_ALL
from gis_service.web.selection import LISTED, NAMES, Selection
from layers.catalogue import LAYERS
from layers.parameters import YEAR

letters = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
names = st.text(letters, max_size=80).map(str.strip)
spans = st.none() | st.integers(1, 99)
selections = st.builds(
    Selection,
    layer=st.sampled_from(LISTED),
    show=st.sets(st.sampled_from(LISTED)).map(lambda ids: tuple(i for i in LISTED if i in ids)),
    municipality=st.sampled_from(("", "0360", "BALTIMORE")),
    place=names,
    suspicion_from=spans.map(lambda low: low and min(low, 49)),
    suspicion_to=spans.map(lambda high: high and max(high, 50)),
    rule=st.sampled_from(((), ("R5",), ("R2", "R10"))),
    use_group=st.sampled_from(("", "dwelling")),
    built_from=st.none() | st.integers(1000, 1900),
    built_to=st.none() | st.integers(1901, 2100),
    eligible=st.sampled_from(("", "yes", "no", "unknown")),
    year=st.none() | st.integers(YEAR.minimum, YEAR.maximum),
    sort=st.sampled_from(("", "address", "-suspicion")),
    view=st.booleans(),
    at=st.sampled_from(("", "9.5/56.1/9.25", "12/-33.5/-70.25")),
    property_id=st.none() | st.integers(1, 10**17),
    near=st.sampled_from(("", "9.1234,56.5", "-76.6,39.3")),
)


@given(selections)
def test_an_address_restores_what_it_was_made_from(selection: Selection) -> None:
    assert Selection.read(parse_qsl(selection.query)) == selection


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=8))
def test_any_query_string_is_read(query: list[tuple[str, str]]) -> None:
    Selection.read(query)


# The first filter of a process builds the grammar's parser, which takes its time.
@settings(deadline=None)
@given(selections)
def test_every_filter_is_one_that_the_layer_reads(selection: Selection) -> None:
    visible = LAYERS["suspicion"].as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    narrowed = visible.with_(selection.parameters, selection.filter)
    assert (narrowed.condition is None) == (selection.filter is None)


@given(selections)
def test_letting_every_kind_go_leaves_no_filter(selection: Selection) -> None:
    loose = selection
    for kind in selection.kinds:
        loose = loose.without(*NAMES[kind])
    assert loose.filter is None
    assert loose == selection.cleared()


@pytest.mark.parametrize(
    "query",
    (
        {"property": "1 or 1=1"},
        {"property": "²"},
        {"year": "1066"},
        {"sort": "address; drop table"},
        {"layer": "secret"},
        {"at": "javascript:1"},
        {"near": "9.1,56.1,3"},
        {"near": "999,56.1"},
        {"near": "9.1,-86"},
        {"rule": "R5' or 'a'='a"},
        {"municipality": "' or ''='"},
        {"eligible": "maybe"},
        {"place": "\x00\n"},
    ),
)
def test_what_cannot_be_meant_is_left_out(query: dict[str, str]) -> None:
    assert Selection.read(list(query.items())) == Selection()


def test_a_quote_in_a_name_stays_inside_its_text() -> None:
    assert Selection(place="Mor's Høj").filter == "place = 'Mor''s Høj'"


def test_a_hard_space_in_a_name_is_a_space() -> None:
    assert Selection.read([("place", "Store\xa0Heddinge")]).place == "Store Heddinge"


def test_a_span_written_backwards_is_turned() -> None:
    read = Selection.read([("built_from", "1950"), ("built_to", "1900")])
    assert (read.built_from, read.built_to) == (1900, 1950)


def test_municipality_and_place_narrow_the_places_too() -> None:
    chosen = Selection(municipality="0360", place="Horslunde", suspicion_from=40)
    assert chosen.filter_of("places") == "municipality_code = '0360' AND name = 'Horslunde'"


def test_other_filters_are_about_properties_only() -> None:
    chosen = Selection(built_to=1950, year=2024)
    assert "filter=" in chosen.query_of("suspicion")
    assert chosen.query_of("places") == "year=2024"
    assert chosen.query_of("buildings") == ""
