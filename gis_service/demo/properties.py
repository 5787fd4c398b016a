"""The demo's invented properties with their buildings and units, some thousand at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from gis_service.demo import recipe
from gis_service.demo.flags import Flagging
from gis_service.demo.inspections import inspections, scale_of_each, signs_of
from gis_service.demo.recipe import REGISTER_DATE, Numbers, Random, Size, Texts
from gis_service.demo.villages import Indexes, Villages, scatter, village_of_each

CHUNK = 50_000
_SRID = 25832
_SOURCE = "demo"
_DAYS_PER_YEAR = 365.25
_OWNERS = {"10": "private", "30": "company", "50": "municipality", "90": "other"}
_DAY_0 = np.datetime64(REGISTER_DATE, "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some properties with what is known of them, as columns of `work` tables and `social.flag`."""

    properties: pd.DataFrame
    buildings: pd.DataFrame
    units: pd.DataFrame
    inspections: pd.DataFrame
    flags: pd.DataFrame


def chunks(villages: Villages, size: Size, seed: int) -> Iterator[Chunk]:
    """All properties of a demo in the order of their numbers: same seed, same bytes."""
    village = village_of_each(np.random.default_rng(seed), villages, size)
    spread = max(1.0, (len(village) / recipe.USUAL_COUNT) ** 0.5)
    codes = sorted({place.municipality_code for place in villages.places})
    scales = scale_of_each(np.random.default_rng([seed, *b"scales"]), codes)
    flagging = Flagging(
        np.random.default_rng([seed, *b"flags"]),
        np.bincount(village, minlength=len(villages.places)),
    )
    first_building = 1
    for number, start in enumerate(range(0, len(village), CHUNK)):
        properties, buildings, units = _registers(
            np.random.default_rng([seed, number]),
            villages,
            village[start : start + CHUNK],
            spread,
            first=(start + 1, first_building),
        )
        first_building += len(buildings)
        main = buildings.iloc[: len(properties)]
        signs = signs_of(
            units["vacant_since"],
            main["heating_code"],
            units["condemned_code"],
            units["toilet_code"],
        )
        visits = np.random.default_rng([seed, number, *b"visits"])
        yield Chunk(
            properties=properties,
            buildings=buildings,
            units=units.drop(columns="vacant_since"),
            inspections=inspections(visits, properties, signs, scales),
            flags=flagging.flags(properties),
        )


def count(villages: Villages, size: Size, seed: int) -> int:
    """How many properties a demo has."""
    return len(village_of_each(np.random.default_rng(seed), villages, size))


