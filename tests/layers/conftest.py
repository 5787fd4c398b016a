"""A filled registry, asked as the reader."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import ClauseElement

from db.database import Database
from db.reading import Prepared, prepare
from tests.as_reader import as_reader
from tests.layers.rows import fill

Ask = Callable[[ClauseElement], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    """The module's registry with invented rows."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        fill(connection)
    return database


@pytest.fixture(scope="module")
def reader(filled: Database) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection as the reader's login."""
    conninfo = as_reader(filled)
    with psycopg.connect(conninfo, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture(scope="module")
def ask(reader: psycopg.Connection[dict[str, Any]]) -> Ask:
    """All rows of a statement, as the reader."""

    def rows(statement: ClauseElement | Prepared) -> list[dict[str, Any]]:
        prepared = statement if isinstance(statement, Prepared) else prepare(statement)
        return reader.execute(prepared.text.encode(), prepared.values).fetchall()

    return rows
