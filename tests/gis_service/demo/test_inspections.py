"""The demo's grades and flags: believable, dated, and in scales that the registry knows."""

import numpy as np
import pandas as pd
import pytest

from gis_service.demo.flags import Flagging
from gis_service.demo.inspections import inspections
from gis_service.demo.properties import Chunk, chunks
from gis_service.demo.recipe import REGISTER_DATE, Size
from tests.gis_service.demo.test_properties import villages


@pytest.fixture(scope="module")
def small() -> Chunk:
    (chunk,) = chunks(villages(), Size.SMALL, 1)
    return chunk


def test_some_properties_are_graded_mostly_in_two_scales(small: Chunk) -> None:
    found = small.inspections
    assert 0.06 < found["property_id"].nunique() / len(small.properties) < 0.14
    shares = found["scale"].value_counts(normalize=True)
    assert set(shares.index) == {"K", "FARVE", "SAVE", "EGEN"}
    assert shares["K"] + shares["FARVE"] > 0.8
    assert {"overall", "roof", "wall", "window"} <= set(found["part"])
    assert found["key"].is_unique


def test_nobody_has_been_there_after_the_day_of_the_registers(small: Chunk) -> None:
    assert small.inspections["inspected_on"].max() < REGISTER_DATE.isoformat()
    assert small.inspections["inspected_on"].nunique() > 100


def test_a_house_is_visited_more_and_graded_worse_where_it_looks_worse() -> None:
    properties = pd.DataFrame(
        {"id": range(20_000), "municipality_code": "0360", "bfe": range(20_000)}
    )
    signs = np.where(np.arange(20_000) < 10_000, 0.05, 0.7)
    found = inspections(np.random.default_rng(1), properties, signs, {"0360": "K"})
    is_bad = found["grade"].isin(["K2", "K3"])
    sound, decayed = found["property_id"] < 10_000, found["property_id"] >= 10_000
    assert decayed.sum() > 3 * sound.sum()
    assert is_bad[decayed].mean() > 0.7
    assert is_bad[sound].mean() < 0.2


def test_a_few_villages_reach_each_band_and_most_none(small: Chunk) -> None:
    flagged = small.properties.merge(small.flags, left_on="key", right_on="property_key")
    per_place = flagged.groupby("place_id").size()
    bands = np.digitize(per_place, [5, 10, 20])
    assert all((bands == band).sum() >= 2 for band in (1, 2, 3))
    assert (bands == 0).sum() > 2 * (bands > 0).sum()
    assert small.flags["property_key"].is_unique


def test_a_place_has_no_more_flags_however_many_properties_come() -> None:
    flagging = Flagging(np.random.default_rng(1), np.array([2_000, 3, 900]))
    some = pd.DataFrame({"municipality_code": "0360", "key": [f"bfe:{n}" for n in range(1_000)]})
    place = np.where(np.arange(1_000) % 3 == 0, 3, 1)
    made = pd.concat([flagging.flags(some.assign(place_id=place)) for _ in range(4)])
    assert 26 <= len(made) <= 26 + 14


def test_unplaced_properties_are_not_flagged() -> None:
    flagging = Flagging(np.random.default_rng(1), np.array([50]))
    some = pd.DataFrame({"municipality_code": "0360", "key": ["bfe:1", "bfe:2"], "place_id": None})
    assert flagging.flags(some).empty
