"""A count is asked for once, by however many at once, until something in it changes."""

import asyncio
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ClauseElement

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.reading import Prepared, Reader
from db.versions import Versions
from layers.catalogue import LAYERS
from layers.definition import VisibleLayer
from layers.words import Language
from maps.counting import Counts
from maps.listing import Listing, Order

LOOKS = ("priority", "suspicion", "condition")


class Heard(Reader):
    """A reader that remembers how many statements it was asked for."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        # What is bound to a viewer is a copy, and counts here as well.
        self.asked: list[ClauseElement | Prepared] = []

    async def rows(
        self, statement: ClauseElement | Prepared, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Every row, and one more statement."""
        self.asked.append(statement)
        return await super().rows(statement, values)


def seen(layer: str, filter_: str | None = None) -> VisibleLayer:
    visible = LAYERS[layer].as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    return visible.with_({}, filter_)


def counted(database: Database, *asked: VisibleLayer) -> tuple[list[Mapping[str, int]], int]:
    """What each is told when all ask at once, and how many statements that took."""

    async def ask() -> tuple[list[Mapping[str, int]], int]:
        async with Heard(database) as reader, Reader(database) as other:
            counts = Counts(reader=reader, versions=Versions(database, other))
            return list(await asyncio.gather(*(counts.rows(one) for one in asked))), len(
                reader.asked
            )

    return asyncio.run(ask())


def test_looks_of_the_same_rows_are_counted_once(filled: Database) -> None:
    told, statements = counted(filled, *(seen(look) for look in LOOKS))
    assert statements == 1
    assert told[0]["total"] > 0
    assert told == [told[0]] * len(LOOKS)


def test_another_filter_is_another_count(filled: Database) -> None:
    told, statements = counted(
        filled, seen("suspicion"), seen("suspicion", "suspicion >= 60"), seen("buildings")
    )
    assert statements == 3
    assert told[1]["total"] < told[0]["total"]


def test_a_list_of_everything_has_the_rows_of_its_layer(filled: Database) -> None:
    async def ask() -> tuple[int, int, Mapping[str, int]]:
        async with Heard(filled) as reader:
            counts = Counts(reader=reader, versions=Versions(filled, reader))
            visible = seen("suspicion")
            order = Order.read(None, visible)
            whole = Listing(visible=visible, order=order, language=Language.DA)
            boxed = Listing(
                visible=visible, order=order, language=Language.DA, box=(-10.0, 50.0, 20.0, 60.0)
            )
            return await counts.of(whole), await counts.of(boxed), await counts.rows(visible)

    of_whole, of_boxed, told = asyncio.run(ask())
    assert of_whole == told["total"]
    assert of_boxed == told["placed"]
