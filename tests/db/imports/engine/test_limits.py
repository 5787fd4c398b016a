"""What an account of a municipality may bring in: rows of its own, and of no other."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.imports import history
from db.imports.engine import ImportResult, run_import
from db.imports.errors import ImportFailure, Refused
from db.imports.mapping import ColumnMapping
from db.imports.source import ImportOptions, Target
from db.imports.tables.remembered import remember, remembered
from db.imports.undo import undo_import
from db.logins import Login
from db.person import Person
from tests.border import NORTH, SOUTH, fill
from tests.db.imports.taking import rows, write_csv

OF_NORTH = Person(account=1, municipality=NORTH)
HEADING = "nøgle;kommunekode;adresse;postnr;bfe"
Take = Callable[..., ImportResult]


@pytest.fixture(scope="module")
def border(database: Database) -> Database:
    """Both sides of the border."""
    fill(database)
    return database


@pytest.fixture
def take(border: Database, tmp_path: Path) -> Take:
    """Read rows in, as somebody of the north."""

    def taken(
        *lines: str,
        heading: str = HEADING,
        registry: str | None = None,
        person: Person = OF_NORTH,
        dry_run: bool = False,
    ) -> ImportResult:
        file = write_csv(tmp_path / "huse.csv", heading, *lines)
        options = ImportOptions(actor="Tove", registry=registry, person=person, dry_run=dry_run)
        return run_import(border, [file], options)

    return taken


def listed(border: Database) -> set[tuple[str, str]]:
    """The rows of lists, by municipality and key."""
    found = rows(border, "select municipality_code, row_key from base.listed_property")
    return {(row["municipality_code"], row["row_key"]) for row in found}


@pytest.mark.parametrize("dry_run", (False, True))
def test_a_file_with_rows_of_another_is_refused_whole(
    border: Database, take: Take, *, dry_run: bool
) -> None:
    """It names them and their number, and nothing of what they say."""
    before = listed(border)
    own, other = (f"{code}-9;{code};Nyvej 9;9999;" for code in (NORTH, SOUTH))
    with pytest.raises(Refused) as refused:
        take(own, other, dry_run=dry_run)
    assert f"{SOUTH} (1 rækker)" in refused.value.message
    assert "Nyvej" not in str(refused.value)
    assert listed(border) == before


def test_a_registry_that_is_not_hers_is_refused(border: Database, take: Take) -> None:
    before = listed(border)
    for code in (SOUTH, "BALTIMORE"):
        with pytest.raises(Refused, match=code):
            take("9;Nyvej 9;9999", heading="nøgle;adresse;postnr", registry=code)
    assert listed(border) == before


def test_a_row_that_would_change_nothing_is_refused_alike(border: Database, take: Take) -> None:
    """Else whoever brings it would learn that it stands there."""
    line = f"{SOUTH}-1;{SOUTH};Nyvej 1;9999;"
    take(line, person=Person(account=2, municipality=SOUTH))
    told = []
    for one in (line, f"{SOUTH}-2;{SOUTH};Nyvej 2;9999;"):
        with pytest.raises(Refused) as refused:
            take(one)
        told.append(refused.value.message)
    assert told[0] == told[1]
    assert (SOUTH, f"{SOUTH}-1") in listed(border)


def test_what_others_have_of_a_house_does_not_place_a_row(border: Database, take: Take) -> None:
    """A BFE number that both have is hers; one that the south alone has is known to nobody."""
    take(f"{SOUTH}-3;{SOUTH};Nyvej 3;9999;4711", person=Person(account=2, municipality=SOUTH))
    result = take("a;7", "b;4711", heading="nøgle;bfe")
    assert result.counts.rejected == 1
    assert {key for code, key in listed(border) if code == NORTH} >= {"a"}
    assert "b" not in {key for _, key in listed(border)}
    assert SOUTH not in str(history.rejected(border, result.run or 0, has_content=True))


def test_hers_is_read_in_and_taken_back(border: Database, take: Take) -> None:
    """In the list of imports it is hers, and the other can neither see it nor take it back."""
    before = listed(border)
    result = take(f"{NORTH}-5;{NORTH};Nyvej 5;9999;")
    assert result.registries == {NORTH}
    number = result.run
    assert number is not None
    assert history.run(border, number, SOUTH) is None
    with pytest.raises(ImportFailure, match="Der er ingen indlæsning nr"):
        undo_import(border, number, "Ole", Person(account=2, municipality=SOUTH))
    assert history.run(border, number, NORTH) is not None
    undo_import(border, number, "Tove", OF_NORTH)
    assert listed(border) == before


def test_how_columns_are_read_is_not_told_to_others(border: Database) -> None:
    """What one municipality says of a heading does not decide how another's file is read."""
    header = ("mærke", "felt")
    with psycopg.connect(border.conninfo(Login.IMPORTER)) as connection:
        for code, name in ((None, "address"), (NORTH, "row_key")):
            said = ColumnMapping(columns={"mærke": name})
            remember(connection, Target.LISTED_PROPERTY, header, said, code)
        for code, name in ((NORTH, "row_key"), (SOUTH, "address"), (None, "address")):
            found = remembered(connection, Target.LISTED_PROPERTY, header, code)
            assert found is not None
            assert found.columns == {"mærke": name}
        connection.rollback()
