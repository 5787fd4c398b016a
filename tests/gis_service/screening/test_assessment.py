"""What the rules together say: suspicion, flags and badges of a property."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from gis_service.screening.assessment import Assessment, assess, suspicion_of
from tests.gis_service.screening.frames import batch, buildings, model, properties, units

MODEL = model()
CODES = st.sampled_from((None, "", "0", "1", "2", "3", "4", "9", "70", "90", "999"))
BUILDINGS = st.lists(
    st.fixed_dictionaries(
        {
            "property_id": st.integers(1, 3),
            "use_code": st.sampled_from((None, "110", "120", "930", "970", "990", "999")),
            "year_built": st.sampled_from((None, 0, 1000, 1890, 1959, 1960, 1985, 2020)),
            "year_rebuilt": st.sampled_from((None, 0, 1000, 1950, 1979, 1980, 2010)),
            "heating_code": CODES,
            "water_code": CODES,
            "drain_code": CODES,
            "roof_code": CODES,
            "protection_code": CODES,
        }
    ),
    max_size=6,
)
UNITS = st.lists(
    st.fixed_dictionaries(
        {
            "property_id": st.integers(1, 3),
            "building_use_code": st.sampled_from((None, "120", "910")),
            "condemned_code": CODES,
            "toilet_code": st.sampled_from((None, "T", "A", "B")),
            "occupancy_code": CODES,
            "unregistered_since": st.sampled_from((None, date(2001, 1, 1), date(2026, 11, 1))),
            "approved_empty_code": st.sampled_from((None, "0", "100")),
        }
    ),
    max_size=6,
)


def one(assessment: Assessment) -> pd.Series:
    """The result of the only property."""
    assert len(assessment.properties) == 1
    return assessment.properties.iloc[0]


def test_suspicion_is_the_sum_of_the_rules_that_hit() -> None:
    result = one(
        assess(
            batch(
                properties({}),
                buildings({"year_built": 1919, "heating_code": "9"}),
                units({"occupancy_code": "3"}),
            ),
            MODEL,
        )
    )
    assert result["rules"] == "R3,R5,R6,R10"
    assert result["suspicion"] == sum(
        MODEL.rules[rule].weight for rule in ("R3", "R5", "R6", "R10")
    )


def test_a_rule_counts_once_however_many_buildings_it_hits() -> None:
    houses = [{"heating_code": "9"}] * 5
    result = assess(batch(properties({}), buildings(*houses)), MODEL)
    assert one(result)["suspicion"] == MODEL.rules["R10"].weight
    assert list(result.hits["building_id"]) == [1, 2, 3, 4, 5]


def test_suspicion_ends_at_a_hundred() -> None:
    everything = assess(
        batch(
            properties({}),
            buildings(
                {"use_code": "990"},
                {"year_built": 1850, "heating_code": "9", "water_code": "9", "drain_code": "90"},
            ),
            units(
                {
                    "condemned_code": "1",
                    "occupancy_code": "3",
                    "toilet_code": "B",
                    "bath_code": "D",
                    "kitchen_code": "H",
                }
            ),
        ),
        MODEL,
    )
    assert one(everything)["suspicion"] == 100


def test_no_rule_applies_is_none_and_never_zero() -> None:
    assert np.isnan(one(assess(batch(properties({})), MODEL))["suspicion"])
    sound = one(assess(batch(properties({}), buildings({"heating_code": "1"})), MODEL))
    assert sound["suspicion"] == 0
    assert sound["rules"] == ""


def test_the_reason_why_no_rule_applies_is_told() -> None:
    result = assess(
        batch(
            properties({}, {}, {}, {}),
            buildings(
                {"property_id": 2, "use_code": "930"},
                {"property_id": 3, "use_code": "999"},
                {"property_id": 4},
            ),
        ),
        MODEL,
    )
    assert list(
        result.properties["silence"]
        .astype(object)
        .where(result.properties["silence"].notna(), None)
    ) == ["no_building", "only_outbuildings", "no_known_value", None]


def test_hits_of_outbuildings_are_shown_but_do_not_score() -> None:
    shed = units({"building_use_code": "930", "occupancy_code": "3"})
    result = assess(batch(properties({}), buildings({"use_code": "120"}), shed), MODEL)
    assert one(result)["suspicion"] == 0
    assert one(result)["rules"] == ""
    assert [(hit.rule, hit.scores) for hit in result.hits.itertuples()] == [("R3", False)]


def test_redundant_and_dilapidated_buildings_score() -> None:
    for use in ("970", "990", "999"):
        lived = units({"building_use_code": use, "occupancy_code": "3"})
        result = one(assess(batch(properties({}), buildings({"use_code": use}), lived), MODEL))
        assert result["suspicion"] >= MODEL.rules["R3"].weight


def test_flags_and_badges_are_never_part_of_suspicion() -> None:
    result = assess(
        batch(
            properties({"in_place": "t", "population": 300, "is_placed": "f"}),
            buildings(
                {
                    "roof_code": "3",
                    "protection_code": "1",
                    "materials_source_code": "1",
                    "coordinate_quality": "3",
                    "revised_on": date(2001, 1, 1),
                }
            ),
        ),
        MODEL,
    )
    assert one(result)["suspicion"] == 0
    assert one(result)["flags"] == "R13,R16,R19"
    assert one(result)["badges"] == "R20,no_position,uncertain_position"
    assert not result.hits["scores"].any()


def test_a_property_that_does_not_stand_is_not_screened() -> None:
    result = one(
        assess(batch(properties({"is_standing": "f", "vacant_since": date(2001, 1, 1)})), MODEL)
    )
    assert np.isnan(result["suspicion"])
    assert result["badges"] == ""
    assert pd.isna(result["screened_as_of"])
    assert pd.isna(result["silence"])


@settings(max_examples=25, deadline=None)
@given(
    hits=arrays(bool, (4, 6)),
    extra=arrays(bool, (4, 6)),
    weights=st.lists(st.integers(0, 100), min_size=6, max_size=6),
)
def test_one_more_hit_never_lowers_suspicion(
    hits: NDArray[np.bool_], extra: NDArray[np.bool_], weights: list[int]
) -> None:
    told = np.ones_like(hits)
    before, after = suspicion_of(hits, told, weights), suspicion_of(hits | extra, told, weights)
    assert (after >= before).all()
    assert ((before >= 0) & (after <= 100)).all()


@settings(max_examples=25, deadline=None)
@given(stands=BUILDINGS, lived=UNITS, more=UNITS)
def test_one_more_unit_never_lowers_suspicion(
    stands: list[dict[str, object]], lived: list[dict[str, object]], more: list[dict[str, object]]
) -> None:
    def suspicion(rows: list[dict[str, object]]) -> pd.Series:
        made = batch(properties({}, {}, {}), buildings(*stands), units(*rows))
        return assess(made, MODEL).properties["suspicion"].fillna(-1)

    assert (suspicion([*lived, *more]) >= suspicion(lived)).all()


@settings(max_examples=25, deadline=None)
@given(stands=BUILDINGS, lived=UNITS, seed=st.integers(0, 1000))
def test_the_order_of_buildings_and_units_does_not_matter(
    stands: list[dict[str, object]], lived: list[dict[str, object]], seed: int
) -> None:
    owned = properties({}, {}, {})
    straight = batch(owned, buildings(*stands), units(*lived))
    mixed = batch(
        owned,
        straight.buildings.sample(frac=1, random_state=seed),
        straight.units.sample(frac=1, random_state=seed),
    )
    one_way, other_way = assess(straight, MODEL), assess(mixed, MODEL)
    pd.testing.assert_frame_equal(one_way.properties, other_way.properties)
    pd.testing.assert_frame_equal(one_way.hits, other_way.hits, check_dtype=False)


@settings(max_examples=25, deadline=None)
@given(stands=BUILDINGS, lived=UNITS)
def test_every_hit_can_be_read_back_from_the_result(
    stands: list[dict[str, object]], lived: list[dict[str, object]]
) -> None:
    result = assess(batch(properties({}, {}, {}), buildings(*stands), units(*lived)), MODEL)
    for owned in result.properties.itertuples():
        hits = result.hits[result.hits["property_id"] == owned.id]
        scoring = set(hits[hits["scores"].astype(bool)]["rule"])
        assert set(filter(None, owned.rules.split(","))) == scoring
        expected = min(100, sum(MODEL.rules[rule].weight for rule in scoring))
        assert np.isnan(owned.suspicion) ^ (owned.suspicion == expected)
        assert not (scoring and np.isnan(owned.suspicion))
