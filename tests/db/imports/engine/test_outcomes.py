"""Every row of a file ends in exactly one way, and the registry in what the rows say."""

from datetime import date
from pathlib import Path
from typing import Any

from db.database import Database
from tests.db.imports import register
from tests.db.imports.register import building
from tests.db.imports.state import exact_state
from tests.db.imports.taking import ended, rows, take

OLD = {"registreringFra": "2017-06-02T12:29:37Z", "virkningFra": "2014-01-01T00:00:00Z"}
NEW = {"registreringFra": "2021-01-01T00:00:00Z", "virkningFra": "2021-01-01T00:00:00Z"}


def _now(database: Database) -> dict[str, Any]:
    return rows(database, "select use_code, year_built, state, heating_code from work.building")[0]


def test_one_building_with_six_versions(own_database: Database, tmp_path: Path) -> None:
    versions = [
        building(virkningFra=f"201{year}-01-01T00:00:00Z", byg026Opførelsesår=f"190{year}")
        for year in (3, 5, 0, 1, 4, 2)
    ]
    result = take(own_database, register.ois_zip(tmp_path, versions))
    assert ended(result) == (1, 0, 0, 5, 0)
    assert _now(own_database)["year_built"] == 1905


def test_the_newest_registration_comes_before_the_newest_effect(
    own_database: Database, tmp_path: Path
) -> None:
    versions = [
        building(registreringFra="2018-01-01T00:00:00Z", virkningFra="2020-01-01T00:00:00Z"),
        building(
            registreringFra="2019-01-01T00:00:00Z",
            virkningFra="2010-01-01T00:00:00Z",
            byg021BygningensAnvendelse="110",
        ),
    ]
    take(own_database, register.ois_zip(tmp_path, versions))
    assert _now(own_database)["use_code"] == "110"


def test_the_same_file_again_changes_nothing(own_database: Database, tmp_path: Path) -> None:
    file = register.ois_zip(tmp_path, [building(), building(**OLD), building("shed")])
    take(own_database, file)
    before = exact_state(own_database)
    versions = rows(own_database, "select max(id) from work.change")
    result = take(own_database, file)
    assert ended(result) == (0, 0, 3, 0, 0)
    assert result.is_unchanged
    assert exact_state(own_database) == before
    assert rows(own_database, "select max(id) from work.change") == versions


def test_a_new_version_of_a_known_building_is_a_change(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, register.ois_zip(tmp_path, [building()]))
    newer = building(**NEW, byg021BygningensAnvendelse="130")
    file = register.ois_zip(tmp_path, [newer, building(**OLD)], name="b")
    assert ended(take(own_database, file)) == (0, 1, 0, 1, 0)
    assert _now(own_database)["use_code"] == "130"


def test_an_identical_row_twice_in_a_run_is_unchanged(
    own_database: Database, tmp_path: Path
) -> None:
    file = register.ois_zip(tmp_path, [building(), building()])
    assert ended(take(own_database, file)) == (1, 0, 1, 0, 0)


def test_other_values_in_the_same_version_are_a_change(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, register.ois_zip(tmp_path, [building()]))
    other = building(byg026Opførelsesår="1920")
    later = register.ois_zip(tmp_path, [other], day="2020-05-18", name="later")
    assert ended(take(own_database, later)) == (0, 1, 0, 0, 0)
    assert _now(own_database)["year_built"] == 1920


def test_an_older_extract_does_not_override(own_database: Database, tmp_path: Path) -> None:
    take(own_database, register.ois_zip(tmp_path, [building()]))
    other = building(byg026Opførelsesår="1920", byg056Varmeinstallation="3")
    older = register.ois_zip(tmp_path, [other], day="2019-05-18", name="older")
    take(own_database, older)
    # What only the older one says is kept, what both say is the newer one's.
    assert _now(own_database)["year_built"] == 1912
    assert _now(own_database)["heating_code"] == "3"
    only = register.ois_zip(
        tmp_path, [building(byg026Opførelsesår="1930")], day="2019-01-01", name="only"
    )
    assert ended(take(own_database, only)) == (0, 0, 0, 1, 0)


def test_a_file_with_fewer_fields_takes_nothing_away(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, register.ois_zip(tmp_path, [building()]))
    few = {
        key: value
        for key, value in building(byg056Varmeinstallation="9").items()
        if not key.startswith(("byg021", "byg026"))
    }
    result = take(own_database, register.graphql(tmp_path, register.page([few])))
    assert ended(result) == (0, 1, 0, 0, 0)
    now = _now(own_database)
    assert (now["use_code"], now["year_built"], now["heating_code"]) == ("120", 1912, "9")


def test_a_newer_extract_confirms_without_changing(own_database: Database, tmp_path: Path) -> None:
    take(own_database, register.ois_zip(tmp_path, [building()]))
    later = register.ois_zip(tmp_path, [building()], day="2020-05-18", name="later")
    assert ended(take(own_database, later)) == (0, 0, 1, 0, 0)
    dates = rows(own_database, "select source_date from work.building")
    assert dates == [{"source_date": date(2020, 5, 18)}]


def test_unknown_years_are_null_and_missing_positions_no_error(
    own_database: Database, tmp_path: Path
) -> None:
    versions = [
        building("a", byg026Opførelsesår="1000"),
        building("b", byg026Opførelsesår="0", byg404Koordinat="GEOMETRYCOLLECTION EMPTY"),
        building("c", byg404Koordinat="POINT (0 0)"),
        building("d", byg404Koordinat=""),
    ]
    assert ended(take(own_database, register.ois_zip(tmp_path, versions))) == (4, 0, 0, 0, 0)
    found = rows(
        own_database, "select count(year_built) as y, count(point) as p from work.building"
    )
    assert found == [{"y": 2, "p": 1}]


def test_a_dry_run_counts_and_leaves_nothing(own_database: Database, tmp_path: Path) -> None:
    before = exact_state(own_database)
    file = register.ois_zip(tmp_path, [building(), building("x", byg404Koordinat="POINT (1 2)")])
    result = take(own_database, file, dry_run=True)
    assert result.run is None
    assert ended(result) == (1, 0, 0, 0, 1)
    assert result.files[0].sample[0]["id_lokalid"] == register.identity("house")
    assert result.rejections[0].reason_code == "outside_denmark"
    assert exact_state(own_database) == before
    assert rows(own_database, "select * from work.import_run") == []
    assert rows(own_database, "select * from work.rejected_row") == []


def test_the_counts_are_stored(own_database: Database, tmp_path: Path) -> None:
    file = register.ois_zip(tmp_path, [building(), building(**OLD), building("x", status="9")])
    result = take(own_database, file)
    stored = rows(own_database, "select state, counts from work.import_run")
    assert stored == [{"state": "committed", "counts": result.counts.as_dict()}]
    kept = rows(own_database, "select counts, form, target, extract_date from work.import_file")
    assert kept == [
        {
            "counts": result.counts.as_dict(),
            "form": "ois_xml",
            "target": "bbr_building",
            "extract_date": date(2020, 4, 18),
        }
    ]
