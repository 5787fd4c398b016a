"""Flags on their way into the social room: taken, replaced, undone, and nothing told of them."""

import re
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.database import Database
from db.imports import engine, history
from db.imports.errors import Refused, UndoRefused
from db.imports.flags.content import are_types
from db.imports.flags.heading import names_flags
from db.imports.source import ImportOptions
from db.imports.tables.preview import preview_tables
from db.imports.undo import undo_import
from db.logins import Login
from tests.db.imports.state import exact_state
from tests.db.imports.taking import ended, rejected, rows, take, write_csv

HEAD = "BFE-nummer;Type;Ansvarlig enhed;Næste opfølgning"
# A year each in which nothing else of these tests happens.
FIRST, SECOND = "2031-01-02", "2032-01-02"


@pytest.fixture
def village(own_database: Database, tmp_path: Path) -> Database:
    """A village with twelve houses of a table."""
    take(own_database, write_csv(tmp_path / "byer.csv", "id;navn;indbyggertal;lon;lat",
                                 "1;Ørby;300;10,30;56,00"))  # fmt: skip
    houses = [f"{n};{1000 + n};Byvej {n};8300;10,300{n:02};56,0001" for n in range(1, 13)]
    head = "id;bfe;adresse;postnr;lon;lat"
    take(own_database, write_csv(tmp_path / "huse.csv", head, *houses), registry="0727")
    return own_database


