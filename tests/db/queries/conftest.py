"""A registry to ask, and how to ask it as the reader."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import ClauseElement

from db.database import Database
from db.reading import prepare
from tests.as_reader import as_reader
from tests.db.queries.rows import fill

Ask = Callable[[ClauseElement], list[dict[str, Any]]]
Explain = Callable[[ClauseElement], str]


@pytest.fixture(scope="module")
def asked(database: Database) -> Database:
    """The module's registry, filled."""
    assert database.owner is not None
    fill(database.owner)
    return database


@pytest.fixture(scope="module")
def ask(asked: Database) -> Ask:
    """All rows of a statement, as the reader."""

    def rows(statement: ClauseElement) -> list[dict[str, Any]]:
        prepared = prepare(statement)
        with psycopg.connect(as_reader(asked), row_factory=dict_row) as connection:
            return connection.execute(prepared.text.encode(), prepared.values).fetchall()

    return rows


@pytest.fixture(scope="module")
def explain(asked: Database) -> Explain:
    """The plan of a statement, as the reader."""

    def plan(statement: ClauseElement) -> str:
        prepared = prepare(statement)
        with psycopg.connect(as_reader(asked)) as connection:
            text = f"explain (format json) {prepared.text}".encode()
            return json.dumps(connection.execute(text, prepared.values).fetchone())

    return plan


def scanned(plan: str) -> set[str]:
    """The tables that a plan reads from end to end."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("Node Type") == "Seq Scan":
                found.add(node["Relation Name"])
            for inner in node.values():
                walk(inner)
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    walk(json.loads(plan))
    return found
