"""Reads as the reader: what is asked is answered, in bounded memory, also after a restart."""

import asyncio
from typing import Any

import psycopg
import pytest
from sqlalchemy import Integer, Select, bindparam, func, literal, select, text

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.logins import Login
from db.reading import Prepared, Reader, prepare, read_rows

NUMBERS: Select[Any] = select(func.generate_series(1, 5000).column_valued("n"))


def test_rows_row_and_scalar(database: Database) -> None:
    async def story() -> list[Any]:
        async with Reader(database) as reader:
            return [
                await reader.rows(select(literal(1).label("a"), literal("æ").label("b"))),
                await reader.row(select(literal(2).label("a"))),
                await reader.row(select(literal(2).label("a")).where(literal(1) == 2)),
                await reader.scalar(select(literal(3))),
                await reader.scalar(select(literal(3)).where(literal(1) == 2)),
            ]

    assert asyncio.run(story()) == [[{"a": 1, "b": "æ"}], {"a": 2}, None, 3, None]


def test_a_prepared_statement_takes_its_values_later(database: Database) -> None:
    wanted = bindparam("wanted", type_=Integer, required=False)
    prepared = prepare(select((wanted + 1).label("next")))
    assert isinstance(prepared, Prepared)

    async def story() -> list[Any]:
        async with Reader(database) as reader:
            return [await reader.scalar(prepared, {"wanted": number}) for number in range(9)]

    assert asyncio.run(story()) == list(range(1, 10))


def test_a_stream_comes_in_batches(database: Database) -> None:
    async def story() -> list[int]:
        async with Reader(database) as reader:
            return [len(batch) async for batch in reader.stream(NUMBERS, 1200)]

    assert asyncio.run(story()) == [1200, 1200, 1200, 1200, 200]


def test_a_restarted_database_is_asked_again(database: Database) -> None:
    assert database.owner is not None

    async def story() -> int:
        async with Reader(database, size=2) as reader:
            await asyncio.gather(*(reader.scalar(select(func.pg_sleep(0.05))) for _ in range(2)))
            with psycopg.connect(database.owner or "", autocommit=True) as owner:
                owner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s"
                    " and datname = current_database()",
                    [Login.READER.value],
                )
            return int(await reader.scalar(select(literal(7))))

    assert asyncio.run(story()) == 7


def test_the_reader_writes_nothing(database: Database) -> None:
    async def story() -> None:
        async with Reader(database) as reader:
            await reader.rows(text("select * from work.property"))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asyncio.run(story())


def test_the_twin_for_commands_reads_the_same(database: Database) -> None:
    rows = read_rows(database, PLANNER_OF_ALL, NUMBERS)
    assert [row["n"] for row in rows] == list(range(1, 5001))
