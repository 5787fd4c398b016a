"""Registers, tables, places, boundaries, footprints: in any order, and all of it undone."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from db.cluster import Cluster
from db.imports.undo import undo_import
from tests.conftest import fresh_database
from tests.db.imports.state import exact_state, state
from tests.db.imports.taking import take

_BALTIMORE = "us_baltimore_vacant_notices_2019.csv"


def _imports(data: Path) -> list[tuple[list[Path], str | None]]:
    extract = sorted((data / "dev_bbr_grbbr_xml").glob("*.zip"))
    return [
        ([*extract, data / "fixtures" / "dar_adresse_dev.ndjson"], None),
        ([data / "dk_geodanmark_bygninger_2471.gpkg"], None),
        ([data / _BALTIMORE], "BALTIMORE"),
        ([data / "dk_byer_geonames_cities500.csv"], None),
        ([data / "dk_kommuner_dagi500k.gpkg"], None),
    ]


def _reached(
    cluster: Cluster, imports: Sequence[tuple[list[Path], str | None]]
) -> Mapping[str, list[str]]:
    """The state after the imports; taken back one by one, they must leave nothing."""
    with fresh_database(cluster) as registry:
        empty = exact_state(registry)
        runs = [take(registry, *files, registry=code).run for files, code in imports]
        reached = state(registry)
        for run in reversed(runs):
            assert run is not None
            undo_import(registry, run, "test")
        assert exact_state(registry) == empty
    return reached


@pytest.mark.heavy
def test_any_order_reaches_the_same_and_undoes_to_nothing(cluster: Cluster, data: Path) -> None:
    imports = _imports(data)
    reached = _reached(cluster, imports)
    assert len(reached["work.property"]) == 16747 + 426
    assert len(reached["work.municipality"]) == 99
    assert _reached(cluster, imports[::-1]) == reached
