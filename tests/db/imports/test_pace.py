"""What makes imports fast answers as what it replaced."""

from collections.abc import Iterator
from importlib.resources import files

import psycopg
import pytest
from psycopg import sql

from db.database import Database

DOWN = files("db.migrations").joinpath("sql", "0003_import_pace_down.sql")
TEXTS = (
    *("", "x", "æ", "0", "-1", " 12 ", "12\n", "12345", "99999", "-9999", "1.5", "123456789"),
    *("1234567890", "123456789012345678", "1234567890123456789"),
    *("00000000-0000-0000-0000-000000000000", "AbCdef01-2345-6789-abcd-ef0123456789"),
    *("g0000000-0000-0000-0000-000000000000", "æ0000000-0000-0000-0000-00000000000"),
    *("0000000--0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000"),
    *("00000000-0000-0000-0000-000000000000\n", "------------------------------------"),
    *("{0000000-0000-0000-0000-000000000000", "00000000000000000000000000000000"),
    *("2020-02-29T10:00:00Z", "2020-2-29", "20200229", "2020-02-2", "2020-1a-01", "2020-99-99"),
    *("9999-12-31", "0001-01-01", "æ020-01-01", "2020-01-01æ", "2020-02-2x"),
    *("POINT (1 2)", "POINT(1 2)", "point (1.5 -2.25)", "POINT (0 0)", "POINT (0.00 0.0)"),
    *("POINT (-0 -0)", "POINT (0 5)", "POINT (10 00)", "POINT (1 2 3)", "POINT Z (1 2)"),
    *("POINT (1. 2)", "POINT EMPTY", "xPOINT (1 2)", "POINT  (1 2)", "POINT (1 2"),
)
DAYS = """
    select format('%s-%s-%s', year, lpad(month::text, 2, '0'), lpad(day::text, 2, '0'))
    from unnest(array['0000', '0004', '1900', '2000', '2023', '2024']) as year,
         generate_series(0, 14) as month, generate_series(0, 33) as day
"""
CELLS = """
    select st_astext(geom), map.cell(geom), former.cell(geom) from (
    select st_setsrid(st_makepoint(x, y), 3857)
    from unnest(array[-20037508.342789244, -1e7, -0.0, 1234.5, 20037508.34, 20037508.35]) as x,
         unnest(array[-20037508.35, -20037508.34, -1, 0, 7654321, 20037508.342789244]) as y
    union all
    select st_setsrid(st_makepoint(x, y), 25832)
    from generate_series(410000, 910000, 9973) as x, generate_series(6030000, 6430000, 9967) as y
    union all
    select st_geomfromtext(text, 25832)
    from unnest(array['POINT EMPTY', 'POLYGON EMPTY', 'MULTIPOLYGON EMPTY', 'MULTIPOINT EMPTY',
                      'LINESTRING (640000 6100000, 640010 6100010)',
                      'POLYGON ((640000 6100000, 640090 6100000, 640000 6100070, 640000 6100000))']) as text
    ) as shape (geom)
"""  # noqa: E501 -- one list to a line


@pytest.fixture
def former(own_database: Database) -> Iterator[psycopg.Connection]:
    """The owner's connection to a registry that has the functions of the revision before beside."""
    assert own_database.owner is not None
    script = DOWN.read_text(encoding="utf-8").replace("base.", "former.")
    with psycopg.connect(own_database.owner) as connection:
        connection.execute("create schema former")
        connection.execute(script.replace("map.cell(", "former.cell(").encode())
        yield connection


@pytest.mark.parametrize("name", ("whole", "small", "large", "identifier", "day", "point"))
def test_a_register_value_is_read_as_before(former: psycopg.Connection, name: str) -> None:
    days = [text for (text,) in former.execute(DAYS)]
    asked = sql.SQL(
        "select text, base.{name}(text)::text as now, former.{name}(text)::text as before "
        "from unnest(%s::text[]) as text"
    ).format(name=sql.Identifier(name))
    answers = former.execute(asked, [[*TEXTS, *days, None]]).fetchall()
    assert [row for row in answers if row[1] != row[2]] == []
    assert any(now is not None for _, now, _ in answers)


def test_a_row_is_counted_in_the_same_cell_as_before(former: psycopg.Connection) -> None:
    answers = former.execute(CELLS).fetchall()
    assert [row for row in answers if row[1] != row[2]] == []
    assert len({now for _, now, _ in answers}) > 1_000
