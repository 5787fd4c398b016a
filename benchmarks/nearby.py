"""Nearby and search beside the bare index query, on the same rows in the same run.

python -m benchmarks.nearby --host FOLDER --name DATABASE
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from benchmarks.figures import Figure, note
from benchmarks.registry import ask_for_address, named
from db.access import PLANNER_OF_ALL
from db.database import Database
from db.models.property import Property
from db.queries.search import found
from db.queries.words import words_of
from db.reading import Reader, prepare
from gis_service.nearby.service import Here, nearest_rows
from layers.catalogue import LAYERS
from layers.words import Language

POINTS = 200
GOAL = 20.0
LIMITS = (1, 10, 100)
SEARCHES = ("aalborg", "bygaden 12", "vej", "s", "gade 1", "kirke by")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_address(parser)
    note(asyncio.run(measure(named(parser.parse_args()))))


async def measure(database: Database) -> list[Figure]:
    figures = []
    async with Reader(database) as pool:
        reader = pool.seen_by(PLANNER_OF_ALL)
        count = await reader.scalar(select(func.count()).select_from(Property))
        print(f"{count:,} properties, {POINTS} positions each; milliseconds: median, 95 %")
        points = await positions(reader)
        for limit in LIMITS:
            ours = await timed(reader, [nearest(here, limit) for here in points])
            bare = await timed(reader, [knn(here, limit) for here in points])
            ratio = statistics.median(ours) / statistics.median(bare)
            print(
                f"nearby {limit:4}: {told(ours)}   bare index order: {told(bare)}   x {ratio:.1f}"
            )
            figures.append(
                Figure(
                    what=f"nearby, {limit} rows",
                    value=ratio,
                    unit="x the bare query",
                    goal=GOAL,
                    is_ceiling=True,
                )
            )
        for text in SEARCHES:
            times = await timed(reader, [found(words_of(text), PLANNER_OF_ALL, 20)] * 20)
            print(f"search {text!r:14}: {told(times)}")
    return figures


async def positions(reader: Reader) -> list[Here]:
    """Positions beside properties, the same in every run."""
    place = func.ST_Transform(Property.geom_3857, 4326)
    rows = await reader.rows(
        select(func.ST_X(place).label("lon"), func.ST_Y(place).label("lat"))
        .where(Property.geom_3857.is_not(None))
        .order_by(Property.id)
        .limit(20_000)
    )
    chance = random.Random(1)  # noqa: S311 -- no secret
    return [
        Here(lon=row["lon"] + chance.gauss(0, 0.01), lat=row["lat"] + chance.gauss(0, 0.01))
        for row in chance.sample(rows, POINTS)
    ]


def nearest(here: Here, limit: int) -> Select[Any]:
    """What the route asks: all fields, exact order, distance."""
    visible = LAYERS["suspicion"].as_seen_by(PLANNER_OF_ALL)
    if visible is None:
        raise SystemExit("the planner does not see the layer")
    return nearest_rows(visible, here, limit=limit, language=Language.DA)


def knn(here: Here, limit: int) -> Select[Any]:
    """The bare query: ids in the order of Web Mercator."""
    point = func.ST_Transform(func.ST_SetSRID(func.ST_Point(here.lon, here.lat), 4326), 3857)
    columns: tuple[Any, ...] = (Property.id,)
    return (
        select(*columns)
        .where(Property.is_standing)
        .order_by(Property.geom_3857.op("<->")(point))
        .limit(limit)
    )


async def timed(reader: Reader, statements: Sequence[Select[Any]]) -> list[float]:
    """Milliseconds of each statement, after one to warm up."""
    prepared = [prepare(statement) for statement in statements]
    await reader.rows(prepared[0])
    times = []
    for one in prepared:
        began = time.perf_counter()
        await reader.rows(one)
        times.append((time.perf_counter() - began) * 1000)
    return times


def told(times: list[float]) -> str:
    return f"{statistics.median(times):7.2f} {statistics.quantiles(times, n=20)[-1]:7.2f}"


if __name__ == "__main__":
    main()
