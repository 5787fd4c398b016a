"""The base map that needs no network."""

import json
from pathlib import Path

import pytest
import shapely

from maps.basemap import PARTS
from maps.basemap_files import base_map
from maps.cells import land, municipality_cells
from maps.land import neighbours
from maps.settlements import settlements


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_geojson_in_degrees_and_always_the_same(name: str) -> None:
    content = PARTS[name]()
    collection = json.loads(content)
    assert collection["type"] == "FeatureCollection"
    assert collection["features"]
    for feature in collection["features"]:
        geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
        west, south, east, north = geometry.bounds
        assert -180 <= west <= east <= 180
        assert -86 <= south <= north <= 84
        assert geometry.is_valid
    PARTS[name].cache_clear()  # type: ignore[attr-defined]
    assert PARTS[name]() == content


def test_the_approximate_municipalities_cover_the_land_and_do_not_overlap() -> None:
    cells = municipality_cells()
    assert len(cells) == 98
    assert "0411" not in cells
    total = sum(cell.area for cell in cells.values())
    assert total == pytest.approx(land().area, rel=1e-6)  # type: ignore[attr-defined]
    assert shapely.coverage_is_valid(list(cells.values()))


def test_every_place_lies_in_its_own_municipality() -> None:
    cells = municipality_cells()
    for place in settlements():
        assert shapely.covers(cells[place.municipality_code], shapely.Point(place.x, place.y))


def test_the_places_are_those_of_the_package() -> None:
    assert len(settlements()) == 510
    assert sum(200 <= place.population < 4000 for place in settlements()) == 300
    assert {place.key for place in settlements()} >= {"2609990"}
    assert "København" in {place.name for place in settlements()}


def test_the_parts_are_made_once_and_kept_in_the_data_folder(tmp_path: Path) -> None:
    content = base_map("places", tmp_path)
    assert content == PARTS["places"]()
    kept = next((tmp_path / "basemap").glob("places-*.geojson"))
    kept.write_bytes(b"kept")
    assert base_map("places", tmp_path) == b"kept"
    assert len(list((tmp_path / "basemap").glob("*.geojson"))) == len(PARTS)


def test_a_foreign_registry_has_land_under_it() -> None:
    baltimore = shapely.Point(-76.65, 39.31)
    assert shapely.covers(neighbours(), baltimore)
    assert not shapely.intersects(neighbours(), shapely.Point(9.5, 56.2))


def test_an_unknown_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        base_map("../../secrets", tmp_path)
    assert list(tmp_path.iterdir()) == []
