"""The social room: one door, one role, and nothing but bands comes out of it."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from db.context import SETTING, Context
from db.database import Database
from db.imports.undo import undo_import
from db.logins import ApplicationRole, Login, Role
from tests.as_reader import as_reader
from tests.db.imports.taking import rows, take, write_csv

ROOMS = ("cases", "social", "private")
IMPORTER = ApplicationRole.SOCIAL_IMPORTER.value
HEAD = "BFE;Flagtype;Ansvarlig enhed"
VERBS = (
    "select from {}",
    "delete from {}",
    "insert into {} default values",
    "copy {} to stdout",
    "truncate {}",
)
READ = VERBS[0]
BY_CONTEXT = {ApplicationRole.SOCIAL_WORKER.value, ApplicationRole.COORDINATOR.value}
ROLES = (None, *(role.value for role in (*Role, *ApplicationRole)))


def tables(database: Database, *schemas: str) -> list[tuple[str, str, bool, bool]]:
    """The tables of some schemas, and whether their rows are guarded, also from their owner."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        return connection.execute(
            "select n.nspname::text, c.relname::text, c.relrowsecurity, c.relforcerowsecurity "
            "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname = any(%s) order by 1, 2",
            [list(schemas)],
        ).fetchall()


@pytest.fixture(scope="module")
def village(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A village with twenty-five houses, and one with ten."""
    folder = tmp_path_factory.mktemp("village")
    places = write_csv(folder / "byer.csv", "id;navn;indbyggertal;lon;lat",
                       "1;Ørby;300;10,30;56,00", "2;Åse;300;10,50;56,00")  # fmt: skip
    houses = [f"{n};{1000 + n};Byvej {n};10,300{n:02};56,0001" for n in range(1, 26)]
    houses += [f"{n};{1000 + n};Åvej {n};10,500{n};56,0001" for n in range(51, 61)]
    take(database, places)
    take(database, write_csv(folder / "huse.csv", "id;bfe;adresse;lon;lat", *houses),
         registry="0727")  # fmt: skip
    return database


def flagged(database: Database, folder: Path, *bfes: int, unit: str = "Team Nord") -> int:
    """Flag some properties; the number of the run."""
    path = write_csv(folder / "m.csv", HEAD, *(f"{bfe};andet;{unit}" for bfe in bfes))
    run = take(database, path, registry="0727").run
    assert run is not None
    return run


@pytest.fixture
def undone(village: Database) -> Iterator[list[int]]:
    """Runs that are taken back after the test, the newest first."""
    runs: list[int] = []
    yield runs
    for run in reversed(runs):
        undo_import(village, run, "test")


def bands(database: Database) -> dict[str, str]:
    """The band of each place that has one."""
    found = rows(database, "select p.name, b.band from map.social_band b "
                           "join map.place p on p.id = b.place_id")  # fmt: skip
    return {row["name"]: row["band"] for row in found}


@pytest.mark.parametrize("login", list(Login))
def test_no_login_and_no_role_it_may_take_reaches_a_table(
    village: Database, undone: list[int], tmp_path: Path, login: Login
) -> None:
    undone.append(flagged(village, tmp_path, 1001))
    there = tables(village, "social")
    assert {name for _, name, _, _ in there} == {"flag", "located", "replaced", "unit_note"}
    taken = set()
    with psycopg.connect(village.conninfo(login), autocommit=True) as connection:
        for role in ROLES:
            connection.execute("reset role")
            try:
                if role is not None:
                    connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            except psycopg.errors.InsufficientPrivilege:
                continue
            taken.add(role)
            for (_, name, _, _), verb in product(there, VERBS):
                statement = sql.SQL(verb).format(sql.Identifier("social", name))
                if role == IMPORTER:
                    continue
                if role in BY_CONTEXT and verb == READ:
                    # Columns are granted to them; rows only to a context that the service signed.
                    with suppress(psycopg.errors.InsufficientPrivilege):
                        assert connection.execute(statement).fetchall() == []
                    continue
                if role in BY_CONTEXT and name == "unit_note":
                    continue  # what they write there stands in test_rooms
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
    assert (IMPORTER in taken) == (login is Login.SOCIAL)


def test_the_door_opens_for_one_role_and_one_transaction(
    village: Database, undone: list[int], tmp_path: Path
) -> None:
    undone.append(flagged(village, tmp_path, 1001))
    with psycopg.connect(village.conninfo(Login.SOCIAL)) as connection:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(IMPORTER)))
        assert connection.execute("select count(*) from social.flag").fetchone() == (0,)
        run = Context(role=ApplicationRole.SOCIAL_IMPORTER, run=undone[-1])
        connection.execute("select set_config(%s, %s, true)", [SETTING, run.token(village)])
        assert connection.execute("select count(*) from social.flag").fetchone() == (1,)
        connection.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select count(*) from social.flag")


def test_rows_of_every_room_are_guarded_from_its_owner_too(village: Database) -> None:
    unguarded = [
        f"{schema}.{name}"
        for schema, name, has_policies, is_forced in tables(village, *ROOMS)
        if not (has_policies and is_forced)
    ]
    assert unguarded == []
    assert village.owner is not None
    with psycopg.connect(village.owner) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(Role.OWNER.value)))
        assert connection.execute("select count(*) from social.flag").fetchone() == (0,)
        # The role behind the views reads only to count; everybody else stands in grants.txt.
        granted = connection.execute(
            "select distinct grantee::text, table_name::text, column_name::text, privilege_type "
            "from information_schema.column_privileges "
            "where table_schema = 'social' and grantee = %s",
            [Role.AGGREGATOR.value],
        ).fetchall()
    assert {(grantee, table, column) for grantee, table, column, _ in granted} == {
        ("atlas_aggregator", table, column)
        for table, column in (
            *product(("flag",), ("municipality_code", "property_key", "run_id")),
            *product(
                ("located",),
                ("municipality_code", "property_key", "place_municipality_code", "place_key"),
            ),
        )
    }
    # The places that flags are counted in are written once, and never moved.
    assert {(table, verb) for _, table, _, verb in granted} == {
        ("flag", "SELECT"),
        ("located", "SELECT"),
        ("located", "INSERT"),
    }


@pytest.mark.parametrize(
    ("count", "band"),
    ((0, None), (1, None), (4, None), (5, "5-9"), (9, "5-9"), (10, "10-19"), (19, "10-19"),
     (20, "20+"), (25, "20+")),
)  # fmt: skip
def test_a_place_has_a_band_from_five_flagged_properties_on(
    village: Database, undone: list[int], tmp_path: Path, count: int, band: str | None
) -> None:
    if count:
        undone.append(flagged(village, tmp_path, *range(1001, 1001 + count)))
        # A second flag at the same property is not a second property.
        undone.append(flagged(village, tmp_path, *range(1001, 1001 + count), unit="Team Syd"))
    assert bands(village) == ({"Ørby": band} if band else {})


def test_a_rule_below_five_is_never_followed(
    village: Database, undone: list[int], tmp_path: Path
) -> None:
    assert village.owner is not None
    with psycopg.connect(village.owner) as connection:
        connection.execute(
            "insert into work.dated_rule (topic, key, valid_from, comparison, value, unit, status) "
            "values ('social_band', '2-4', '2000-01-01', '>=', '2', 'properties', 'practice')"
        )
    undone.append(flagged(village, tmp_path, *range(1001, 1005)))
    assert bands(village) == {}
    with psycopg.connect(village.owner) as connection:
        connection.execute("delete from work.dated_rule where key = '2-4'")


@pytest.mark.parametrize(("value", "band"), (("7", None), ("6", "5-9"), ("mange", None)))
def test_a_newer_rule_of_a_band_replaces_the_older_that_nobody_closed(
    village: Database, undone: list[int], tmp_path: Path, value: str, band: str | None
) -> None:
    assert village.owner is not None
    with psycopg.connect(village.owner) as connection:
        connection.execute(
            "insert into work.dated_rule (topic, key, valid_from, comparison, value, unit, status) "
            "values ('social_band', '5-9', '2020-01-01', '>=', %s, 'properties', 'practice')",
            [value],
        )
    try:
        # A value that cannot be read shows nothing, and stops no import.
        undone.append(flagged(village, tmp_path, *range(1001, 1007)))
        assert bands(village) == ({"Ørby": band} if band else {})
    finally:
        with psycopg.connect(village.owner) as connection:
            connection.execute("delete from work.dated_rule where valid_from = '2020-01-01'")


def versions(database: Database) -> list[dict[str, Any]]:
    """What tiles and lists are keyed by."""
    return rows(database, "select source, cell, version from map.version order by 1, 2")


def test_versions_tell_nothing_of_flags_that_move_no_band(
    village: Database, undone: list[int], tmp_path: Path
) -> None:
    before = versions(village)
    undone.append(flagged(village, tmp_path, 1001, 1002, 1003, 1004, 1051))
    assert versions(village) == before
    undone.append(flagged(village, tmp_path, 1005))
    with_band = versions(village)
    assert [row["source"] for row in with_band if row not in before] == ["social_band"]
    # Neither more of them within the band, nor other words for the same.
    undone.append(flagged(village, tmp_path, 1006, 1007, 1008, 1009, 1052))
    undone.append(flagged(village, tmp_path, *range(1001, 1010), unit="Team Syd"))
    assert versions(village) == with_band
    undo_import(village, undone.pop(), "test")
    assert versions(village) == with_band


def test_what_is_read_of_a_flagged_property_is_what_was_read_before(
    village: Database, undone: list[int], tmp_path: Path
) -> None:
    def seen() -> list[list[Any]]:
        with psycopg.connect(as_reader(village)) as connection:
            names = connection.execute(
                "select viewname from pg_views where schemaname = 'map' and viewname <> 'source' "
                "order by 1"
            ).fetchall()
            return [
                sorted(
                    connection.execute(
                        sql.SQL("select to_jsonb(t)::text from {} t").format(
                            sql.Identifier("map", name)
                        )
                    ).fetchall()
                )
                for (name,) in names
            ]

    before = seen()
    undone.append(flagged(village, tmp_path, 1001, 1002, 1003, 1004))
    assert seen() == before


def test_moving_a_place_around_one_house_does_not_tell_whether_it_is_flagged(
    village: Database, undone: list[int], tmp_path: Path
) -> None:
    undone.append(flagged(village, tmp_path, *range(1001, 1006)))
    assert bands(village) == {"Ørby": "5-9"}
    for house in (1, 6):  # one that is flagged, and one that is not
        square = write_csv(
            tmp_path / "prik.csv",
            "id;navn;indbyggertal;lon;lat",
            f"{90 + house};Prik;200;10,300{house:02};56,0001",
        )
        run = take(village, square).run
        assert run is not None
        seen = bands(village)
        undo_import(village, run, "test")
        assert seen == bands(village) == {"Ørby": "5-9"}


def test_giving_houses_their_positions_does_not_tell_which_is_flagged(
    own_database: Database, tmp_path: Path
) -> None:
    def located(house: int, position: str) -> Path:
        return write_csv(
            tmp_path / "huse.csv", "id;bfe;lon;lat", f"{house};{1000 + house};{position}"
        )

    houses = range(1, 8)
    for house in houses:
        take(own_database, located(house, ";"), registry="0727")
    told = take(
        own_database,
        write_csv(tmp_path / "m.csv", HEAD, *(f"{1000 + n};andet;Team Nord" for n in houses[:6])),
        registry="0727",
    )
    assert "byer" in "".join(told.notes)
    place = write_csv(tmp_path / "by.csv", "id;navn;indbyggertal;lon;lat", "1;Ørby;300;10,30;56,00")
    take(own_database, place)
    for house in houses:
        take(own_database, located(house, f"10,300{house};56,0001"), registry="0727")
        assert bands(own_database) == {}
    placed = rows(own_database, "select count(place_id) as properties from map.property")
    assert placed == [{"properties": len(houses)}]
    # Taken back and brought again, they are counted where the houses lie now.
    assert told.run is not None
    undo_import(own_database, told.run, "test")
    told = take(own_database, tmp_path / "m.csv", registry="0727")
    assert told.notes == ()
    assert bands(own_database) == {"Ørby": "5-9"}


COUNTERS = (
    "select n_live_tup, n_tup_ins from pg_stat_all_tables where schemaname = 'social'",
    "select pg_stat_get_live_tuples('social.flag'::regclass)",
    "select n_tup_ins from pg_stat_xact_all_tables where schemaname = 'social'",
    # Of the whole database: how many rows an import wrote tells whether they were there before.
    "select tup_inserted, tup_updated from pg_stat_database where datname = current_database()",
    "select wal_records from pg_stat_wal",
    "select pg_current_wal_insert_lsn()",
    "select pg_logical_emit_message(false, '', '')",
    "select redo_lsn from pg_control_checkpoint()",
    "select pg_database_size(current_database())",
    # Of the default tablespace the server tells everybody.
    "select pg_tablespace_size('pg_default')",
    "select buffers_alloc from pg_stat_bgwriter",
    "select autoanalyze_count from pg_stat_all_tables where schemaname = 'social'",
    "select pg_last_wal_replay_lsn()",
    # The name of a table in a closed room is refused, its number is not.
    "select pg_relation_size(oid) from pg_class where relname = 'flag'",
    "select pg_total_relation_size(oid) from pg_class where relname = 'flag'",
    "select reltuples from pg_class where relname = 'flag'",
    "select relpages, relallvisible from pg_class where relname = 'flag_pkey'",
)


@pytest.mark.parametrize("login", list(Login))
def test_the_servers_statistics_count_no_rows_for_a_login(village: Database, login: Login) -> None:
    assert village.owner is not None
    with psycopg.connect(village.owner, autocommit=True) as connection:
        # As after a restore: this writes how many there are where every login could read it.
        connection.execute("vacuum (analyze) social.flag")
        for asked in COUNTERS:
            connection.execute(asked.encode())
    with psycopg.connect(village.conninfo(login), autocommit=True) as connection:
        for asked in COUNTERS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(asked.encode())
        # What programs ask for to find their way is still told.
        named = connection.execute("select relname, relkind from pg_class where relname = 'flag'")
        assert named.fetchall() == [("flag", "r")]