def flags(database: Database) -> list[tuple[Any, ...]]:
    """What stands in the room, read as a superuser."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        return connection.execute(
            "select key, property_key, flag_type, unit, review_on::text, run_id from social.flag "
            "order by key"
        ).fetchall()


def bands(database: Database) -> list[dict[str, Any]]:
    """The bands of places."""
    return rows(database, "select p.name, band from work.social_band b "
                          "join work.place p on p.id = b.place_id")  # fmt: skip


def flag_file(folder: Path, bfes: Sequence[int], day: str = FIRST, name: str = "m.csv") -> Path:
    """A file that flags these properties."""
    return write_csv(folder / name, HEAD, *(f"{bfe};Genhusning;Team Nord;{day}" for bfe in bfes))


def test_rows_find_their_property_and_types_are_known_by_their_titles(
    village: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "markeringer.csv",
        "Sagsnr;BFE;Adresse;Postnr;Flagtype;Forvaltning;Revurdering;Bemærkning",
        "S1;1001;;;Genhusning;Team Nord;02-01-2031;fortroligt",
        "S2;;Byvej  2;8300;Social assistance;Team Syd;;fortroligt",
        "S3;;Byvej 3;9999;contact;Team Syd;03-01-2031;",
        "S4;1004;;;Gæld;Team Syd;03-01-2031;",
        "S5;1005;;;andet;;03-01-2031;",
        "S6;1006;;;andet;Team Syd;2031-02-30;",
        "S7;1007;;;andet;Team 010190-1234;03-01-2031;",
        "010190-1234;1008;;;andet;Team Syd;03-01-2031;",
        "S1;1009;;;andet;Team Syd;;",
        "S9;9999999;;;andet;Team Syd;;",
    )
    result = take(village, table, registry="0727")
    assert ended(result) == (2, 0, 0, 0, 8)
    assert sorted(row[1:5] for row in flags(village)) == [
        ("row:huse:1", "rehousing", "Team Nord", "2031-01-02"),
        ("row:huse:2", "assistance", "Team Syd", None),
    ]
    found = rejected(village, result)
    assert [(each.line, each.code, each.column) for each in found] == [
        (4, "no_property", None),
        (5, "bad_type", "Flagtype"),
        (6, "bad_unit", "Forvaltning"),
        (7, "bad_value", "Revurdering"),
        (8, "cpr", "Forvaltning"),
        (9, "cpr", "Sagsnr"),
        (10, "duplicate_id", None),
        (11, "no_property", None),
    ]
    assert all(each.content is None for each in found)


def test_nothing_of_the_file_is_kept_outside_the_room(village: Database, tmp_path: Path) -> None:
    before = exact_state(village)
    path = flag_file(tmp_path, range(1001, 1004), name="familien_hansen.csv")
    options = ImportOptions(actor="test", registry="0727")
    (shown,) = preview_tables(village, [path], options)
    assert shown.rows == ()
    assert all(column.examples == () for column in shown.columns)
    tried = take(village, path, registry="0727", dry_run=True)
    assert ended(tried) == (3, 0, 0, 0, 0)
    assert tried.files[0].sample == ()
    (note,) = tried.notes
    assert "resten gemmes ikke" in note
    assert flags(village) == []
    result = take(village, path, registry="0727")
    assert result.run is not None
    assert result.is_confidential
    assert exact_state(village) == before
    run = history.run(village, result.run)
    assert run is not None
    assert run.counts == {}
    (file,) = history.files_of(village, result.run)
    assert (file.content_hash, file.registry, file.note, file.counts) == ("", None, None, {})
    assert "hansen" not in f"{run}{file}{result.as_dict()}{result.notes}{shown}{tried.as_dict()}"


def test_the_same_again_changes_nothing_and_undo_brings_back_what_was(
    village: Database, tmp_path: Path
) -> None:
    first = flag_file(tmp_path, range(1001, 1007))
    take(village, first, registry="0727")
    assert bands(village) == [{"name": "Ørby", "band": "5-9"}]
    once = flags(village)
    again = take(village, first, registry="0727")
    assert ended(again) == (0, 0, 6, 0, 0)
    assert flags(village) == once
    changed = take(
        village, flag_file(tmp_path, range(1005, 1013), SECOND, "n.csv"), registry="0727"
    )
    assert ended(changed) == (6, 2, 0, 0, 0)
    assert bands(village) == [{"name": "Ørby", "band": "10-19"}]
    first_run, changed_run = (once[0][5], changed.run)
    assert changed_run is not None
    with pytest.raises(UndoRefused) as refused:
        undo_import(village, first_run, "test")
    # Which of the later runs touch the same flags is not told, nor how many an undo puts back.
    assert [each.id for each in refused.value.dependents] == [again.run, changed_run]
    assert undo_import(village, changed_run, "test").as_dict()["rows"] is None
    assert flags(village) == once
    assert bands(village) == [{"name": "Ørby", "band": "5-9"}]
    assert again.run is not None
    undo_import(village, again.run, "test")
    undo_import(village, first_run, "test")
    assert flags(village) == []
    assert bands(village) == []


def test_what_another_municipality_brought_holds_no_undo_up(
    village: Database, tmp_path: Path
) -> None:
    """Nor is it told; what came from the command line may be of any."""
    first = take(village, flag_file(tmp_path, (1001,)), registry="0727").run
    second = take(village, flag_file(tmp_path, (1002,)), registry="0727").run
    assert first is not None
    assert second is not None
    with pytest.raises(UndoRefused):
        undo_import(village, first, "test")
    assert village.owner is not None
    with psycopg.connect(village.owner) as owner:
        owner.execute(
            "update work.import_run set municipality_code = '0727' where id = %s", [first]
        )
    with pytest.raises(UndoRefused):
        undo_import(village, first, "test")
    with psycopg.connect(village.owner) as owner:
        owner.execute(
            "update work.import_run set municipality_code = '0360' where id = %s", [second]
        )
    undo_import(village, first, "test")
    assert [row[1] for row in flags(village)] == ["row:huse:2"]


def test_the_key_of_a_flag_tells_nothing(village: Database, tmp_path: Path) -> None:
    # Coordinators page by it and the audit names it, and neither is to know what is flagged.
    take(village, flag_file(tmp_path, (1001, 1002)), registry="0727")
    own = write_csv(tmp_path / "egne.csv", f"Sagsnr;{HEAD}", "genhus 7;1003;Genhusning;Team Nord;")
    take(village, own, registry="0727")
    keys = [row[0] for row in flags(village)]
    assert len(set(keys)) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    with psycopg.connect(village.conninfo(Login.SOCIAL)) as connection:
        connection.execute("set local role atlas_social_importer")
        # Nor may whoever has the login alone ask what a key would be.
        asked = connection.execute("select social.flag_keys('{0727}', '{genhus 7}')").fetchone()
    assert asked == (None,)


def test_what_stood_in_the_room_before_is_not_told(village: Database, tmp_path: Path) -> None:
    first = flag_file(tmp_path, range(1001, 1004))
    for dry_run in (True, False, True, False):
        result = take(village, first, registry="0727", dry_run=dry_run)
        told = result.as_dict()
        assert told["tables"] == {"social_flag": {"rows": 3, "taken": 3, "rejected": 0}}
        assert not told.keys() & {"new", "changed", "unchanged", "superseded"}
        assert (told["rows"], told["taken"], told["rejected"]) == (3, 3, 0)
        assert not result.is_unchanged


def test_bands_tell_nothing_of_properties_that_come_and_go(
    village: Database, tmp_path: Path
) -> None:
    take(village, flag_file(tmp_path, range(1001, 1006)), registry="0727")
    houses = rows(village, "select id from work.import_run order by id")[1]["id"]
    undo_import(village, houses, "test")
    assert bands(village) == [{"name": "Ørby", "band": "5-9"}]
    assert len(flags(village)) == 5


def test_flags_come_alone(village: Database, tmp_path: Path) -> None:
    other = write_csv(tmp_path / "andet.csv", "id;adresse", "90;Byvej 90")
    with pytest.raises(Refused, match="for sig") as refused:
        take(village, flag_file(tmp_path, [1001]), other, registry="0727")
    assert "listed_property" not in refused.value.next_step
    assert flags(village) == []
    missing = write_csv(tmp_path / "x.csv", "BFE;Flagtype", "1001;andet")
    with pytest.raises(Refused, match="ansvarlig enhed"):
        take(village, missing, registry="0727")
    message = rows(village, "select message from work.import_run order by id desc limit 1")
    assert "Flagtype" not in message[0]["message"]


@pytest.mark.parametrize("target", ("listed_property", "place"))
def test_flags_are_never_taken_for_something_that_lies_open(
    village: Database, tmp_path: Path, target: str
) -> None:
    before = exact_state(village)
    with pytest.raises(Refused, match="sociale markeringer") as refused:
        take(village, flag_file(tmp_path, [1001]), registry="0727", mapping={"target": target})
    assert "target" in refused.value.next_step
    assert exact_state(village) == before
    # What only could be flags is what somebody says it is.
    other = write_csv(tmp_path / "andet.csv", "id;adresse;forvaltning", "92;Byvej 92;Teknik")
    mapping = {"target": "listed_property"}
    assert ended(take(village, other, registry="0727", mapping=mapping)) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("of_type", "of_unit"),
    (
        ("Markering", "Ansvarlig"),
        ("Social markering", "Enhed"),
        ("Sociale markeringer", "Afdeling"),
        ("Type af indsats", "Forvaltning (ansvarlig)"),
        ("Indsats", "Ansvarlig"),
        ("flags", "team"),
        ("Socialt flag", "Social enhed"),
        ("Underretning", "Sagsbehandler"),
        ("case_type", "review_date"),
        ("Flagtyper", "Bemærkning"),
        ("Enhed", "Revurderes"),
    ),
)
def test_flags_are_known_by_how_the_words_of_their_heading_begin(
    of_type: str, of_unit: str, village: Database, tmp_path: Path
) -> None:
    before = exact_state(village)
    head = f"Adresse;BFE;{of_type};{of_unit}"
    table = write_csv(tmp_path / "x.csv", head, "Byvej 1;1001;Genhusning;Team 9",
                      "Byvej 2;1002;hemmeligt;Team 9")  # fmt: skip
    if of_unit in {"Sagsbehandler", "review_date", "Bemærkning", "Revurderes"}:
        with pytest.raises(Refused, match=r"ansvarlig enhed|en kolonne med type") as refused:
            take(village, table, registry="0727")
        assert "listed_property" not in refused.value.next_step
    else:
        result = take(village, table, registry="0727")
        assert [row[1:4] for row in flags(village)] == [("row:huse:1", "rehousing", "Team 9")]
        assert [(row.code, row.content) for row in rejected(village, result)] == [
            ("bad_type", None)
        ]
    assert exact_state(village) == before


@pytest.mark.parametrize("heading", ("Type;Enhed", "Art;Hvem", "Familieindsats;Center"))
def test_flags_are_known_by_their_types_whatever_the_columns_are_called(
    heading: str, village: Database, tmp_path: Path
) -> None:
    before = exact_state(village)
    table = write_csv(tmp_path / "zyxfil.csv", f"BFE;{heading}",
                      "1001;Genhusning;Team 9", "1002;andet;Team 9")  # fmt: skip
    of_unit = heading.partition(";")[2]
    if of_unit == "Enhed":
        take(village, table, registry="0727")
    else:
        with pytest.raises(Refused, match="ansvarlig enhed"):
            take(village, table, registry="0727")
        take(village, table, registry="0727", mapping={"columns": {of_unit: "flag_unit"}})
    assert [row[1:4] for row in flags(village)] == [
        ("row:huse:1", "rehousing", "Team 9"), ("row:huse:2", "other", "Team 9")
    ]  # fmt: skip
    assert exact_state(village) == before
    assert rows(village, "select from work.import_file where name like '%zyx%'") == []


def test_a_municipality_beside_a_flag_may_stand_by_its_name(
    village: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "m.csv",
        "BFE;Kommune;Flagtype;Enhed",
        "1001;Odder;Genhusning;Team 9",
        "1002;Odder Kommune;andet;Team 9",
    )
    take(village, table)
    assert [row[1:3] for row in flags(village)] == [
        ("row:huse:1", "rehousing"), ("row:huse:2", "other")
    ]  # fmt: skip


def test_a_mapping_that_names_what_only_flags_have_is_of_flags(
    village: Database, tmp_path: Path
) -> None:
    table = write_csv(tmp_path / "zyxfil.csv", "BFE;Art;Hvem", "1001;eget ord;Team 9")
    mapping: dict[str, object] = {"columns": {"Art": "flag_type", "Hvem": "flag_unit"}}
    with pytest.raises(Refused, match="sociale markeringer"):
        take(village, table, registry="0727", mapping={**mapping, "target": "listed_property"})
    assert take(village, table, registry="0727", mapping=mapping).is_confidential
    assert rows(village, "select from work.import_file where name like '%zyx%'") == []


def test_a_key_that_no_index_holds_is_a_mistake_of_its_row(
    village: Database, tmp_path: Path
) -> None:
    # What repeats would be packed, and fit.
    noise = b"".join(sha256(str(n).encode()).digest() for n in range(600))
    number = "".join(chr(ord("a") + each % 26) for each in noise)
    table = write_csv(tmp_path / "m.csv", "Sagsnr;BFE;Flagtype;Enhed",
                      f"{number};1001;Genhusning;Team 9", "2;1002;Genhusning;Team 9")  # fmt: skip
    result = take(village, table, registry="0727")
    assert [(row.line, row.code, row.content) for row in rejected(village, result)] == [
        (2, "bad_key", None)
    ]
    assert [row[1] for row in flags(village)] == ["row:huse:2"]


def test_the_list_of_imports_knows_no_name_inside_a_zip_that_was_refused(
    village: Database, tmp_path: Path
) -> None:
    brought = tmp_path / "flag.zip"
    with zipfile.ZipFile(brought, "w") as archive:
        archive.writestr("familien_hansen.xls", b"\xd0\xcf\x11\xe0 of old")
    with pytest.raises(Refused, match=r"familien_hansen\.xls"):
        take(village, brought)
    kept = rows(village, "select message from work.import_run order by id desc limit 1")
    assert "hansen" not in kept[0]["message"]
    assert "gamle format" in kept[0]["message"]


def test_a_list_of_properties_is_not_taken_for_flags() -> None:
    assert not are_types(("Andet", "other"))
    assert not are_types(("Genhusning", "Villa", "Stuehus"))
    assert not are_types(())
    assert not names_flags(
        ("id", "adresse", "Bemærkning", "Ejendomsflag", "Flagermus", "opmærkning", "case", "type",
         "anvendelse", "enhed", "dansksocial")
    )  # fmt: skip


def test_flags_of_a_run_that_died_never_count_and_are_swept(
    village: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(village, flag_file(tmp_path, range(1001, 1006)), registry="0727")
    once = flags(village)

    def dies(*_: object) -> None:
        raise RuntimeError("between the two commits")

    with monkeypatch.context() as patched:
        patched.setattr(engine, "finish_untold", dies)
        with pytest.raises(RuntimeError):
            take(village, flag_file(tmp_path, range(1005, 1012), SECOND, "n.csv"), registry="0727")
    assert len(flags(village)) == 11
    with psycopg.connect(village.conninfo(Login.IMPORTER)) as connection:
        connection.execute("select work.refresh_social_bands()")
        # Four of the first run are left unspoken of, and none of the second counts.
        assert connection.execute("select count(*) from work.social_band").fetchone() == (0,)
        connection.rollback()
    assert bands(village) == [{"name": "Ørby", "band": "5-9"}]
    take(village, write_csv(tmp_path / "z.csv", "id;adresse", "91;Byvej 91"), registry="0727")
    assert flags(village) == once
    assert bands(village) == [{"name": "Ørby", "band": "5-9"}]
