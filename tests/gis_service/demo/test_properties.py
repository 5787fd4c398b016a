"""The demo's invented properties: the recipe, and the same bytes for the same seed."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from gis_service.demo import properties as demo_properties
from gis_service.demo import recipe
from gis_service.demo.properties import Chunk, chunks
from gis_service.demo.recipe import Quantiles, Shares, Size
from gis_service.demo.villages import Villages
from maps.cells import land, municipality_cells
from maps.settlements import settlements

ROOT = Path(__file__).parents[3]


def villages() -> Villages:
    return Villages.of(settlements(), np.full(len(settlements()), 500.0))


def frames(chunk: Chunk) -> tuple[pd.DataFrame, ...]:
    return (chunk.properties, chunk.buildings, chunk.units, chunk.inspections, chunk.flags)


def digest(size: Size, seed: int) -> str:
    """A digest of every row of a demo."""
    found = hashlib.sha256()
    for chunk in chunks(villages(), size, seed):
        for frame in frames(chunk):
            found.update(frame.to_csv(index=False).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def small() -> Chunk:
    (chunk,) = chunks(villages(), Size.SMALL, 1)
    return chunk


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "from tests.gis_service.demo.test_properties import digest, Size;"
        "print(digest(Size.SMALL, 7))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert elsewhere == digest(Size.SMALL, 7)
    assert elsewhere != digest(Size.SMALL, 8)


def test_large_demos_have_exactly_so_many_properties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_properties, "CHUNK", 20_000)
    made = list(chunks(villages(), Size.FIFTY_THOUSAND, 1))
    assert [len(chunk.properties) for chunk in made] == [20_000, 20_000, 10_000]
    ids = np.concatenate([chunk.properties["id"] for chunk in made])
    assert (ids == np.arange(1, 50_001)).all()
    buildings = np.concatenate([chunk.buildings["id"] for chunk in made])
    assert (buildings == np.arange(1, len(buildings) + 1)).all()


def test_a_small_demo_is_about_three_thousand(small: Chunk) -> None:
    assert 2_500 < len(small.properties) < 3_500
    assert small.properties["municipality_code"].nunique() > 60


def test_no_property_can_be_mistaken_for_a_home(small: Chunk) -> None:
    assert (small.properties["bfe"] > 99_000_000).all()
    assert small.properties["bfe"].is_unique
    assert small.properties["address"].str.startswith("Demo ").all()
    assert set(small.properties["source"]) == {"demo"}


def test_every_property_lies_on_land_in_the_municipality_that_it_says(small: Chunk) -> None:
    placed = small.properties[small.properties["geom"].notna()]
    points = shapely.from_wkb(placed["geom"].to_numpy(dtype=object))
    assert 0.97 < len(placed) / len(small.properties) < 1
    assert shapely.contains(land(), points).all()
    cells = municipality_cells()
    for code, group in placed.assign(point=points).groupby("municipality_code"):
        assert shapely.covers(cells[str(code)], group["point"].to_numpy()).all()


def test_codes_come_in_their_shares() -> None:
    drawn = Shares.of({"a": 70, "b": 25, None: 5}).draw(np.random.default_rng(1), 100_000)
    assert np.mean(drawn == "a") == pytest.approx(0.7, abs=0.01)
    assert np.mean([value is None for value in drawn]) == pytest.approx(0.05, abs=0.005)


def test_numbers_keep_their_quantiles() -> None:
    asked = Quantiles((0, 25, 50, 100), (0, 10, 100, 110))
    drawn = asked.draw(np.random.default_rng(1), 100_000)
    assert np.percentile(drawn, [25, 50]) == pytest.approx([10, 100], abs=1)


def test_the_recipe_is_kept(small: Chunk) -> None:
    main = small.buildings.drop_duplicates("property_id")
    assert (main["use_code"] == "120").mean() == pytest.approx(0.7, abs=0.03)
    known = main[main["year_built"] != 1000]["year_built"]
    assert known.median() == pytest.approx(1919, abs=5)
    assert main["roof_code"].eq("3").mean() == pytest.approx(0.42, abs=0.03)
    assert main["total_area_m2"].median() == pytest.approx(139, abs=5)
    assert main["heating_code"].isin(["3", "9"]).mean() == pytest.approx(0.30, abs=0.03)
    assert small.properties["vacant_since"].notna().mean() == pytest.approx(0.7, abs=0.03)
    assert small.units["condemned_code"].eq("1").mean() == pytest.approx(0.02, abs=0.01)
    lacks = (
        small.units["toilet_code"].isin(["A", "B"])
        | small.units["bath_code"].eq("D")
        | small.units["kitchen_code"].eq("H")
    )
    assert lacks.mean() == pytest.approx(0.15 * 0.935, abs=0.03)
    assert (small.properties["ownership_code"] == "10").mean() == pytest.approx(0.94, abs=0.02)
    assert small.properties["vacant_since"].dropna().max() <= recipe.REGISTER_DATE.isoformat()


def test_a_place_claims_what_it_reaches_and_else_the_nearest_does() -> None:
    first, second = settlements()[:2]
    two = Villages.of((first, second), np.array([10.0, 1e9]))
    nearest, belongs, metres = two.nearest(
        np.array([first.x + 5, first.x + 50]), np.array([first.y, first.y])
    )
    assert nearest.tolist() == [0, 0]
    assert belongs.tolist() == [0, 1]
    assert metres[0] == pytest.approx(5)
