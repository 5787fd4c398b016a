"""The map wall: what the database itself shows of each municipality, whatever statement asks."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import func, literal, select

from db import person
from db.context import EVERYWHERE, LIFETIME_S, SETTING, Context, reading
from db.database import Database
from db.imports import history
from db.logins import ApplicationRole, Login
from db.models.property import Property
from db.models.source import Version
from db.reading import Reader
from db.saved_lists import ListContent, NameTaken, Shelf
from tests.as_reader import as_reader
from tests.border import NORTH, SOUTH, fill, viewer_of

# What is the same for all: rules, code lists, scales, and the versions of squares.
OPEN = {
    "code_title", "dated_rule", "grade", "life_cycle", "priority_criterion", "priority_points",
    "screening_rule", "unknown_value", "version",
}  # fmt: skip
WALLED = {
    "building", "hit", "inspection", "municipality", "place", "property", "registry", "saved_list",
    "screened_registry", "screening_run", "social_band", "source", "unit",
}  # fmt: skip
# Told whole or not at all: counts of a screening are of several municipalities.
WHOLE = {"screening_run"}


@pytest.fixture(scope="module")
def border(database: Database) -> Database:
    """Both sides of the border."""
    fill(database)
    return database


def rows(conninfo: str, view: str, token: str | None = None) -> list[dict[str, Any]]:
    """All that a connection sees of a view."""
    with psycopg.connect(conninfo, row_factory=dict_row, autocommit=True) as connection:
        if token is not None:
            connection.execute("select set_config(%s, %s, false)", [SETTING, token])
        return connection.execute(
            sql.SQL("select to_jsonb(t) as row from {} t").format(sql.Identifier("map", view))
        ).fetchall()


def test_every_view_is_walled_or_open_to_all(border: Database) -> None:
    """A view that somebody adds is decided upon here."""
    with psycopg.connect(border.conninfo(Login.READER)) as connection:
        views = connection.execute(
            "select viewname from pg_views where schemaname = 'map'"
        ).fetchall()
    assert {name for (name,) in views} == OPEN | WALLED


def forged(database: Database) -> str:
    """All municipalities, signed with a key that is not the service's."""
    body = reading(database, EVERYWHERE).partition(".")[0]
    return f"{body}.{'0' * 64}"


TOKENS: dict[str, Callable[[Database], str | None]] = {
    "missing": lambda _: None,
    "empty": lambda _: "",
    "stale": lambda database: Context(role=Login.READER, reads=EVERYWHERE).token(
        database, now=time.time() - LIFETIME_S - 1
    ),
    "forged": forged,
    "of another login": lambda database: Context(role=Login.WRITER, reads=EVERYWHERE).token(
        database
    ),
    "of a role": lambda database: Context(
        role=ApplicationRole.PLANNER, municipality=NORTH, reads=EVERYWHERE
    ).token(database),
    "for no map": lambda database: Context(role=Login.READER, municipality=NORTH).token(database),
    "of no municipality": lambda database: reading(database, frozenset()),
    "of a code like all": lambda database: reading(database, frozenset({EVERYWHERE})),
    "of a third municipality": lambda database: reading(database, frozenset({"0773"})),
}


@pytest.mark.parametrize("view", sorted(WALLED - {"source"}))
@pytest.mark.parametrize("kind", TOKENS)
def test_nothing_is_shown_without_a_token_for_it(border: Database, view: str, kind: str) -> None:
    """By hand, on the login of all reading."""
    assert rows(border.conninfo(Login.READER), view, TOKENS[kind](border)) == []


@pytest.mark.parametrize("kind", TOKENS)
def test_no_source_is_told_of_another(border: Database, kind: str) -> None:
    """What names no municipality and was brought by nobody's account stands behind all figures."""
    assert rows(border.conninfo(Login.READER), "source", TOKENS[kind](border)) == []


