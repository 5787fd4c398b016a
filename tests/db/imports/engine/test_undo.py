"""An import taken back leaves the registry exactly as it was, or is refused with the reason."""

from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.imports.errors import ImportFailure, UndoRefused
from db.imports.undo import undo_import
from tests.db.imports import register
from tests.db.imports.register import address, building, identity
from tests.db.imports.state import exact_state
from tests.db.imports.taking import rows, take, write_csv

NEW = {"registreringFra": "2021-01-01T00:00:00Z", "virkningFra": "2021-01-01T00:00:00Z"}


def _run(database: Database, *files: Path) -> int:
    run = take(database, *files).run
    assert run is not None
    return run


def test_undo_restores_what_was_there(own_database: Database, tmp_path: Path) -> None:
    house = identity("Landevejen 1")
    first = [
        building(husnummer=house),
        building("b", byg404Koordinat="POINT (647106.33 6151432.4)"),
        building("c"),
    ]
    _run(
        own_database,
        register.ois_zip(tmp_path, first),
        register.dar(tmp_path, [address("a", house, "Landevejen 1, 4400 Kalundborg")]),
    )
    before = exact_state(own_database)
    # Overwritten, confirmed, superseded, and new rows, in another municipality too.
    second = [
        building(husnummer=house, byg026Opførelsesår="1930"),
        building("b", byg404Koordinat="POINT (647106.33 6151432.4)"),
        building("c", **NEW, status="10"),
        building("d", kommunekode="0253"),
    ]
    run = _run(
        own_database,
        register.ois_zip(tmp_path, second, day="2021-04-18", name="b"),
        register.dar(tmp_path, [address("a", house, "Landevejen 1A, 4400 Kalundborg")], "b.ndjson"),
    )
    changed = exact_state(own_database)
    assert changed != before
    assert len(changed["work.registry"]) == len(before["work.registry"]) + 1
    result = undo_import(own_database, run, "test")
    assert result.touched >= {"0326", "0253"}
    assert exact_state(own_database) == before
    stored = rows(own_database, f"select state, undone_by from work.import_run where id = {run}")
    assert stored == [{"state": "undone", "undone_by": "test"}]


def test_what_comes_back_has_the_number_it_had(own_database: Database, tmp_path: Path) -> None:
    unit = {
        "id_lokalId": identity("unit"), "kommunekode": "0326", "status": "6",
        "registreringFra": "2019-02-12T12:01:41Z", "virkningFra": "2019-02-12T12:01:41Z",
        "enh020EnhedensAnvendelse": "120", "bygning": identity("house"),
    }  # fmt: skip
    places = write_csv(tmp_path / "byer.csv", "id;navn;indbyggertal;lon;lat", "1;Åse;900;11,3;55,5")
    files = (
        register.ois_zip(tmp_path, [building(), building("b")]),
        register.ois_zip(tmp_path, [unit], "Enhed", name="enhed"),
        places,
    )
    first = _run(own_database, *files)
    before = exact_state(own_database)
    assert all(before[f"work.{name}"] for name in ("place", "property", "building", "unit"))
    # A building that gets a ground stands on another property, and the one it had is gone.
    moved = building(grund=identity("ground"))
    run = _run(own_database, register.ois_zip(tmp_path, [moved], day="2021-04-18", name="moved"))
    assert exact_state(own_database)["work.property"] != before["work.property"]
    undo_import(own_database, run, "test")
    assert exact_state(own_database) == before
    # An import that is taken back and made again gives the same numbers too.
    undo_import(own_database, first, "test")
    assert exact_state(own_database)["work.property"] == []
    _run(own_database, *files)
    again = exact_state(own_database)
    for name in ("place", "property", "building", "unit"):
        assert again[f"work.{name}"] == before[f"work.{name}"]


def test_undo_of_the_first_import_leaves_nothing(own_database: Database, tmp_path: Path) -> None:
    before = exact_state(own_database)
    run = _run(own_database, register.ois_zip(tmp_path, [building()]))
    undo_import(own_database, run, "test")
    assert exact_state(own_database) == before


def test_undo_and_import_again(own_database: Database, tmp_path: Path) -> None:
    file = register.ois_zip(tmp_path, [building()])
    undo_import(own_database, _run(own_database, file), "test")
    assert take(own_database, file).counts.new == 1


def test_undo_of_the_real_extract(own_database: Database, data: Path) -> None:
    extract = next((data / "dev_bbr_grbbr_xml").glob("*CO51000T*"))
    _run(own_database, next((data / "dev_bbr_grbbr_xml").glob("*CO50400T*")), extract)
    before = exact_state(own_database)
    run = _run(
        own_database,
        next((data / "dev_bbr_grbbr_xml").glob("*CO50200T*")),
        data / "fixtures" / "dar_adresse_dev.ndjson",
    )
    assert len(exact_state(own_database)["work.building"]) == 1268
    undo_import(own_database, run, "test")
    assert exact_state(own_database) == before


def test_undo_is_refused_with_the_later_imports(own_database: Database, tmp_path: Path) -> None:
    run = _run(own_database, register.ois_zip(tmp_path, [building()]))
    apart = _run(own_database, register.ois_zip(tmp_path, [building("other")], name="other"))
    later = _run(own_database, register.ois_zip(tmp_path, [building(**NEW)], name="later"))
    before = exact_state(own_database)
    with pytest.raises(UndoRefused) as refused:
        undo_import(own_database, run, "test")
    assert [each.id for each in refused.value.dependents] == [later]
    assert f"nr. {later}" in refused.value.next_step
    assert exact_state(own_database) == before
    # What shares nothing does not stand in the way; and in reverse order all of it can go.
    for number in (apart, later, run):
        undo_import(own_database, number, "test")
    assert exact_state(own_database)["base.bbr_building"] == []


def test_undo_never_removes_what_a_person_wrote(own_database: Database, tmp_path: Path) -> None:
    run = _run(own_database, register.ois_zip(tmp_path, [building()]))
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as owner:
        owner.execute("create table work.visit (property_id bigint references work.property (id))")
        owner.execute("insert into work.visit select id from work.property")
    before = exact_state(own_database)
    with pytest.raises(UndoRefused, match="mennesker"):
        undo_import(own_database, run, "test")
    assert exact_state(own_database) == before


@pytest.mark.parametrize("number", (0, 999))
def test_there_is_no_such_import(own_database: Database, number: int) -> None:
    with pytest.raises(ImportFailure, match="ingen indlæsning"):
        undo_import(own_database, number, "test")


def test_what_is_undone_or_failed_cannot_be_undone(own_database: Database, tmp_path: Path) -> None:
    run = _run(own_database, register.ois_zip(tmp_path, [building()]))
    undo_import(own_database, run, "test")
    with pytest.raises(ImportFailure, match="allerede"):
        undo_import(own_database, run, "test")
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    with pytest.raises(ImportFailure):
        take(own_database, tmp_path / "x.bin")
    with pytest.raises(ImportFailure, match="ikke gennemført"):
        undo_import(own_database, run + 1, "test")
