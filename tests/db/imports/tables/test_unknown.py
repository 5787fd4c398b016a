"""What a table of grades names and the registry does not know is told, not only taken."""

from pathlib import Path

from db.database import Database
from tests.db.imports.tables.test_grades import registers
from tests.db.imports.taking import ended, rows, take, write_csv

HEAD = "BFE-nummer;Adresse;Postnr;Karakter;Bygningsdel;Besigtigelsesdato"
NAMED = (
    "1234567;;;K2;;01-06-2026",
    "7654321;;;K3;;01-06-2026",
    "7654321;;;K3;;02-06-2026",
    ";Skovvej 1;4400;K1;;02-06-2026",
)


def test_rows_that_name_unknown_properties_are_counted_with_their_lines(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, *registers(tmp_path))
    table = write_csv(tmp_path / "besigtigelser.csv", HEAD, *NAMED)
    for is_dry in (True, False, False):
        result = take(own_database, table, registry="0326", dry_run=is_dry)
        assert [(one.table, one.rows) for one in result.unknown] == [("besigtigelser", 3)]
        assert any(
            "3 rækker nævner ejendomme, som registret ikke kender (linje 3, 4, 5)" in note
            for note in result.notes
        )
    # The same file again says the same, although it changes nothing.
    assert ended(result) == (0, 0, 4, 0, 0)
    shown = rows(
        own_database,
        "select key from map.property where source = 'besigtigelser' and geom is null order by key",
    )
    assert [row["key"] for row in shown] == [
        "row:besigtigelser:at:skovvej1 4400",
        "row:besigtigelser:bfe:7654321",
    ]


def test_a_table_that_is_all_there_is_has_nothing_to_be_known_by(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(tmp_path / "besigtigelser.csv", HEAD, *NAMED)
    assert take(own_database, table, registry="0326").unknown == ()


def test_an_unknown_part_of_a_building_is_told_as_it_stood(
    own_database: Database, tmp_path: Path
) -> None:
    table = write_csv(
        tmp_path / "syn.csv",
        HEAD,
        "1;;;K1;Tag;01-06-2026",
        "1;;;K2;Skorsten;01-06-2026",
        "2;;;K2;Skorsten;01-06-2026",
        "2;;;K3;Altan;01-06-2026",
        "2;;;K3;Andet;01-06-2026",
    )
    result = take(own_database, table, registry="0326")
    (note,) = (note for note in result.notes if "bygningsdele" in note)
    assert note.endswith("står som »Andet«: »Skorsten« (2), »Altan« (1).")
    assert "Tag" not in note