@pytest.mark.parametrize("view", sorted(WALLED))
def test_each_sees_its_own_side(border: Database, view: str) -> None:
    """The rows of one and the rows of the other are those of both; none is in two."""
    both = rows(as_reader(border), view)
    north, south = (rows(as_reader(border, viewer_of(code)), view) for code in (NORTH, SOUTH))
    assert len(both) >= 2
    if view in WHOLE:
        assert (north, south) == ([], [])
        return
    assert not [row for row in north if row in south]
    if view != "source":
        assert len(north) == len(south) == len(both) / 2
    for one, other in ((north, SOUTH), (south, NORTH)):
        assert one
        assert other not in str([_told(row["row"]) for row in one])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row without shapes, in whose digits a code may stand by chance."""
    shapes = {"geom", "geom_3857", "point", "footprint", "cell", "id", "property_id", "place_id"}
    return {name: value for name, value in row.items() if name not in shapes}


def test_one_who_sees_both_sees_both(border: Database) -> None:
    found = rows(as_reader(border, viewer_of(NORTH, SOUTH)), "property")
    assert {row["row"]["municipality_code"] for row in found} == {NORTH, SOUTH}


@pytest.mark.parametrize("login", (Login.WRITER, Login.IMPORTER))
def test_whoever_writes_the_tables_sees_them_without_a_token(
    border: Database, login: Login
) -> None:
    assert len(rows(border.conninfo(login), "property")) == 2


def test_the_wall_is_asked_once_for_a_statement(border: Database) -> None:
    """As initplans: a condition that were asked row by row would cost more than the row."""
    with psycopg.connect(as_reader(border)) as connection:
        plan = connection.execute("explain select * from map.property where id > 0").fetchall()
    text = "\n".join(line for (line,) in plan)
    assert text.count("InitPlan") == 2
    assert "readable" not in text.partition("InitPlan")[0]


# What a pooled connection remembers of its last user -----------------------------------------
CODES = select(Property.municipality_code).order_by(Property.municipality_code)
TOKEN = select(func.current_setting(SETTING, literal(value=True)))
BACKEND = select(func.pg_backend_pid())


def test_a_connection_remembers_nothing_of_whom_it_read_for(border: Database) -> None:
    """One connection, many viewers, one after the other."""

    async def story() -> list[tuple[int, list[str]]]:
        async with Reader(border, size=1) as reader:
            bound = [
                reader.seen_by(viewer_of(NORTH)),
                reader,
                reader.seen_by(viewer_of(SOUTH)),
                reader.seen_by(viewer_of(NORTH, SOUTH)),
                reader.seen_by(viewer_of("0773")),
                reader.seen_by(viewer_of()),
                reader.seen_by(viewer_of(NORTH)),
            ]
            told = []
            for each in bound:
                pid = await each.scalar(BACKEND)
                told.append((pid, [row["municipality_code"] for row in await each.rows(CODES)]))
            # Who is bound to nobody finds no token either.
            assert await reader.scalar(TOKEN) == ""
            return told

    told = asyncio.run(story())
    assert len({pid for pid, _ in told}) == 1
    assert [codes for _, codes in told] == [
        [NORTH], [], [SOUTH], [SOUTH, NORTH], [], [], [NORTH],
    ]  # fmt: skip


def test_many_at_once_each_see_their_own(border: Database) -> None:
    async def story() -> list[list[str]]:
        async with Reader(border, size=2) as reader:

            async def seen(code: str) -> list[str]:
                found = await reader.seen_by(viewer_of(code)).rows(CODES)
                return [row["municipality_code"] for row in found]

            return await asyncio.gather(*(seen((NORTH, SOUTH)[n % 2]) for n in range(60)))

    assert asyncio.run(story()) == [[NORTH], [SOUTH]] * 30


def test_a_stream_and_bytes_are_bound_as_well(border: Database) -> None:
    async def story() -> list[str]:
        async with Reader(border, size=1) as reader:
            await reader.seen_by(viewer_of(NORTH, SOUTH)).rows(CODES)
            own = reader.seen_by(viewer_of(SOUTH))
            batches = [batch async for batch in own.stream(CODES)]
            assert [batch async for batch in reader.stream(CODES)] == []
            # The longer binding of a stream ends with it.
            assert await own.scalar(TOKEN) != ""
            assert await reader.scalar(TOKEN) == ""
            return [row["municipality_code"] for batch in batches for row in batch]

    assert asyncio.run(story()) == [SOUTH]


def test_a_binding_that_ends_soon_is_made_anew(
    border: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> tuple[list[str], int]:
        async with Reader(border, size=1) as reader:
            own = reader.seen_by(viewer_of(NORTH))
            tokens = [await own.scalar(TOKEN), await own.scalar(TOKEN)]
            now = time.time()
            monkeypatch.setattr(time, "time", lambda: now + 61)
            tokens += [await own.scalar(TOKEN)]
            monkeypatch.undo()
            return tokens, len(await own.rows(CODES))

    tokens, count = asyncio.run(story())
    assert tokens[0] == tokens[1] != tokens[2]
    assert count == 1


def test_a_connection_whose_binding_failed_is_not_used_again(
    border: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whom it is bound to."""

    async def story() -> tuple[int, int, list[str]]:
        async with Reader(border, size=1) as reader:
            before = await reader.seen_by(viewer_of(NORTH)).scalar(BACKEND)
            with monkeypatch.context() as failing:
                failing.setattr("db.reading._BIND", b"select set_config(%s, %s, false), 1 / 0")
                with pytest.raises(psycopg.errors.DivisionByZero):
                    await reader.seen_by(viewer_of(SOUTH)).rows(CODES)
            after = await reader.seen_by(viewer_of(SOUTH)).scalar(BACKEND)
            found = await reader.seen_by(viewer_of(SOUTH)).rows(CODES)
            return before, after, [row["municipality_code"] for row in found]

    before, after, codes = asyncio.run(story())
    assert before != after
    assert codes == [SOUTH]


