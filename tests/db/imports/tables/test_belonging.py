"""Rows of tables that say no municipality: they have the one of the property that they name."""

from pathlib import Path

import pytest

from db.database import Database
from db.imports.errors import Refused
from tests.db.imports.register import identity
from tests.db.imports.tables.test_grades import inspections, newest, registers
from tests.db.imports.taking import ended, rejected, take, write_csv


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
