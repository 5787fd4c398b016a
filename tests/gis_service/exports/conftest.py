"""A registry to export."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from db.access import PLANNER_OF_ALL
from db.database import Database
from gis_service.exports.service import prepare
from layers.catalogue import CATALOGUE, LAYERS
from layers.closed import may_leave
from layers.definition import VisibleLayer
from layers.words import Language
from maps.exports.export import Export
from maps.exports.formats import format_of
from tests.db.queries.rows import fill

BUILDING = """
insert into work.building (municipality_code, key, property_id, number, state, use_code, source,
  source_date, address, footprint, point)
select municipality_code, 'bbr:' || id, id, '1', 'standing', '120', 'BBR', '2020-04-18', address,
  case when bfe = 100001 then st_multi(st_buffer(geom, 8)) end, geom
from work.property where bfe < 200000 and state = 'standing'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file that was written, with what was told about it beforehand."""

    path: Path
    export: Export
    digest: str
    fingerprint: str


Write = Callable[..., Written]


LEAVING = [layer.id for layer in CATALOGUE if may_leave(layer)]


def few(layer: str) -> str | None:
    """A filter that leaves some of the many properties, and every row of other layers."""
    return "bfe < 200000" if LAYERS[layer].table_name == "property" else None


def visible(layer: str, filter_: str | None = None) -> VisibleLayer:
    """A layer as the planner sees it, filtered."""
    seen = LAYERS[layer].as_seen_by(PLANNER_OF_ALL)
    assert seen is not None
    return seen.with_({"year": "2024"} if "year" in seen.values else {}, filter_)


@pytest.fixture(scope="module")
def registry(database: Database) -> Database:
    """The module's registry, filled."""
    assert database.owner is not None
    fill(database.owner)
    with psycopg.connect(database.owner) as connection:
        connection.execute(BUILDING)
    return database


@pytest.fixture
def write(registry: Database, tmp_path: Path) -> Write:
    """Export a layer to a file."""

    def written(
        format_: str,
        filter_: str | None = "bfe < 200000",
        *,
        layer: str = "suspicion",
        language: Language = Language.DA,
        sort: str | None = None,
        columns: Sequence[str] | None = None,
    ) -> Written:
        ready = prepare(
            registry,
            visible(layer, filter_),
            format_of(format_),
            language=language,
            columns=columns,
            sort=sort,
            user="Tove",
        )
        path = tmp_path / f"export.{format_}"
        try:
            path.write_bytes(b"".join(ready.chunks))
        finally:
            ready.close()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return Written(
            path=path,
            export=ready.export,
            digest=digest,
            fingerprint=ready.batches.fingerprint,
        )

    return written
