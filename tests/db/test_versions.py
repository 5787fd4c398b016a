"""An edit is known to every worker, and nothing else is thrown away for it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import mercantile
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo

from db.database import Database
from db.logins import Login
from db.reading import Reader
from db.versions import CELL_ZOOM, WHOLE, Versions, cells_of

TABLES = ("property",)
PLACE = "st_transform(st_setsrid(st_point(8.5, 56.75), 4326), 25832)"
FAR = "st_transform(st_setsrid(st_point(13.4, 54.9), 4326), 25832)"


def tile_of(lon: float, lat: float) -> tuple[int, int, int]:
    """The zoom-12 tile of a position."""
    tile = mercantile.tile(lon, lat, 12)
    return tile.z, tile.x, tile.y


HERE, THERE = tile_of(8.5, 56.75), tile_of(13.4, 54.9)


def edit(database: Database, statement: str) -> None:
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        owner.execute(statement.encode())


@pytest.fixture(scope="module")
def registry(database: Database) -> Database:
    """A registry of one property."""
    edit(
        database,
        "insert into work.registry values ('0787', 'Thisted', true, 25832);"
        " insert into work.property (municipality_code, key, source, state, geom)"
        f" values ('0787', 'bfe:1', 'test', 'standing', {PLACE})",
    )
    return database


def run(database: Database, story: Callable[[Versions], Awaitable[None]]) -> None:
    """Tell a story of a worker that has started and is stopped afterwards."""

    async def told() -> None:
        async with Reader(database) as reader:
            versions = Versions(database, reader)
            await versions.start()
            try:
                await story(versions)
            finally:
                await versions.stop()

    asyncio.run(told())


async def until(is_so: Callable[[], Any]) -> None:
    """Wait until something has come about; a test that waits too long has failed."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110  # what is waited for has no event of its own
            await asyncio.sleep(0.01)


def test_an_edit_is_heard_and_changes_only_what_shows_it(registry: Database) -> None:
    async def story(versions: Versions) -> None:
        assert versions.is_listening
        here, there = (versions.known(TABLES, *tile) for tile in (HERE, THERE))
        everything = versions.known(TABLES, 0, 0, 0)
        await asyncio.to_thread(edit, registry, "update work.property set suspicion = 80")
        await until(lambda: versions.known(TABLES, *HERE) != here)
        assert versions.known(TABLES, *THERE) == there
        assert versions.known(TABLES, 0, 0, 0) > everything
        assert versions.known(("place",), 0, 0, 0) == 0

    run(registry, story)


def test_two_workers_hear_of_one_edit(registry: Database) -> None:
    async def story(versions: Versions) -> None:
        async with Reader(registry) as reader:
            other = Versions(registry, reader)
            await other.start()
            before = other.known(TABLES, *HERE)
            assert before == versions.known(TABLES, *HERE)
            await asyncio.to_thread(edit, registry, "update work.property set suspicion = 40")
            await until(lambda: other.known(TABLES, *HERE) != before)
            await until(lambda: versions.known(TABLES, *HERE) == other.known(TABLES, *HERE))
            await other.stop()

    run(registry, story)


def test_a_move_changes_where_it_was_and_where_it_is(registry: Database) -> None:
    async def story(versions: Versions) -> None:
        here, there = (versions.known(TABLES, *tile) for tile in (HERE, THERE))
        await asyncio.to_thread(edit, registry, f"update work.property set geom = {FAR}")
        await until(lambda: versions.known(TABLES, *THERE) != there)
        assert versions.known(TABLES, *HERE) != here
        await asyncio.to_thread(edit, registry, f"update work.property set geom = {PLACE}")

    run(registry, story)


def test_folding_the_deltas_changes_no_version(registry: Database) -> None:
    async def story(versions: Versions) -> None:
        before = [versions.known(TABLES, z, 0, 0) for z in range(3)] + [
            versions.known(TABLES, *HERE)
        ]
        await asyncio.to_thread(edit, registry, "select work.fold_changes()")
        await versions.refresh()
        after = [versions.known(TABLES, z, 0, 0) for z in range(3)] + [
            versions.known(TABLES, *HERE)
        ]
        assert after == before

    run(registry, story)


def test_an_edit_that_is_rolled_back_is_none(registry: Database) -> None:
    async def story(versions: Versions) -> None:
        before = versions.known(TABLES, *HERE)
        assert registry.owner is not None
        with psycopg.connect(registry.owner) as owner:
            owner.execute("update work.property set suspicion = 1")
            await versions.refresh()
            assert versions.known(TABLES, *HERE) == before
            owner.rollback()
        await versions.refresh()
        assert versions.known(TABLES, *HERE) == before

    run(registry, story)


def test_an_edit_is_seen_while_the_listening_connection_is_lost(registry: Database) -> None:
    """Until it listens again, every question asks the database."""

    async def story(versions: Versions) -> None:
        before = await versions.of(TABLES, *HERE)
        assert registry.owner is not None
        with psycopg.connect(registry.owner, autocommit=True) as owner:
            cut = owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where query like 'listen%' and datname = current_database()"
            ).fetchall()
            assert cut
            await until(lambda: not versions.is_listening)
            owner.execute("update work.property set suspicion = 3")
            assert await versions.of(TABLES, *HERE) > before
            await until(lambda: versions.is_listening)
            now = versions.known(TABLES, *HERE)
            owner.execute("update work.property set suspicion = 4")
            await until(lambda: versions.known(TABLES, *HERE) > now)

    run(registry, story)


def test_where_reads_go_to_a_replica_it_asks_instead_of_listening(registry: Database) -> None:
    reading = make_conninfo(registry.conninfo(Login.READER), application_name="replica")

    async def story(versions: Versions) -> None:
        assert not versions.is_listening
        before = await versions.of(TABLES, *HERE)
        await asyncio.to_thread(edit, registry, "update work.property set suspicion = 5")
        assert await versions.of(TABLES, *HERE) > before

    run(replace(registry, read=reading), story)


def test_a_schema_made_anew_is_another(registry: Database, own_database: Database) -> None:
    """Both count from the beginning, so a stored tile must not pass from one to the other."""
    found: list[str] = []

    async def story(versions: Versions) -> None:
        found.append(versions.identity)

    for database in (registry, registry, own_database):
        run(database, story)
    assert found[0] == found[1] != found[2]


@given(z=st.integers(0, 22), data=st.data())
def test_a_tile_shows_the_cells_it_lies_in(z: int, data: st.DataObject) -> None:
    x, y = (data.draw(st.integers(0, 2**z - 1)) for _ in range(2))
    found = cells_of(z, x, y)
    if found is None:
        assert z < CELL_ZOOM
        return
    assert WHOLE in found
    # At most its own cells and those that it touches.
    across = max(2 ** (CELL_ZOOM - z), 1)
    assert across**2 <= len(found) - 1 <= (across + 2) ** 2
    if z >= CELL_ZOOM:
        parent = cells_of(CELL_ZOOM, x >> z - CELL_ZOOM, y >> z - CELL_ZOOM)
        assert parent is not None
        assert found <= parent
