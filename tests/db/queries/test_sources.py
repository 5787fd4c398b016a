"""The day that data are of: the extract's own, else the day in Denmark that they were imported."""

from datetime import date

import psycopg
from psycopg.rows import dict_row

from db.database import Database
from db.queries.sources import sources_of
from db.reading import prepare
from tests.as_reader import as_reader


def test_an_import_shortly_after_midnight_is_of_the_new_day(own_database: Database) -> None:
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as owner:
        owner.execute(
            """with run as (
                 insert into work.import_run (actor, state, finished_at)
                 values ('test', 'committed', '2026-06-30 22:30:00+00') returning id)
               insert into work.import_file (run_id, name, content_hash, target, extract_date)
               select id, target, '', target, day from run, (values
                 ('place', null), ('footprint', date '2020-04-18')) as file (target, day)"""
        )
    prepared = prepare(sources_of(["place", "footprint"]))
    with psycopg.connect(as_reader(own_database), row_factory=dict_row) as reader:
        rows = reader.execute(prepared.text.encode(), prepared.values).fetchall()
    assert {row["target"]: row["as_of"] for row in rows} == {
        "place": date(2026, 7, 1),
        "footprint": date(2020, 4, 18),
    }
