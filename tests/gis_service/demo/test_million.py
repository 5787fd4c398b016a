"""A million properties, filled and screened in one pass with memory that does not grow."""

import resource

import psycopg
import pytest

from db.database import Database
from gis_service.demo.recipe import REGISTER_DATE, Size
from gis_service.demo.service import fill_demo
from gis_service.screening.service import BATCH_SIZE, screen
from tests.as_reader import as_reader

MEGABYTE_KB = 1024


@pytest.mark.heavy
def test_a_million_properties_are_filled_and_screened_in_one_pass(database: Database) -> None:
    steps: list[tuple[str, int, int]] = []
    result = fill_demo(database, Size.MILLION, 1, lambda *step: steps.append(step))
    assert result.properties == result.screening.screened == 1_000_000
    batches = 1_000_000 // BATCH_SIZE
    assert [title for title, *_ in steps] == ["Filling"] * batches + ["Screening"] * batches
    with psycopg.connect(as_reader(database)) as reader:
        row = reader.execute(
            "select count(*), count(suspicion), count(cell), count(distinct bfe) from map.property"
        ).fetchone()
    assert row is not None
    properties, screened, placed, distinct = row
    assert properties == screened == distinct == 1_000_000
    assert 985_000 < placed < 995_000

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert screen(database, REGISTER_DATE).changed == 0
    # Comparing holds one batch more than writing does, and nothing of the others.
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    assert grown < 300 * MEGABYTE_KB
