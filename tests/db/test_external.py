"""A database elsewhere: made by its administrator, checked by name, reached with secrets."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db import databases
from db.backup import backup
from db.cluster import Cluster
from db.cluster_files import SUPERUSER
from db.errors import AtlasError, BackupError, DatabaseError
from db.installation import Installation, Registry
from db.logins import Login
from db.restore import restore
from tests.as_reader import as_reader
from tests.conftest import discard
from tests.db.test_cluster import cluster_in

HBA = f"""
local all {SUPERUSER},plain peer map=atlas
local all all scram-sha-256
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server of somebody else's, who wants passwords."""
    del tmp_path_factory  # too deep for a socket
    folder = Path("/tmp/atlas-external-server")  # noqa: S108 -- replaced by the next line
    folder = folder.with_name(f"{folder.name}-{id(folder)}")
    made = cluster_in(folder)
    made.start()
    (made.data.path / "configuration" / "pg_hba.conf").write_text(HBA, encoding="ascii")
    with psycopg.connect(made.database("postgres").owner or "", autocommit=True) as connection:
        connection.execute("select pg_reload_conf()")
        connection.execute("create database atlas template template0 encoding 'UTF8'")
        connection.execute("create database bare template template0 encoding 'UTF8'")
        connection.execute("create database unmigrated template template0 encoding 'UTF8'")
        connection.execute("create database narrow template template0 encoding 'LATIN1' locale 'C'")
    yield made
    discard(folder)


def address(server: Cluster, user: str, name: str) -> str:
    """A connection URL to the server, whose host is a folder."""
    return f"postgresql://{user}@/{name}?host={server.database(name).host}"


def environment(server: Cluster, folder: Path, user: str, name: str) -> dict[str, str]:
    """An environment that points at the server."""
    return {
        "LANDSBYATLAS_DATA": str(folder / "data"),
        "DATABASE_URL": address(server, user, name),
        "DATABASE_OWNER_URL": address(server, SUPERUSER, name),
    }


READER = f"{Login.READER}:reader-secret"


def test_init_and_migrate_make_a_registry_that_every_login_reaches(
    server: Cluster, short_folder: Path
) -> None:
    there = Installation.here(environment(server, short_folder, READER, "atlas"))
    there.initialise(Registry.REAL)
    there.initialise(Registry.REAL)
    there.migrate(Registry.REAL)
    database = there.prepare()
    for login in Login:
        with psycopg.connect(database.conninfo(login)) as connection:
            row = connection.execute("select current_user, current_database()").fetchone()
        assert row == (login.value, "atlas")
    secrets = there.data.path / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert there.active() is Registry.REAL

    there.initialise(Registry.DEMO)
    there.migrate(Registry.DEMO)
    there.activate(Registry.DEMO)
    assert there.prepare().name == "atlas_demo"
    there.remove(Registry.DEMO)
    assert there.active() is Registry.REAL
    with pytest.raises(AtlasError):
        there.remove(Registry.REAL)


def test_a_server_that_lacks_a_newer_versions_role_is_told_so(
    server: Cluster, short_folder: Path
) -> None:
    there = Installation.here(environment(server, short_folder, READER, "older"))
    with psycopg.connect(server.database("postgres").owner or "", autocommit=True) as connection:
        connection.execute("create database older template template0 encoding 'UTF8'")
        there.initialise(Registry.REAL)
        connection.execute("alter role atlas_leader rename to atlas_leader_of_old")
        try:
            with pytest.raises(DatabaseError, match="atlas_leader") as refused:
                there.migrate(Registry.REAL)
            assert "landsbyatlas db init" in refused.value.next_step
        finally:
            connection.execute("alter role atlas_leader_of_old rename to atlas_leader")
    there.migrate(Registry.REAL)


def test_a_registry_there_is_kept_and_restored_with_logins_that_reach_it(
    server: Cluster, short_folder: Path
) -> None:
    there = Installation.here(environment(server, short_folder, READER, "atlas"))
    there.initialise(Registry.REAL)
    there.migrate(Registry.REAL)
    owner = there.database(Registry.REAL).as_owner()
    with psycopg.connect(owner) as connection:
        connection.execute(
            "insert into work.registry (municipality_code, name, is_danish, local_srid)"
            " values ('0360', 'Lolland', true, 25832)"
        )
    kept = short_folder / "kept"
    # Kept through a password, which no process list shows.
    with psycopg.connect(owner) as connection:
        connection.execute("create role keeper superuser login password 'keeper-secret'")
    keeping = environment(server, short_folder, READER, "atlas") | {
        "DATABASE_OWNER_URL": address(server, "keeper:keeper-secret", "atlas")
    }
    manifest = backup(Installation.here(keeping), kept)
    assert manifest.tables["work.registry"].rows == 1
    wrong = keeping | {"DATABASE_OWNER_URL": address(server, "keeper:wrong", "atlas")}
    with pytest.raises(psycopg.OperationalError):
        backup(Installation.here(wrong), short_folder / "other")

    with psycopg.connect(owner) as connection:
        connection.execute("create role clerk login password 'clerk-secret'")
        connection.execute("grant connect on database atlas to clerk")
    clerk = Installation.here(
        keeping | {"DATABASE_OWNER_URL": address(server, "clerk:clerk-secret", "atlas")}
    )
    for attempt, file in ((backup, short_folder / "other"), (restore, kept)):
        with pytest.raises(AtlasError, match="DATABASE_OWNER_URL may not do that") as refused:
            attempt(clerk, file)
        assert "superuser" in refused.value.next_step

    elsewhere = environment(server, short_folder, READER, "second") | {
        "DATABASE_OWNER_URL": address(server, "keeper:keeper-secret", "second")
    }
    second = Installation.here(elsewhere)
    databases.create(owner, "second")
    assert restore(second, kept).is_shown
    database = second.prepare()
    for login in Login:
        psycopg.connect(database.conninfo(login)).close()
    with psycopg.connect(as_reader(database)) as connection:
        assert connection.execute("select name from map.registry").fetchone() == ("Lolland",)
    with pytest.raises(BackupError, match="second holds a registry already"):
        restore(second, kept)
    without = {name: value for name, value in elsewhere.items() if name != "DATABASE_OWNER_URL"}
    with pytest.raises(DatabaseError, match="DATABASE_OWNER_URL is not set"):
        backup(Installation.here(without), short_folder / "other")
    with psycopg.connect(owner) as connection:
        connection.execute("delete from work.registry")


