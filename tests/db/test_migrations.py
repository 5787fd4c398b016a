"""Migrations go up and down on an empty and on a filled registry, and give up soon when locked."""

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from db.database import Database
from db.logins import Login
from db.migrate import current, downgrade, newest, upgrade

SCHEMAS = "select count(*) from pg_namespace where nspname in ('base', 'work', 'map', 'cases')"
FILL = (
    "insert into work.registry values ('0360', 'Lolland', true, 25832, false);"
    "insert into work.property (municipality_code, key, source, state, geom) select '0360', "
    "'bfe:' || n, 'test', 'standing', st_setsrid(st_makepoint(640000 + n, 6075000), 25832) "
    "from generate_series(1, 500) n"
)


def owner_of(database: Database) -> str:
    """The owner's connection string, which the fixtures always know."""
    assert database.owner is not None
    return database.owner


@pytest.mark.parametrize("filled", (False, True))
def test_down_and_up_again(database: Database, filled: object) -> None:
    """Going down leaves nothing of ours; going up again gives the newest revision."""
    owner = owner_of(database)
    if filled:
        with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
            connection.execute(FILL)
    downgrade(owner)
    with psycopg.connect(owner) as connection:
        assert connection.execute(SCHEMAS).fetchone() == (0,)
    upgrade(owner)
    with psycopg.connect(owner) as connection:
        assert connection.execute(SCHEMAS).fetchone() == (4,)
    assert current(owner) == newest()


def test_a_held_table_stops_the_migration_and_changes_nothing(database: Database) -> None:
    """With a reader in the way the migration gives up and the registry is as before."""
    owner = owner_of(database)
    with psycopg.connect(owner) as holder:
        holder.execute("begin; select count(*) from work.property")
        holder.execute("lock table work.property in access exclusive mode")
        with pytest.raises(OperationalError, match="lock timeout"):
            downgrade(owner)
    assert current(owner) == newest()


@pytest.mark.parametrize("bar", ("condition", "place", "eligible"))
def test_a_bar_lies_between_nothing_and_all(own_database: Database, bar: str) -> None:
    with psycopg.connect(own_database.conninfo(Login.IMPORTER)) as connection:
        connection.execute(FILL)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(f"update work.property set priority_{bar} = 101".encode())


def test_keys_of_flags_that_were_here_tell_nothing_any_more(own_database: Database) -> None:
    owner = owner_of(own_database)
    said = "bfe:1|rehousing|Team Nord"
    downgrade(owner, "0009")
    with psycopg.connect(owner) as connection:
        connection.execute(
            "insert into social.flag (municipality_code, key, property_key, flag_type, unit,"
            " run_id) values ('0360', %s, 'bfe:1', 'rehousing', 'Team Nord', 1)",
            [said],
        )
    upgrade(owner)
    with psycopg.connect(owner) as connection:
        (key,) = connection.execute("select key from social.flag").fetchone() or ("",)
        assert len(key) == 64
        # The one line with it is that of the superuser who put it here by hand.
        lines = connection.execute(
            "select count(*) from audit.line where area = 'social' and row_key = %s", [said]
        ).fetchone()
        assert lines == (1,)
    downgrade(owner, "0009")
    upgrade(owner)
    with psycopg.connect(owner) as connection:
        assert connection.execute("select key from social.flag").fetchone() == (key,)


def test_a_list_from_before_is_of_the_municipality_that_it_asks_for(own_database: Database) -> None:
    owner = owner_of(own_database)
    downgrade(owner, "0009")
    filters = {
        "north": "municipality_code = '0360' AND suspicion > 3",
        "both": "municipality_code IN ('0360', '0773')",
        "by the way": "address = '0360'",
        "all": None,
    }
    with psycopg.connect(owner) as connection:
        connection.execute(
            "insert into work.registry values ('0360', 'Lolland', true, 25832, false),"
            " ('0773', 'Morsø', true, 25832, false)"
        )
        connection.cursor().executemany(
            "insert into work.saved_list (name, layer, filter, columns, created_by, changed_by)"
            " values (%s, 'suspicion', %s, '{address}', 'Tove', 'Tove')",
            list(filters.items()),
        )
    upgrade(owner)
    with psycopg.connect(owner) as connection:
        found = connection.execute("select name, municipality_code from work.saved_list").fetchall()
    assert dict(found) == {"north": "0360", "both": "0000", "by the way": "0000", "all": "0000"}
