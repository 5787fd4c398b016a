"""What stands in the address bar is what is shown, and what is shown stands in the address bar."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.access import PLANNER_OF_ALL
from gis_service.web.selection import LISTED, NAMES, PROPERTY_LAYERS, Selection
from layers.catalogue import LAYERS
from layers.parameters import YEAR

letters = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
names = st.text(letters, max_size=80).map(str.strip)
spans = st.none() | st.integers(1, 99)
others = st.sets(st.sampled_from([one for one in LISTED if one not in PROPERTY_LAYERS]))
selections = st.builds(
    Selection,
    layer=st.sampled_from(LISTED),
    priority_from=spans.map(lambda low: low and min(low, 49)),
    priority_to=spans.map(lambda high: high and max(high, 50)),
    graded=st.sampled_from(("", "yes", "no")),
    grade=st.sampled_from(((), ("K/K3",), ("EGEN", "FARVE/roed", "K/K2"))),
    municipality=st.sampled_from(("", "0360", "BALTIMORE")),
    place=names,
    suspicion_from=spans.map(lambda low: low and min(low, 49)),
    suspicion_to=spans.map(lambda high: high and max(high, 50)),
    rule=st.sampled_from(((), ("R5",), ("R2", "R10"))),
    use_group=st.sampled_from(("", "dwelling")),
    built_from=st.none() | st.integers(1000, 1900),
    built_to=st.none() | st.integers(1901, 2100),
    eligible=st.sampled_from(("", "yes", "no", "unknown")),
    source=names,
    year=st.none() | st.integers(YEAR.minimum, YEAR.maximum),
    sort=st.sampled_from(("", "address", "-suspicion")),
    view=st.booleans(),
    at=st.sampled_from(("", "9.5/56.1/9.25", "12/-33.5/-70.25")),
    property_id=st.none() | st.integers(1, 10**17),
    near=st.sampled_from(("", "9.1234,56.5", "-76.6,39.3")),
)
# What one can come to on the page: by a link, by choosing what the map shows, by listing.
reached = st.tuples(
    selections, others, st.sampled_from(("", *PROPERTY_LAYERS)), st.sampled_from(LISTED)
).map(
    lambda chosen: (
        chosen[0].but(show=tuple(one for one in LISTED if one in chosen[1])).showing(chosen[2]),
        chosen[3],
    )
)


@given(reached)
def test_an_address_restores_what_it_was_made_from(chosen: tuple[Selection, str]) -> None:
    selection, layer = chosen
    assert Selection.read(parse_qsl(selection.query)) == selection
    assert Selection.read(parse_qsl(selection.listing(layer).query)) == selection.listing(layer)


@given(reached)
def test_one_layer_of_properties_at_a_time_is_on_the_map(chosen: tuple[Selection, str]) -> None:
    selection, layer = chosen
    for one in (selection, selection.listing(layer)):
        assert len([each for each in one.show if each in PROPERTY_LAYERS]) <= 1
        assert one.layer not in PROPERTY_LAYERS or one.on_map in {"", one.layer}


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=8))
def test_any_query_string_is_read(query: list[tuple[str, str]]) -> None:
    Selection.read(query)


# The first filter of a process builds the grammar's parser, which takes its time.
@settings(deadline=None)
@given(selections, st.sampled_from(PROPERTY_LAYERS))
def test_every_filter_is_one_that_the_layer_reads(selection: Selection, layer: str) -> None:
    visible = LAYERS[layer].as_seen_by(PLANNER_OF_ALL)
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
        {"graded": "maybe"},
        {"grade": "K/K3' or 'a'='a"},
        {"place": "\x00\n"},
        {"source": "\x00\n"},
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


@pytest.mark.parametrize("layer", PROPERTY_LAYERS)
def test_a_link_to_a_layer_of_properties_shows_it(layer: str) -> None:
    read = Selection.read([("layer", layer)])
    assert (read.layer, read.on_map) == (layer, layer)
    assert "places" in read.show


def test_a_link_that_names_two_looks_of_properties_shows_the_listed_one() -> None:
    asked = [("show", "priority,suspicion,buildings"), ("layer", "suspicion")]
    assert Selection.read(asked).show == ("suspicion", "buildings")
    older = Selection.read([("show", "suspicion,buildings")])
    assert (older.layer, older.on_map) == ("suspicion", "suspicion")


def test_grades_are_asked_for_in_their_own_scales() -> None:
    chosen = Selection(grade=("EGEN", "K/K3"), graded="yes", priority_from=60)
    assert chosen.filter == (
        "priority >= 60 AND is_graded = TRUE AND"
        " (grade_scale = 'EGEN' OR (grade_scale = 'K' AND grade = 'K3'))"
    )


def test_other_filters_are_about_properties_only() -> None:
    chosen = Selection(built_to=1950, year=2024)
    assert "filter=" in chosen.query_of("suspicion")
    assert chosen.query_of("places") == "year=2024"
    assert chosen.query_of("buildings") == ""