def _registers(
    random: Random, villages: Villages, village: Indexes, spread: float, first: tuple[int, int]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Properties, the buildings of each (its house first of all), and the unit of each house."""
    points = scatter(random, villages, village, spread)
    houses = _houses(random, len(village))
    property_id = first[0] + np.arange(len(village))
    bfe = recipe.FIRST_BFE + property_id
    nearest, belongs, metres = villages.nearest(points[:, 0], points[:, 1])
    codes = np.array([place.municipality_code for place in villages.places], dtype=object)[nearest]
    placed = random.random(len(village)) >= recipe.UNPLACED_SHARE
    address = _addresses(random, len(village))
    main = pd.DataFrame(
        {
            "municipality_code": codes,
            "property_id": property_id,
            "bfe": bfe,
            "number": "1",
            "address": address,
            "point": _only(_ewkb(_points(points)), placed),
            "footprint": _only(
                _ewkb(_footprints(random, points, houses["footprint_area_m2"])), placed
            ),
            **houses,
        }
    )
    extra = _extra_buildings(random, main, points, placed=placed)
    buildings = pd.concat([main, extra], ignore_index=True)
    buildings.insert(0, "id", first[1] + np.arange(len(buildings)))
    units = _units(random, buildings.iloc[: len(main)])
    names = np.array([place.name for place in villages.places], dtype=object)
    properties = pd.DataFrame(
        {
            "id": property_id,
            "municipality_code": codes,
            "key": [f"bfe:{number}" for number in bfe],
            "bfe": bfe,
            "source": _SOURCE,
            "source_date": REGISTER_DATE.isoformat(),
            "address": address,
            "postal_name": names[belongs],
            "place_id": _only(belongs + 1, placed),
            "in_place": _only(metres <= villages.reach_m[belongs], placed),
            "place_distance_m": _only(metres.round(2), placed),
            "use_code": main["use_code"],
            "year_built": main["year_built"],
            "living_area_m2": main["living_area_m2"],
            "ownership_code": (ownership := recipe.OWNER.draw(random, len(main))),
            "owner_kind": [_OWNERS[code] for code in ownership],
            "state": "standing",
            "building_count": buildings.groupby("property_id").size().to_numpy(),
            "vacant_since": units["vacant_since"].to_numpy(),
            "geom": main["point"],
        }
    )
    return properties, _registered(buildings), units


def _houses(random: Random, count: int) -> dict[str, NDArray[Any]]:
    use = recipe.USE.draw(random, count)
    is_dwelling = ~pd.Series(use).isin(recipe.BUSINESS).to_numpy()
    built = np.floor(recipe.BUILT.draw(random, count))
    rebuilt = np.floor(built + (REGISTER_DATE.year - built) * random.random(count))
    rebuilt[random.random(count) >= recipe.REBUILT_SHARE] = 0
    wall = recipe.WALL.draw(random, count)
    before, share = recipe.HALF_TIMBER_BEFORE
    wall[(built < before) & (random.random(count) < share)] = "4"
    built[random.random(count) < recipe.YEAR_UNKNOWN_SHARE] = 1000
    area = np.floor(recipe.LIVING_AREA_M2.draw(random, count))
    storeys = np.where(random.random(count) < 0.7, 1, 2)  # noqa: PLR2004 (most houses have one)
    return {
        "use_code": use,
        "year_built": built.astype("int64"),
        "year_rebuilt": rebuilt.astype("int64"),
        "wall_code": wall,
        "roof_code": recipe.ROOF.draw(random, count),
        "total_area_m2": area.astype("int64"),
        "living_area_m2": np.where(is_dwelling, area, 0).astype("int64"),
        "footprint_area_m2": np.ceil(area / storeys).astype("int64"),
        "storeys": storeys,
        "heating_code": recipe.HEATING.draw(random, count),
        "water_code": recipe.WATER.draw(random, count),
        "drain_code": recipe.DRAIN.draw(random, count),
        "protection_code": recipe.PROTECTION.draw(random, count),
        "materials_source_code": recipe.SOURCE.draw(random, count),
        "coordinate_quality": recipe.COORDINATES.draw(random, count),
        "revised_on": _days_ago(recipe.REVISED_YEARS_AGO.draw(random, count)),
    }


def _extra_buildings(
    random: Random, main: pd.DataFrame, points: NDArray[np.float64], *, placed: NDArray[np.bool_]
) -> pd.DataFrame:
    """A barn on most farms, and a garage, carport or shed beside some houses."""
    parts = []
    is_farm = (main["use_code"] == "110").to_numpy()
    for number, codes, chosen, area in (
        ("2", recipe.BARN, is_farm & (random.random(len(main)) < recipe.BARN_SHARE), (120, 420)),
        ("3", recipe.SHED, random.random(len(main)) < recipe.SHED_SHARE, (12, 60)),
    ):
        count = int(chosen.sum())
        size = random.integers(*area, count)
        angle = random.random(count) * 2 * np.pi
        moved = points[chosen] + 22.0 * np.column_stack([np.cos(angle), np.sin(angle)])
        moved = moved.round(2)
        part = main.loc[chosen, ["municipality_code", "property_id", "bfe", "address"]].assign(
            number=number,
            use_code=codes.draw(random, count),
            year_built=np.floor(recipe.BUILT.draw(random, count)).astype("int64"),
            year_rebuilt=0,
            wall_code=recipe.WALL.draw(random, count),
            roof_code=recipe.ROOF.draw(random, count),
            total_area_m2=size,
            living_area_m2=0,
            footprint_area_m2=size,
            storeys=1,
            materials_source_code=recipe.SOURCE.draw(random, count),
            coordinate_quality=recipe.COORDINATES.draw(random, count),
            revised_on=_days_ago(recipe.REVISED_YEARS_AGO.draw(random, count)),
            point=_only(_ewkb(_points(moved)), placed[chosen]),
            footprint=_only(_ewkb(_footprints(random, moved, size)), placed[chosen]),
        )
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _registered(buildings: pd.DataFrame) -> pd.DataFrame:
    numbered = buildings["bfe"].astype(str) + ":" + buildings["number"]
    return buildings.assign(
        key="demo:" + numbered,
        status_code="6",
        state="standing",
        source=_SOURCE,
        source_date=REGISTER_DATE.isoformat(),
    )


def _units(random: Random, main: pd.DataFrame) -> pd.DataFrame:
    count = len(main)
    is_vacant = random.random(count) < recipe.VACANT_SHARE
    since = _only(_days_ago(recipe.YEARS_VACANT.draw(random, count)), is_vacant)
    told = random.random(count) < recipe.REGISTER_TELLS_VACANCY_SHARE
    lacks = np.where(
        random.random(count) < recipe.MISSING_INSTALLATION_SHARE,
        recipe.MISSING.draw(random, count),
        "",
    )
    is_dwelling = (~main["use_code"].isin(recipe.BUSINESS)).to_numpy()

    def lacking(name: str) -> NDArray[np.bool_]:
        return np.array([name in text or text == "all" for text in lacks], dtype=bool)

    occupancy = np.where(
        is_vacant,
        recipe.VACANT_OCCUPANCY.draw(random, count),
        recipe.LIVED_OCCUPANCY.draw(random, count),
    )
    no_toilet = recipe.NO_TOILET.draw(random, count)
    return pd.DataFrame(
        {
            "municipality_code": main["municipality_code"],
            "key": [f"demo:{bfe}:e1" for bfe in main["bfe"]],
            "building_id": main["id"],
            "property_id": main["property_id"],
            "status_code": "6",
            "state": "standing",
            "use_code": main["use_code"],
            "dwelling_type": np.where(is_dwelling, "1", "E"),
            "condemned_code": np.where(random.random(count) < recipe.CONDEMNED_SHARE, "1", "0"),
            "toilet_code": _only(np.where(lacking("toilet"), no_toilet, "T"), is_dwelling),
            "bath_code": _only(np.where(lacking("bath"), "D", "V"), is_dwelling),
            "kitchen_code": _only(np.where(lacking("kitchen"), "H", "E"), is_dwelling),
            "occupancy_code": occupancy,
            "approved_empty_code": _only(recipe.APPROVED_EMPTY.draw(random, count), is_dwelling),
            "unregistered_since": _only(since, told),
            "total_area_m2": main["total_area_m2"],
            "living_area_m2": main["living_area_m2"],
            "source": _SOURCE,
            "source_date": REGISTER_DATE.isoformat(),
            "vacant_since": since,
        }
    )


def _only(values: ArrayLike, where: NDArray[np.bool_]) -> Texts:
    """The values where something holds, and nothing elsewhere."""
    kept: Texts = np.asarray(values).astype(object)
    kept[~where] = None
    return kept


def _addresses(random: Random, count: int) -> list[str]:
    streets = random.integers(0, len(recipe.STREETS), count)
    numbers = random.integers(1, 160, count)
    return [
        f"{recipe.STREETS[street]} {number}"
        for street, number in zip(streets.tolist(), numbers.tolist(), strict=True)
    ]


def _days_ago(years: Numbers) -> Texts:
    days = _DAY_0 - np.floor(years * _DAYS_PER_YEAR).astype("timedelta64[D]")
    return days.astype(str).astype(object)


def _footprints(
    random: Random, points: NDArray[np.float64], area: NDArray[Any]
) -> NDArray[np.object_]:
    """A rectangle of the area about each point, turned at random."""
    width = np.sqrt(np.maximum(area, 4) / 1.6)
    half = np.column_stack([width * 1.6, width]) / 2
    angle = random.random(len(points)) * np.pi
    cosine, sine = np.cos(angle), np.sin(angle)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    local = corners[None] * half[:, None]
    turned = np.stack(
        [
            local[..., 0] * cosine[:, None] - local[..., 1] * sine[:, None],
            local[..., 0] * sine[:, None] + local[..., 1] * cosine[:, None],
        ],
        axis=-1,
    )
    polygons = np.asarray(shapely.polygons((points[:, None] + turned).round(2)), dtype=object)
    return np.asarray(shapely.multipolygons(polygons[:, None]), dtype=object)


def _points(points: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(points), dtype=object)


def _ewkb(geometries: NDArray[np.object_]) -> Texts:
    hexes = shapely.to_wkb(shapely.set_srid(geometries, _SRID), hex=True, include_srid=True)
    return np.asarray(hexes, dtype=object)
