"""Whatever the number and the order of files, the registry ends in the same state."""

import itertools
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from db.cluster import Cluster
from db.database import Database
from tests.conftest import fresh_database
from tests.db.imports import register
from tests.db.imports.register import address, building, identity
from tests.db.imports.state import state
from tests.db.imports.taking import take

HOUSE = identity("Landevejen 1")
COMMON = {"kommunekode": "0326", "status": "7"}
TIMES = {"registreringFra": "2018-01-01T00:00:00Z", "virkningFra": "2018-01-01T00:00:00Z"}


def _files(folder: Path) -> list[Path]:
    """A small register in the parts that a user may bring: chains, history and partial rows."""
    ground = {"id_lokalId": identity("ground"), **COMMON, **TIMES}
    relation = {"id_lokalId": identity("relation"), **COMMON, **TIMES, "bfeNummer": "1234567"}
    entrance = {"id_lokalId": identity("entrance"), **COMMON, **TIMES, "bygning": identity("house")}
    unit = {"id_lokalId": identity("unit"), **COMMON, **TIMES, "status": "6",
            "enh020EnhedensAnvendelse": "120", "opgang": identity("entrance")}  # fmt: skip
    house = building(grund=identity("ground"), husnummer=HOUSE)
    older = building(registreringFra="2017-01-01T00:00:00Z", virkningFra="2017-01-01T00:00:00Z")
    return [
        register.ois_zip(folder, [house, older], name="bygning"),
        register.ois_zip(
            folder,
            [{**ground, "bestemtFastEjendom": identity("relation"), "gru009Vandforsyning": "4"}],
            "Grund",
            name="grund",
        ),
        register.ois_zip(folder, [relation], "Ejendomsrelation", name="relation"),
        register.ois_zip(folder, [entrance], "Opgang", name="opgang"),
        register.ois_zip(folder, [unit], "Enhed", name="enhed"),
        register.dar(
            folder,
            [
                address("up", HOUSE, "Landevejen 1, 1., 4400 Kalundborg", etagebetegnelse="1"),
                address("a", HOUSE, "Landevejen 1, 4400 Kalundborg"),
            ],
        ),
        # The same version from other extracts, with other values and other fields.
        register.ois_zip(
            folder,
            [{**house, "byg026Opførelsesår": "1930", "byg056Varmeinstallation": "3"}],
            day="2021-04-18",
            name="senere",
        ),
        register.ois_zip(
            folder,
            [{**house, "byg026Opførelsesår": "1920", "byg033Tagdækningsmateriale": "5"}],
            day="2020-12-01",
            name="imellem",
        ),
    ]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return _files(tmp_path_factory.mktemp("files"))


def _fresh(cluster: Cluster) -> AbstractContextManager[Database]:
    return fresh_database(cluster)


def _one_by_one(cluster: Cluster, files: Sequence[Path]) -> Mapping[str, list[str]]:
    with _fresh(cluster) as registry:
        for file in files:
            take(registry, file)
        return state(registry)


@pytest.fixture(scope="module")
def together(cluster: Cluster, files: list[Path]) -> Mapping[str, list[str]]:
    with _fresh(cluster) as registry:
        take(registry, *files)
        return state(registry)


def test_the_register_hangs_together(together: Mapping[str, list[str]]) -> None:
    (property_row,) = together["work.property"]
    assert '"key": "bfe:1234567"' in property_row
    assert '"address": "Landevejen 1, 4400 Kalundborg"' in property_row
    assert '"year_built": 1930' in property_row
    (building_row,) = together["work.building"]
    assert '"water_code": "4"' in building_row
    assert '"roof_code": "5"' in building_row
    assert '"heating_code": "3"' in building_row
    assert len(together["base.bbr_building"]) == 2


@pytest.mark.parametrize("seed", range(4))
def test_one_by_one_in_any_order_is_the_same(
    seed: int, cluster: Cluster, files: list[Path], together: Mapping[str, list[str]]
) -> None:
    orders = list(itertools.islice(itertools.permutations(files), 0, 40320, 7919))
    assert _one_by_one(cluster, orders[seed]) == together


def test_one_run_in_another_order_is_the_same(
    cluster: Cluster, files: list[Path], together: Mapping[str, list[str]]
) -> None:
    with _fresh(cluster) as registry:
        take(registry, *reversed(files))
        assert state(registry) == together


def test_the_real_extract_one_by_one_is_the_same(cluster: Cluster, data: Path) -> None:
    real = sorted((data / "dev_bbr_grbbr_xml").glob("*.zip"))
    real.append(data / "fixtures" / "dar_adresse_dev.ndjson")
    with _fresh(cluster) as registry:
        take(registry, *real)
        wanted = state(registry)
    assert _one_by_one(cluster, real[::-1]) == wanted
