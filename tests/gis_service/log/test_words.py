"""The log says in both languages what happened, to what kind of row, and in which room."""

import psycopg
import pytest

from db.database import Database
from db.recording import Event
from gis_service.log.words import AREAS, TABLES, what_words
from layers.catalogue import LAYERS
from layers.words import Language

# What the triggers that tell of changes stand on.
_TOLD = """
    select distinct n.nspname, c.relname from pg_trigger t
    join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where t.tgname like '%\\_audited'
"""


@pytest.fixture(scope="module")
def audited(database: Database) -> list[tuple[str, str]]:
    """Every table whose changes are told, with its room."""
    with psycopg.connect(database.as_owner()) as owner:
        found = owner.execute(_TOLD.encode()).fetchall()
    assert found
    return [(room, table) for room, table in found]


@pytest.mark.parametrize("event", tuple(Event))
def test_everything_that_happens_has_words(event: Event) -> None:
    assert event in AREAS


def test_every_room_has_words(audited: list[tuple[str, str]]) -> None:
    assert {room for room, _ in audited} - set(AREAS) == set()


def test_every_kind_of_row_has_words(audited: list[tuple[str, str]]) -> None:
    # A source's rows are told by their room, with the name that the source knows them by.
    assert {table for room, table in audited if room != "base"} - set(TABLES) == set()
    line = {"area": "base", "table_name": "bbr_building"}
    assert what_words(line, Language.DA) == "kildernes rækker (bbr_building)"


@pytest.mark.parametrize("language", tuple(Language))
def test_a_look_at_the_map_is_told_by_the_layer(language: Language) -> None:
    assert "map" in AREAS
    look = {"area": "map", "table_name": "social"}
    assert what_words(look, language) == LAYERS["social"].title.in_(language)
