"""Screening of real registers: a Danish extract, and a foreign table that no rule knows."""

from datetime import date
from pathlib import Path

import pytest

from db.database import Database
from gis_service.screening.service import screen
from tests.db.imports.taking import rows, take

EXTRACT_DATE = date(2020, 4, 18)


@pytest.fixture(scope="module")
def extract(database: Database, data: Path) -> Database:
    """The development extract of four municipalities, imported and screened."""
    take(database, *sorted((data / "dev_bbr_grbbr_xml").glob("*.zip")))
    screen(database, EXTRACT_DATE)
    return database


def test_only_what_stands_is_screened(extract: Database) -> None:
    assert rows(
        extract,
        "select distinct is_standing, screened_as_of from work.property order by 1",
    ) == [
        {"is_standing": False, "screened_as_of": None},
        {"is_standing": True, "screened_as_of": EXTRACT_DATE},
    ]
    assert rows(
        extract,
        "select count(*) as odd from work.property where not is_standing and "
        "(suspicion is not null or rules <> '{}' or flags <> '{}' or badges <> '{}')",
    ) == [{"odd": 0}]


def test_every_hit_can_be_found_again_in_the_register(extract: Database) -> None:
    """The columns of the hit buildings say what the rules say, counted by hand."""
    dwelling = (
        "b.use_code in ('110', '120', '121', '122', '130', '131', '132', '140', '150', '160', "
        "'185', '190')"
    )
    for rule, condition in (
        ("R1", "b.use_code = '990'"),
        (
            "R5",
            f"{dwelling} and b.year_built between 1 and 1959 and b.year_built not in (999, 1000)",
        ),
        ("R10", f"{dwelling} and heating_code in ('3', '9')"),
        ("R11", f"{dwelling} and water_code in ('4', '9')"),
        ("R13", "roof_code = '3' or asbestos_code in ('1', '2', '3')"),
        ("R19", "protection_code in ('1', '2', '3', '4', '5', '6', '7')"),
    ):
        by_rule, by_hand = (
            {row["building_id"] for row in rows(extract, query)}
            for query in (
                f"select building_id from work.hit where rule = '{rule}'",
                f"""select b.id as building_id from work.building b
                    join work.property p on p.id = b.property_id
                    where b.is_standing and p.is_standing and ({condition})""",
            )
        )
        assert by_rule == by_hand, rule


def test_suspicion_is_what_its_rules_weigh(
    extract: Database,
) -> None:
    assert rows(
        extract,
        """select count(*) as odd from work.property p where is_standing and suspicion is distinct
             from case when suspicion is null then null else least(100, coalesce((
               select sum(r.weight) from work.screening_rule r where r.rule = any(p.rules)
             ), 0)) end""",
    ) == [{"odd": 0}]
    classes = rows(extract, "select distinct suspicion from work.property where is_standing")
    assert {0, 100} < {row["suspicion"] for row in classes}


def test_screening_the_extract_again_changes_nothing(extract: Database) -> None:
    assert screen(extract, EXTRACT_DATE).changed == 0


def test_a_foreign_table_is_told_why_no_rule_applies(own_database: Database, data: Path) -> None:
    take(
        own_database,
        data / "us_baltimore_vacant_notices_2019.csv",
        registry="BALTIMORE",
    )
    result = screen(own_database, date(2019, 12, 31))
    assert result.screened == 16_747
    assert result.screened == result.no_rule_applies + sum(
        row["count"]
        for row in rows(
            own_database, "select count(*) from work.property where suspicion is not null"
        )
    )
    assert rows(own_database, "select count(*) as zero from work.property where suspicion = 0") == [
        {"zero": 0}
    ]
