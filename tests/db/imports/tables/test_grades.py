"""Grades given on site, as tables bring them: in their own scale, of one property, all kept."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from db.clock import today
from db.database import Database
from db.imports.errors import Refused
from db.imports.undo import undo_import
from db.queries import card
from db.reading import prepare
from tests.as_reader import as_reader
from tests.db.imports import register
from tests.db.imports.register import address, building, identity
from tests.db.imports.state import exact_state
from tests.db.imports.taking import ended, rejected, rows, take, write_csv

_TIMES = {"registreringFra": "2018-01-01T00:00:00Z", "virkningFra": "2018-01-01T00:00:00Z"}
_COMMON = {"kommunekode": "0326", "status": "7", **_TIMES}


def registers(folder: Path) -> list[Path]:
    """Three houses of BBR: one with a BFE number, and two with an address."""
    houses = [
        building("first", grund=identity("ground")),
        building("second", husnummer=identity("number 2")),
        building("third", husnummer=identity("number 3")),
    ]
    ground = {"id_lokalId": identity("ground"), **_COMMON, "bestemtFastEjendom": identity("rel")}
    relation = {"id_lokalId": identity("rel"), **_COMMON, "bfeNummer": "1234567"}
    return [
        register.ois_zip(folder, houses),
        register.ois_zip(folder, [ground], "Grund", name="grund"),
        register.ois_zip(folder, [relation], "Ejendomsrelation", name="relation"),
        register.dar(
            folder,
            [
                address("a", identity("number 2"), "Åvej 2, 4400 Kalundborg"),
                address("b", identity("number 3"), "Åvej 3, 4400 Kalundborg"),
            ],
        ),
    ]


def inspections(database: Database) -> list[tuple[Any, ...]]:
    """Each inspection with the property it is of."""
    found = rows(
        database,
        "select p.key, i.scale, i.part, i.grade, i.inspected_on::text, i.inspector "
        "from work.inspection i join work.property p on p.id = i.property_id "
        "order by p.key, i.inspected_on, i.part",
    )
    return [tuple(row.values()) for row in found]


def newest(database: Database) -> dict[str, tuple[Any, ...]]:
    """The newest grade of each property that has one."""
    found = rows(
        database,
        "select key, grade_scale, grade, grade_part, graded_on::text from work.property "
        "where is_graded order by key",
    )
    return {row.pop("key"): tuple(row.values()) for row in found}


def test_rows_find_their_property_by_number_building_and_address(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, *registers(tmp_path))
    table = write_csv(
        tmp_path / "besigtigelser.csv",
        "BFE-nummer;BBR-bygning;Adresse;Postnr;Karakter;Besigtigelsesdato;Inspektør",
        "1234567;;;;k2;01-06-2026;AB",
        f";{identity('second')};;;K 3;02-06-2026;AB",
        ";;Aavej  3;4400;ib;03-06-2026;CD",
        ";;Åvej 3;5000;K1;03-06-2026;CD",
        "7654321;;Skovvej 1;;UN;04-06-2026;",
    )
    result = take(own_database, table, registry="0326")
    assert ended(result) == (5, 0, 0, 0, 0)
    second, third = f"building:{identity('second')}", f"building:{identity('third')}"
    assert sorted(inspections(own_database)) == sorted(
        [
            ("bfe:1234567", "K", "overall", "K2", "2026-06-01", "AB"),
            (second, "K", "overall", "K3", "2026-06-02", "AB"),
            (third, "K", "overall", "IB", "2026-06-03", "CD"),
            # Another postal code, another house; and a number that nobody knows.
            ("row:besigtigelser:at:aavej3 5000", "K", "overall", "K1", "2026-06-03", "CD"),
            ("row:besigtigelser:bfe:7654321", "K", "overall", "UN", "2026-06-04", None),
        ]
    )
    assert any("skalaen K" in note for note in result.notes)
    assert newest(own_database)["bfe:1234567"] == ("K", "K2", "overall", "2026-06-01")
    again = take(own_database, table, registry="0326")
    assert ended(again) == (0, 0, 5, 0, 0)


def test_all_inspections_of_a_property_are_kept_and_the_newest_counts(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, *registers(tmp_path))
    head = "bfe;dato;bygningsdel;karakter"
    first = write_csv(tmp_path / "syn_2025.csv", head, "1234567;1-5-2025;;Sort")
    states = [exact_state(own_database)]
    take(own_database, first, registry="0326")
    states.append(exact_state(own_database))
    parts = write_csv(
        tmp_path / "syn_2026.csv",
        head,
        "1234567;1-5-2026;Tag;rød",
        "1234567;1-5-2026;Vinduer;Gul",
        "1234567;1-5-2026;Skorsten;gRÅ",
    )
    result = take(own_database, parts, registry="0326")
    assert ended(result) == (3, 0, 0, 0, 0)
    assert [row[2:5] for row in inspections(own_database)] == [
        ("overall", "sort", "2025-05-01"),
        ("other", "graa", "2026-05-01"),
        ("roof", "roed", "2026-05-01"),
        ("window", "gul", "2026-05-01"),
    ]
    # The worst part of the newest day; once the whole is graded that day, the whole.
    assert newest(own_database) == {"bfe:1234567": ("FARVE", "roed", "roof", "2026-05-01")}
    states.append(exact_state(own_database))
    whole = write_csv(tmp_path / "syn.csv", head, "1234567;1-5-2026;;grå")
    take(own_database, whole, registry="0326")
    assert newest(own_database) == {"bfe:1234567": ("FARVE", "graa", "overall", "2026-05-01")}
    runs = [row["id"] for row in rows(own_database, "select id from work.import_run order by id")]
    for run in reversed(runs[1:]):
        undo_import(own_database, run, "test")
        assert exact_state(own_database) == states.pop()


def test_the_worst_part_is_of_the_scale_with_most_grades_that_day(
    own_database: Database, tmp_path: Path
) -> None:
    # A rank of a shorter or longer scale says nothing of how bad the other's grade is.
    table = write_csv(
        tmp_path / "syn.csv",
        "bfe;besigtiget;bygningsdel;skala;karakter",
        "1;2026-05-01;tag;SAVE;9",
        "1;2026-05-01;facade;K;K0",
        "1;2026-05-01;vinduer;K;K1",
        "2;2026-05-01;tag;SAVE;9",
        "2;2026-05-01;facade;K;K0",
    )
    take(own_database, table, registry="0326")
    assert [one[:3] for one in newest(own_database).values()] == [
        ("K", "K1", "window"),
        ("K", "K0", "wall"),
    ]


def test_the_card_lists_first_what_counts(own_database: Database, tmp_path: Path) -> None:
    take(own_database, *registers(tmp_path))
    dated = write_csv(
        tmp_path / "syn.csv",
        "bfe;besigtiget;bygningsdel;skala;karakter",
        "1234567;2025-05-01;;K;K1",
        "2;2026-05-01;tag;FARVE;sort",
        "2;2026-05-01;facade;K;K0",
        "2;2026-05-01;vinduer;K;K1",
    )
    undated = write_csv(tmp_path / "liste.csv", "bfe;karakter", "1234567;K3")
    take(own_database, dated, registry="0326")
    # A list without days is of the day of its extract.
    take(own_database, undated, registry="0326", extract_date=date(2026, 1, 1))
    first = {}
    with psycopg.connect(as_reader(own_database), row_factory=dict_row) as connection:
        for row in rows(own_database, "select id, key from work.property where is_graded"):
            asked = prepare(card.inspections_of(row["id"]))
            told = connection.execute(asked.text.encode(), asked.values).fetchall()
            first[row["key"]] = (told[0]["scale"], told[0]["grade"], told[0]["part"])
    assert sorted(first.values()) == [("K", "K1", "window"), ("K", "K3", "overall")]
    assert first == {key: one[:3] for key, one in newest(own_database).items()}


def test_a_rank_that_no_longer_holds_decides_nothing(
    own_database: Database, tmp_path: Path
) -> None:
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as connection:
        connection.execute(
            "insert into work.grade "
            "select scale, grade, '2010-01-01', '2010-12-31', 9, title_da, title_en, source "
            "from work.grade where grade = 'K0'"
        )
    table = write_csv(
        tmp_path / "syn.csv",
        "bfe;besigtiget;bygningsdel;karakter",
        "1;2026-05-01;tag;K0",
        "1;2026-05-01;facade;K1",
        "2;2010-05-01;tag;K0",
        "2;2010-05-01;facade;K1",
    )
    take(own_database, table, registry="0326")
    assert [one[1] for one in newest(own_database).values()] == ["K1", "K0"]


def test_rows_of_several_days_are_one_property_of_their_own(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "houses.csv",
        "id;address;condition;inspected;year built",
        "7;Main St 1;black;2024-03-01;1900",
        "7;Main St 1;yellow;2026-03-01;1901",
        "8;Main St 2;;;1902",
    )
    take(own_database, table, registry="BALTIMORE")
    found = rows(own_database, "select key, grade, year_built from work.property order by key")
    assert [tuple(row.values()) for row in found] == [
        ("row:houses:7", "gul", 1901),
        ("row:houses:8", None, 1902),
    ]
    assert len(inspections(own_database)) == 2
    assert rows(own_database, "select count(*) as n from work.building") == [{"n": 2}]


def test_parts_in_columns_of_their_own(own_database: Database, tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "syn.csv",
        "adresse;tag;ydervæg;vinduer;fundament;indvendigt;skala;tilsynsførende",
        "Byvej 1;K1;K3;;IB;k0;K-skala;AB",
        "Byvej 2;;5;;;;save;AB",
        "Byvej 3;blåligt;;;;;Egen skala;AB",
        "Byvej 4;K1;;;;;;AB",
        "Byvej 5;1;;;;;points;AB",
    )
    result = take(own_database, table, registry="0326")
    given = [(row[1], row[2], row[3]) for row in inspections(own_database)]
    assert sorted(given) == [
        ("EGEN", "roof", "blåligt"),
        ("K", "foundation", "IB"),
        ("K", "indoor", "K0"),
        ("K", "roof", "K1"),
        ("K", "wall", "K3"),
        ("SAVE", "wall", "5"),
    ]
    assert [(each.line, each.column) for each in rejected(own_database, result)] == [
        (5, "skala"),
        (6, "skala"),
    ]


def test_numbers_without_a_scale_are_refused_with_the_way_on(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(tmp_path / "syn.csv", "adresse;karakter", "Byvej 1;4", "Byvej 2;9.0")
    with pytest.raises(Refused, match="skala") as refused:
        take(own_database, table, registry="0326")
    assert '"scale": "SAVE"' in refused.value.next_step
    take(own_database, table, registry="0326", mapping={"scale": "SAVE-værdi"})
    assert [row[1:4] for row in inspections(own_database)] == [
        ("SAVE", "overall", "4"),
        ("SAVE", "overall", "9"),
    ]
    # It is remembered with the columns; and a scale nobody knows is told.
    again = take(own_database, table, registry="0326")
    assert ended(again) == (0, 0, 2, 0, 0)
    with pytest.raises(Refused, match="ikke en kendt skala"):
        take(own_database, table, registry="0326", mapping={"scale": "points"})


def test_a_column_called_save_names_its_scale(own_database: Database, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "huse.csv", "adresse;SAVE-værdi", "Byvej 1;3")
    result = take(own_database, table, registry="0326")
    assert [row[1:4] for row in inspections(own_database)] == [("SAVE", "overall", "3")]
    assert any("skalaen SAVE" in note for note in result.notes)


def test_a_grade_is_one_of_its_scale_and_of_a_day_that_was(
    own_database: Database, tmp_path: Path
) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    table = write_csv(
        tmp_path / "syn.csv",
        "adresse;karakter;besigtiget",
        *(f"Byvej {n};K1;2026-05-01" for n in range(2, 12)),
        "Byvej 12;K4;2026-05-01",
        "Byvej 13;K1;1999-12-31",
        f"Byvej 14;K1;{tomorrow}",
        "Byvej 15;K1;2026-02-30",
        "Byvej 16;gul;2026-05-01",
    )
    result = take(own_database, table, registry="0326", mapping={"scale": "K"})
    assert ended(result) == (10, 0, 0, 0, 5)
    found = rejected(own_database, result)
    assert [(each.line, each.code, each.column) for each in found] == [
        (12, "bad_grade", "karakter"),
        (13, "bad_grade", "karakter"),
        (14, "bad_grade", "besigtiget"),
        (15, "bad_value", "besigtiget"),
        (16, "bad_grade", "karakter"),
    ]
    assert "K4" not in found[0].reason
    assert "IB, K0, K1, K2, K3, UN" in found[0].reason


def test_a_remark_is_nobodys_name(own_database: Database, tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "syn.csv",
        "adresse;karakter;besigtiget af",
        f"Byvej 1;K1;{'a' * 120}",
        f"Byvej 2;K1;{'a' * 121}",
    )
    result = take(own_database, table, registry="0326")
    assert ended(result) == (1, 0, 0, 0, 1)
    assert rejected(own_database, result)[0].column == "besigtiget af"


def test_materials_and_remarks_under_the_name_of_a_grade_are_none(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "huse.csv", "adresse;tag;tilstand", "Byvej 1;5;pæn", "Byvej 2;Eternit;god"
    )
    result = take(own_database, table, registry="0326")
    assert ended(result) == (2, 0, 0, 0, 0)
    assert inspections(own_database) == []
    # Should they be grades after all, it is told that they are not taken, and how to say it.
    told = [note for note in result.notes if "ikke læst som karakter" in note]
    assert [[column in note for note in told] for column in ("»tag«", "»tilstand«")] == [
        [False, True],
        [True, False],
    ]
    assert all('"scale"' in note for note in told)
    columns = {"columns": {"tag": "", "tilstand": "grade"}, "scale": "EGEN"}
    again = take(own_database, table, registry="0326", mapping=columns)
    assert {row[1:4] for row in inspections(own_database)} == {
        ("EGEN", "overall", "pæn"),
        ("EGEN", "overall", "god"),
    }
    assert not any("ikke læst som karakter" in note for note in again.notes)


def test_grades_with_remarks_among_them_are_taken_and_the_remarks_told(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "syn.csv",
        "adresse;tag;vinduer",
        "Byvej 1;K1;ses ikke",
        "Byvej 2;K2;K3",
        "Byvej 3;dækket af sne;K2",
    )
    result = take(own_database, table, registry="0326")
    assert ended(result) == (1, 0, 0, 0, 2)
    found = rejected(own_database, result)
    assert [(each.line, each.column) for each in found] == [(2, "vinduer"), (4, "tag")]


def test_a_scale_nobody_knows_is_refused_with_those_that_there_are(
    own_database: Database, tmp_path: Path
) -> None:
    head = "adresse;tag;facade;skala"
    table = write_csv(tmp_path / "syn.csv", head, "Byvej 1;2;3;ABC", "Byvej 2;A;B;010190-1234")
    with pytest.raises(Refused, match="»skala« er en kendt skala") as refused:
        take(own_database, table, registry="0326")
    assert "010190" not in str(refused.value)
    assert all(code in refused.value.next_step for code in ("EGEN:", "FARVE:", "K:", "SAVE:"))


def test_a_scale_is_added_with_rows(own_database: Database, tmp_path: Path) -> None:
    assert own_database.owner is not None
    with psycopg.connect(own_database.owner) as connection:
        connection.execute(
            "insert into work.code_title (list, code, valid_from, title_da, title_en, source) "
            "values ('grade_scale', 'ABC', '2000-01-01', 'Bogstaver', 'Letters', 'test')"
        )
        connection.execute(
            "insert into work.grade (scale, grade, valid_from, rank, title_da, title_en, source) "
            "values ('ABC', 'A', '2000-01-01', 0, 'God', 'Good', 'test'), "
            "('ABC', 'B', '2000-01-01', 1, 'Ringe', 'Poor', 'test'), "
            "('UDEN', 'x', '2000-01-01', 0, 'X', 'X', 'test')"
        )
    table = write_csv(tmp_path / "syn.csv", "adresse;tag;facade", "Byvej 1;a;B", "Byvej 2;A;C")
    result = take(own_database, table, registry="0326", mapping={"scale": "letters"})
    assert ended(result) == (1, 0, 0, 0, 1)
    assert [row[1:4] for row in inspections(own_database)] == [
        ("ABC", "roof", "A"),
        ("ABC", "wall", "B"),
    ]
    # One with grades and no title is called by its code.
    other = write_csv(tmp_path / "andet.csv", "adresse;karakter;skala", "Byvej 9;X;uden")
    assert ended(take(own_database, other, registry="0326")) == (1, 0, 0, 0, 0)
