"""An export is one look at the registry, refused early and let go at once."""

from dataclasses import replace
from datetime import date

import psycopg
import pytest

from db.database import Database
from db.logins import Login
from db.queries.snapshot import BATCH
from gis_service.exports.service import file_name, prepare
from layers.errors import BadFilter, BadParameter
from layers.words import Language
from maps.exports.errors import ExportError
from maps.exports.formats import format_of
from maps.exports.workbook import MOST_ROWS, refuse_too_many
from tests.gis_service.exports.conftest import Write, visible
from tests.gis_service.exports.reading import read_geojson


def sessions(registry: Database) -> int:
    """How many connections the reader's login has."""
    assert registry.owner is not None
    with psycopg.connect(registry.owner) as connection:
        found = connection.execute(
            "select count(*) from pg_stat_activity where usename = %s and datname = %s",
            (Login.READER.value, registry.name),
        ).fetchone()
    assert found is not None
    return int(found[0])


def test_an_unknown_sort_is_refused_before_anything_is_read(registry: Database) -> None:
    with pytest.raises(BadParameter):
        prepare(registry, visible("suspicion"), format_of("csv"), language=Language.DA, sort="x")
    assert sessions(registry) == 0


def test_an_unknown_field_in_the_filter_is_refused() -> None:
    with pytest.raises(BadFilter):
        visible("suspicion", "owner = 'x'")


def test_rows_that_arrive_meanwhile_are_not_in_it(registry: Database) -> None:
    ready = prepare(registry, visible("places"), format_of("geojson"), language=Language.DA)
    assert registry.owner is not None
    with psycopg.connect(registry.owner) as connection:
        connection.execute(
            "insert into work.place (municipality_code, place_key, name) values ('0773', 'x', 'X')"
        )
    try:
        content = b"".join(ready.chunks)
    finally:
        ready.close()
        with psycopg.connect(registry.owner) as connection:
            connection.execute("delete from work.place where name = 'X'")
    assert content.count(b'"Feature"') == ready.export.matched == 4


@pytest.mark.parametrize("taken", (0, 1))
def test_the_database_is_let_go_when_nobody_reads_on(registry: Database, taken: int) -> None:
    ready = prepare(registry, visible("suspicion"), format_of("csv"), language=Language.DA)
    for _ in range(taken):
        next(ready.chunks)
    assert sessions(registry) == 1
    ready.close()
    assert sessions(registry) == 0


def test_a_stream_reads_no_further_than_it_is_read(registry: Database) -> None:
    done: list[int] = []
    ready = prepare(
        registry,
        visible("suspicion"),
        format_of("geojson"),
        language=Language.DA,
        progress=lambda rows, _total: done.append(rows),
    )
    for _ in range(3):
        next(ready.chunks)
    ready.close()
    assert ready.export.matched > 20_000
    assert done == [BATCH]


def test_more_rows_than_a_sheet_holds_are_refused_in_plain_words(write: Write) -> None:
    export = write("csv", "bfe = 100001").export
    refuse_too_many(replace(export, matched=MOST_ROWS))
    with pytest.raises(ExportError, match=r"1\.048\.576 rækker.*CSV eller GeoPackage"):
        refuse_too_many(replace(export, matched=MOST_ROWS + 1))


def test_the_name_of_the_file_tells_what_is_in_it(write: Write) -> None:
    export = write("csv", "bfe = 100001").export
    assert file_name(export, format_of("csv")) == "landsbyatlas_mistanke_2020-04-18_1-raekker.csv"
    named = replace(export, title="Åbne/øde: æ", data_as_of=None, is_demo=True, matched=12)
    assert file_name(named, format_of("gpkg")) == "landsbyatlas_demo_aabne-oede-ae_12-raekker.gpkg"


def test_demo_rows_are_called_invented(registry: Database, write: Write) -> None:
    assert registry.owner is not None
    with psycopg.connect(registry.owner, autocommit=True) as connection:
        connection.execute("update work.registry set is_demo = true where not is_danish")
        collection = read_geojson(write("geojson", "municipality_code = 'BALTIMORE'").path)
        connection.execute("update work.registry set is_demo = false")
    assert collection["is_demo"] is True
    assert "Opdigtede data" in collection["about"]


