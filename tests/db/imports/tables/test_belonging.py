"""Rows of tables that say no municipality: they have the one of the property that they name."""

from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.imports.errors import Refused
from tests.db.imports.register import identity
from tests.db.imports.tables.test_grades import inspections, newest, registers
from tests.db.imports.taking import ended, rejected, rows, take, write_csv


def test_a_row_belongs_where_the_property_it_names_is(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, *registers(tmp_path))
    table = write_csv(
        tmp_path / "besigtigelser.csv",
        "BFE-nummer;BBR-bygning;Adresse;Postnr;Karakter;Dato;Bemærkning",
        "1234567;;;;K2;01-06-2026;Utæt tag",
        f";{identity('second')};;;K3;02-06-2026;",
        ";;Åvej 3;4400;IB;03-06-2026;",
        "7654321;;Skovvej 1;4400;UN;04-06-2026;",
    )
    result = take(own_database, table)
    assert ended(result) == (3, 0, 0, 0, 1)
    assert [(row.line, row.code) for row in rejected(own_database, result)] == [
        (5, "unknown_property")
    ]
    assert len(inspections(own_database)) == 3
    assert {values[1] for values in newest(own_database).values()} == {"K2", "K3", "IB"}
    assert {values[3] for values in newest(own_database).values()} == {
        "2026-06-01",
        "2026-06-02",
        "2026-06-03",
    }


def test_a_table_of_which_nothing_is_known_is_refused_as_a_whole(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, *registers(tmp_path))
    table = write_csv(
        tmp_path / "fremmed.csv",
        "Adresse;Postnr;Karakter",
        "Skovvej 1;9999;K1",
        "Skovvej 2;9999;K2",
    )
    with pytest.raises(Refused, match="hvilken kommune") as refusal:
        take(own_database, table)
    assert "--registry" in refusal.value.next_step
    assert inspections(own_database) == []


def test_a_grade_finds_the_house_that_another_table_brought(
    own_database: Database, tmp_path: Path
) -> None:
    houses = write_csv(
        tmp_path / "huse.csv",
        "id;bfe;adresse;lon;lat",
        "1;1001;Byvej 1, 8000 Aarhus C;10,30001;56,0001",
        "2;;Byvej 2, 8000 Aarhus C;10,30002;56,0001",
    )
    take(own_database, houses, registry="0751")
    grades = write_csv(
        tmp_path / "besigtigelser.csv",
        "BFE;adresse;karakter;besigtiget",
        "1001;;K3;01-06-2026",
        "1001;;K1;01-06-2024",
        ";Byvej 2;K2;02-06-2026",
        "1009;;K1;02-06-2026",
    )
    take(own_database, grades, registry="0751")
    assert {key: values[1] for key, values in newest(own_database).items()} == {
        "row:huse:1": "K3",
        "row:huse:2": "K2",
        "row:besigtigelser:bfe:1009": "K1",
    }
    assert len(inspections(own_database)) == 4
    placed = rows(
        own_database, "select address, geom is null as lost from work.property order by key"
    )
    assert [row["lost"] for row in placed] == [True, False, False]
    assert [row["address"] for row in placed][1:] == [
        "Byvej 1, 8000 Aarhus C",
        "Byvej 2, 8000 Aarhus C",
    ]


def test_a_grade_names_its_house_by_the_id_of_a_building(
    own_database: Database, tmp_path: Path
) -> None:
    take(own_database, *registers(tmp_path))
    table = write_csv(
        tmp_path / "inspections.csv",
        "id_lokalId,grade,inspected",
        f"{identity('second')},K2,2026-06-01",
        f"{identity('third')},K3,2026-02-31",
        f"{identity('unheard of')},K3,2026-06-01",
    )
    result = take(own_database, table)
    assert [(each.line, each.code) for each in rejected(own_database, result)] == [
        (3, "bad_value"),
        (4, "unknown_property"),
    ]
    assert [values[1] for values in newest(own_database).values()] == ["K2"]


def test_a_municipality_is_understood_by_its_name(own_database: Database, tmp_path: Path) -> None:
    owner = own_database.owner
    assert owner is not None
    with psycopg.connect(owner) as connection:
        connection.execute(
            "insert into work.municipality_name (municipality_code, name, source)"
            " values ('0998', 'Tvillingby', 'test'), ('0999', 'Tvillingby', 'test')"
        )
    table = write_csv(
        tmp_path / "huse.csv",
        "id;adresse;kommune",
        "a;Byvej 1;Lolland",
        "b;Byvej 2;0360",
        "c;Byvej 3;lolland kommune",
        "d;Byvej 4;Københavns Kommune",
        "e;Byvej 5;Horsens Kommune",
        "f;Byvej 6;ÅRHUS",
        "g;Byvej 7;Gamle Amt",
        "h;Byvej 8;Tvillingby",
        "i;Byvej 9;36 0",
        "j;Byvej 10;Bornholms Regionskommune",
    )
    result = take(own_database, table)
    found = rows(
        own_database, "select row_key, municipality_code from base.listed_property order by row_key"
    )
    assert [tuple(row.values()) for row in found] == [
        ("a", "0360"),
        ("b", "0360"),
        ("c", "0360"),
        ("d", "0101"),
        ("e", "0615"),
        ("f", "0751"),
        ("j", "0400"),
    ]
    told = rejected(own_database, result)
    assert [(row.line, row.code) for row in told] == [
        (8, "unknown_municipality"),
        (9, "unknown_municipality"),
        (10, "bad_value"),
    ]
    assert "Kommunen »Gamle Amt« kendes ikke" in told[0].reason