def test_versions_are_read_for_nobody(border: Database) -> None:
    """They tell how often a square changed, and neither what nor whose."""

    async def story() -> list[str]:
        async with Reader(border) as reader:
            return sorted((await reader.row(select(Version).limit(1)) or {}).keys())

    assert asyncio.run(story()) == ["cell", "source", "version"]


# Lists and imports ------------------------------------------------------------------------------
def shelf(database: Database, code: str | None) -> Shelf:
    """The lists of a municipality, or of all."""
    return Shelf(database=database, person=person.Person(municipality=code, account=1))


CONTENT = ListContent(
    name="Fælles navn", layer="suspicion", filter=None, parameters={}, columns=("bfe",), sort=None
)


def test_a_list_of_another_municipality_is_unknown(border: Database) -> None:
    """It has a number and a name, and neither finds, changes or removes it."""
    north, south = shelf(border, NORTH), shelf(border, SOUTH)
    kept = north.keep(CONTENT, "Tove")
    assert south.numbered(kept.id) is None
    assert south.named(kept.name) is None
    assert kept.id not in {each.id for each in south.all()}
    assert south.change(kept.id, kept.changed_at, CONTENT, "Ole") is None
    assert south.remove(kept.id, kept.changed_at) is None
    assert north.numbered(kept.id) == kept


def test_a_name_taken_elsewhere_is_free_here(border: Database) -> None:
    """A refusal would tell that the other has such a list."""
    north, south = shelf(border, NORTH), shelf(border, SOUTH)
    name = "Kun et navn"
    content = ListContent(
        name=name, layer="suspicion", filter=None, parameters={}, columns=("bfe",), sort=None
    )
    first, second = north.keep(content, "Tove"), south.keep(content, "Ole")
    assert (first.name, second.name) == (name, name)
    with pytest.raises(NameTaken):
        south.keep(content, "Ole")
    for of in (north, south):
        found = of.named(name)
        assert found is not None
        of.remove(found.id, found.changed_at)


def test_the_command_line_sees_the_lists_of_all(border: Database) -> None:
    names = [each.created_by for each in shelf(border, None).all() if each.name == "Alle huse"]
    assert sorted(names) == [f"Tove {SOUTH}", f"Tove {NORTH}"]


def test_an_import_of_another_municipality_is_unknown(border: Database) -> None:
    """So are those of the command line, which are of both."""
    own = history.runs(border, municipality=NORTH)
    assert [run.actor for run in own] == [f"Tove {NORTH}"]
    every = history.runs(border)
    assert len(every) == 3
    hidden = [run.id for run in every if run.id != own[0].id]
    assert [history.run(border, number, NORTH) for number in hidden] == [None, None]
    assert history.run(border, own[0].id, NORTH) == own[0]
