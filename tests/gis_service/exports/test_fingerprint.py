"""One list has one fingerprint, whatever file it is in, and anybody can work it out again."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.database import Database
from maps.exports.formats import FORMATS
from tests.gis_service.exports.conftest import Write
from tests.gis_service.exports.reading import (
    gpkg_info,
    parquet_told,
    read_csv,
    read_geojson,
    read_page,
    read_parquet,
    read_xlsx,
)

KEYS = [row.key for row in FORMATS]
COLUMNS = ("address", "suspicion", "rules", "in_place", "source_date", "year_built")
LABEL = "Fingeraftryk af rækkernes værdier (SHA-256)"


def worked_out(rows: Iterable[Iterable[Any]]) -> str:
    """The fingerprint as the documentation says that it is made."""
    made = hashlib.sha256()
    for row in rows:
        line = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=str)
        made.update(f"{line}\n".encode())
    return made.hexdigest()


def told_in(path: Path, format_: str) -> str:
    """The fingerprint that a file tells."""
    match format_:
        case "csv":
            label, _, told = read_csv(path)[1][-1][-1].partition(": ")
            assert label == LABEL
        case "xlsx":
            told = dict(row[:2] for row in read_xlsx(path, 1))[LABEL]
        case "geojson":
            told = read_geojson(path)["fingerprint"]
        case "html":
            told = read_page(path, "fingerprint")
        case "parquet":
            told = parquet_told(path)["fingerprint"]
        case _:
            told = gpkg_info(path)["layer_metadata"][LABEL]
    return str(told)


@pytest.mark.parametrize("filter_", ("bfe < 200000", "bfe = 100001"))
def test_every_format_tells_the_same(write: Write, filter_: str) -> None:
    told = set()
    for format_ in KEYS:
        written = write(format_, filter_, columns=COLUMNS)
        assert told_in(written.path, format_) == written.fingerprint
        told.add(written.fingerprint)
    assert len(told) == 1


def test_it_can_be_worked_out_from_the_values(write: Write) -> None:
    written = write("geojson", columns=COLUMNS)
    collection = read_geojson(written.path)
    rows = [feature["properties"].values() for feature in collection["features"]]
    assert len(rows) > 3
    assert worked_out(rows) == written.fingerprint
    table = read_parquet(write("parquet", columns=("address", "suspicion", "bfe")).path)
    written = write("csv", columns=("address", "suspicion", "bfe"))
    values = zip(table["address"], table["suspicion"].tolist(), table["bfe"].tolist(), strict=True)
    assert worked_out(values) == written.fingerprint


def test_a_list_without_rows_has_that_of_nothing(write: Write) -> None:
    for format_ in KEYS:
        assert write(format_, "bfe = -1").fingerprint == hashlib.sha256().hexdigest()


def test_another_value_order_or_column_is_another_fingerprint(
    registry: Database, write: Write
) -> None:
    before = write("csv", columns=COLUMNS).fingerprint
    others = {
        write("csv", columns=COLUMNS, sort="-address").fingerprint,
        write("csv", columns=COLUMNS[::-1]).fingerprint,
        write("csv", columns=COLUMNS[1:]).fingerprint,
    }
    assert registry.owner is not None
    with psycopg.connect(registry.owner, autocommit=True) as connection:
        connection.execute("update work.property set suspicion = suspicion + 1 where bfe = 100001")
        others.add(write("csv", columns=COLUMNS).fingerprint)
        connection.execute("update work.property set suspicion = suspicion - 1 where bfe = 100001")
    assert len(others | {before}) == 5
    assert write("csv", columns=COLUMNS).fingerprint == before