def refusal(server: Cluster, folder: Path, user: str, name: str) -> DatabaseError:
    """How a database is refused."""
    there = Installation.here(environment(server, folder, user, name))
    with pytest.raises(DatabaseError) as refused:
        there.prepare()
    assert refused.value.next_step
    assert "secret" not in refused.value.message
    return refused.value


def test_a_superuser_is_refused(server: Cluster, short_folder: Path) -> None:
    told = refusal(server, short_folder, SUPERUSER, "bare")
    assert "superuser" in told.message


def test_an_owner_is_refused(server: Cluster, short_folder: Path) -> None:
    with psycopg.connect(server.database("bare").owner or "", autocommit=True) as connection:
        connection.execute("create role landlord login password 'landlord-secret'")
        connection.execute("create database owned owner landlord template template0")
    told = refusal(server, short_folder, "landlord:landlord-secret", "owned")
    assert "the owner of the database" in told.message


def as_tenant(server: Cluster) -> str:
    """A login that owns nothing."""
    with psycopg.connect(server.database("bare").owner or "", autocommit=True) as connection:
        connection.execute("drop role if exists tenant")
        connection.execute("create role tenant login password 'tenant-secret'")
    return "tenant:tenant-secret"


def test_another_encoding_is_refused(server: Cluster, short_folder: Path) -> None:
    told = refusal(server, short_folder, as_tenant(server), "narrow")
    assert "LATIN1" in told.message


def test_a_database_without_postgis_is_refused(server: Cluster, short_folder: Path) -> None:
    told = refusal(server, short_folder, as_tenant(server), "bare")
    assert "PostGIS" in told.message
    assert "db init" in told.next_step


@pytest.mark.parametrize(
    ("user", "name", "cause"),
    (
        (f"{Login.READER}:wrong-secret", "atlas", "password authentication failed"),
        (READER, "nowhere", "does not exist"),
    ),
)
def test_a_wrong_address_is_told_with_the_servers_words(
    server: Cluster, short_folder: Path, user: str, name: str, cause: str
) -> None:
    with psycopg.connect(server.database("bare").owner or "", autocommit=True) as connection:
        connection.execute(
            "do $$ begin create role atlas_reader_login login;"
            " exception when duplicate_object then null; end $$"
        )
        connection.execute("alter role atlas_reader_login password 'reader-secret'")
    told = refusal(server, short_folder, user, name)
    assert cause in told.message
    assert "DATABASE_URL" in told.next_step


def test_a_host_that_does_not_answer_is_told(short_folder: Path) -> None:
    there = Installation.here(
        {
            "LANDSBYATLAS_DATA": str(short_folder / "data"),
            "DATABASE_URL": f"postgresql://{READER}@127.0.0.1:1/atlas",
        }
    )
    with pytest.raises(DatabaseError, match="leads to no database"):
        there.prepare()
    with pytest.raises(DatabaseError, match="DATABASE_OWNER_URL is not set"):
        there.migrate(Registry.REAL)


def test_encryption_asked_for_in_the_address_holds_for_every_login(short_folder: Path) -> None:
    there = Installation.here(
        {
            "LANDSBYATLAS_DATA": str(short_folder / "data"),
            "DATABASE_URL": f"postgresql://{READER}@db.example:5433/atlas?sslmode=verify-full",
        }
    )
    for login in Login:
        conninfo = there.database().conninfo(login)
        assert "sslmode=verify-full" in conninfo
        assert "port=5433" in conninfo


def test_another_login_than_the_readers_is_refused(server: Cluster, short_folder: Path) -> None:
    there = Installation.here(environment(server, short_folder, READER, "unmigrated"))
    there.initialise(Registry.REAL)
    other = f"{Login.WRITER}:{there.database().secrets[Login.WRITER].get_secret_value()}"
    told = refusal(server, short_folder, other, "unmigrated")
    assert Login.READER in told.next_step
    with pytest.raises(DatabaseError, match="not at the version"):
        there.prepare()
