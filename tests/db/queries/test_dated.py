"""A dated row counts from its first day to its last, and a newer one needs no older one closed."""

from collections import Counter

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import ClauseElement

from db.database import Database
from db.queries import card, choices
from db.queries.codes import code_titles
from db.reading import prepare
from tests.as_reader import as_reader

Rows = list[dict[str, object]]


def _asked(database: Database, statement: ClauseElement) -> Rows:
    prepared = prepare(statement)
    with psycopg.connect(as_reader(database), row_factory=dict_row) as connection:
        return connection.execute(prepared.text.encode(), prepared.values).fetchall()


def test_a_newer_row_counts_alone(own_database: Database) -> None:
    assert own_database.owner is not None
    before = len(_asked(own_database, choices.rules()))
    with psycopg.connect(own_database.owner) as owner:
        owner.execute(
            """insert into work.screening_rule
               select rule, '2020-01-01', null, kind, weight, threshold, codes, use_codes, 'Ny',
                      title_en, description_da, description_en, source
               from work.screening_rule where rule in ('R5', 'R6')"""
        )
        owner.execute(
            """insert into work.code_title
               select list, code, '2020-01-01', null, 'Ny', title_en, group_name, source
               from work.code_title where list = 'wall'"""
        )
        # One that begins another day does not count yet.
        owner.execute(
            "update work.screening_rule set valid_from = current_date + 1 "
            "where rule = 'R6' and title_da = 'Ny'"
        )
    rules = {row["rule"]: row["title_da"] for row in _asked(own_database, choices.rules())}
    assert len(_asked(own_database, choices.rules())) == before == len(rules)
    assert rules["R5"] == "Ny" != rules["R6"]
    walls = _asked(own_database, code_titles(["wall"]))
    assert {row["title_da"] for row in walls} == {"Ny"}
    assert set(Counter(row["code"] for row in walls).values()) == {1}
    meanings = Counter((row["list"], row["code"]) for row in _asked(own_database, card.meanings()))
    assert set(meanings.values()) == {1}


def test_the_last_day_of_a_row_counts(own_database: Database) -> None:
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as owner:
        owner.execute("update work.screening_rule set valid_to = current_date where rule = 'R5'")
        owner.execute(
            "update work.screening_rule set valid_to = current_date - 1 where rule = 'R6'"
        )
    rules = {row["rule"] for row in _asked(own_database, choices.rules())}
    assert "R5" in rules
    assert "R6" not in rules