def test_an_import_of_another_registry_dates_nothing(registry: Database, write: Write) -> None:
    assert registry.owner is not None
    with psycopg.connect(registry.owner, autocommit=True) as connection:
        connection.execute(
            "with run as (insert into work.import_run (actor, state, finished_at)"
            "   values ('test', 'committed', now()) returning id)"
            " insert into work.import_file"
            "   (run_id, name, content_hash, form, target, registry, extract_date)"
            " select id, 'a', 'x', 'table', t.* from run, (values"
            "   ('listed_property', 'BALTIMORE', current_date), ('place', null, '2025-01-01'),"
            "   ('place', 'baltimore', current_date)) as t (target, registry, extract_date)"
        )
        listed = write("csv", "bfe = 100001").export
        places = write("csv", "municipality_code = '0851'", layer="places").export
        connection.execute("delete from work.import_run")
    assert (listed.data_as_of, listed.sources) == (date(2020, 4, 18), ("BBR 18-04-2020",))
    assert (places.data_as_of, places.sources) == (date(2025, 1, 1), ("Byer 01-01-2025",))


def test_the_oldest_source_dates_the_rows(registry: Database, write: Write) -> None:
    assert registry.owner is not None
    set_day = "update work.property set source_date = %s, source = %s where bfe = %s"
    with psycopg.connect(registry.owner, autocommit=True) as connection:
        connection.execute(set_day, ("2021-02-03", "BBR", 100001))
        connection.execute(set_day, ("2026-11-22", "vacancies", 100002))
        # Of one registry the newest row tells the extract's day, of several the oldest extract.
        one = write("csv", "bfe >= 100001 AND bfe <= 100003").export
        two = write("csv", "bfe >= 100001 AND bfe <= 100005").export
        for bfe in (100001, 100002):
            connection.execute(set_day, ("2020-04-18", "BBR", bfe))
    assert (one.data_as_of, one.sources) == (
        date(2021, 2, 3),
        ("BBR 03-02-2021", "vacancies 22-11-2026"),
    )
    assert (two.data_as_of, two.sources[0]) == (date(2020, 4, 18), "BBR 18-04-2020")


def test_the_sources_of_grades_are_told_where_grades_are(registry: Database, write: Write) -> None:
    assert registry.owner is not None
    graded = "bfe >= 100001 AND bfe <= 100003"
    with psycopg.connect(registry.owner, autocommit=True) as connection:
        connection.execute(
            "insert into work.inspection (municipality_code, key, property_id, scale, part, grade,"
            "   inspected_on, source, source_date)"
            " select municipality_code, 'list:' || bfe, id, 'K', 'overall', 'K3',"
            "   date '2024-05-02' + (bfe - 100001)::int, 'Tilsyn', '2025-03-01'"
            " from work.property where bfe in (100001, 100002)"
        )
        connection.execute(
            "update work.property set grade = 'K3', grade_scale = 'K' where bfe in (100001, 100002)"
        )
        told = [write("csv", graded, columns=["address", "grade"]) for _ in range(2)]
        english = write("csv", graded, language=Language.EN).export
        bare = write("csv", graded, columns=["address"]).export
        others = write("csv", "bfe = 100003").export
        connection.execute("delete from work.inspection")
        connection.execute("update work.property set grade = null, grade_scale = null")
    first = told[0].export
    assert (first.data_as_of, first.sources) == (date(2020, 4, 18), ("BBR 18-04-2020",))
    assert first.grades == ("Tilsyn 03-05-2024",)
    assert "Karakterer fra, med nyeste besigtigelse: Tilsyn 03-05-2024" in first.told
    assert "Grades from, with newest inspection: Tilsyn 2024-05-03" in english.told
    assert bare.grades == others.grades == ()
    assert "Karakterer" not in others.told
    assert told[0].digest == told[1].digest
