"""A registry that is kept comes back as it was, and nothing stands where a restore writes."""

import stat
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from db import databases
from db.backup import backup, keep
from db.backup_file import Manifest, dump_of, read, write
from db.contents import Content, contents, filled_table
from db.errors import AtlasError, BackupError
from db.installation import Installation, Registry
from db.logins import Login
from db.restore import restore
from gis_service.demo.recipe import Size
from gis_service.demo.service import fill_demo
from tests.as_reader import as_reader
from tests.conftest import discard
from tests.db.test_cluster import cluster_in

OTHER = "beside"
SHAPE = """
    select indexdef from pg_indexes where schemaname in ('base', 'work')
    union all select conrelid::regclass || conname || pg_get_constraintdef(oid) from pg_constraint
      where connamespace in ('base'::regnamespace, 'work'::regnamespace)
    union all select tgrelid::regclass || pg_get_triggerdef(oid) from pg_trigger
      where not tgisinternal
    union all select c.oid::regclass || c.relowner::regrole::text || coalesce(c.relacl::text, '')
      from pg_class c where c.relnamespace in ('base'::regnamespace, 'work'::regnamespace,
                                               'map'::regnamespace) and c.relkind in ('r', 'v', 'S')
    union all select p.oid::regprocedure || p.proowner::regrole::text
      || coalesce(p.proacl::text, '')
      from pg_proc p where p.pronamespace in ('base'::regnamespace, 'work'::regnamespace,
                                              'map'::regnamespace)
    union all select nspname || nspowner::regrole || coalesce(nspacl::text, '') from pg_namespace
      where nspname !~ '^pg_'
    order by 1
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose own registry holds what a demo holds."""
    folder = Path("/tmp") / f"atlas-kept-{id(tmp_path_factory)}"  # noqa: S108 -- short for a socket
    cluster = cluster_in(folder)
    made = Installation(data=cluster.data, cluster=cluster, external=None)
    try:
        with made.running("test"):
            made.migrate(Registry.REAL)
            fill_demo(made.database(Registry.REAL), Size.SMALL, 1)
            yield made
    finally:
        discard(folder)


@pytest.fixture(scope="module")
def kept(filled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    path = tmp_path_factory.mktemp("kept") / "registry.backup"
    backup(filled, path)
    return path


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on another machine."""
    folder = Path("/tmp") / f"atlas-elsewhere-{id(tmp_path_factory)}"  # noqa: S108 -- likewise
    cluster = cluster_in(folder)
    made = Installation(data=cluster.data, cluster=cluster, external=None)
    try:
        with made.running("test"):
            yield made
    finally:
        discard(folder)


@pytest.fixture
def empty(elsewhere: Installation) -> Iterator[Installation]:
    """The same, as it is after the first start."""
    elsewhere.migrate(Registry.REAL)
    yield elsewhere
    databases.drop(owner_of(elsewhere, databases.MAINTENANCE), "landsbyatlas")


def content(owner: str) -> dict[str, Content]:
    """What the tables of a database hold."""
    with psycopg.connect(owner) as connection:
        return contents(connection)


def rows(owner: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a question to a database."""
    with psycopg.connect(owner) as connection:
        return connection.execute(query.encode()).fetchall()


def owner_of(installation: Installation, name: str = "landsbyatlas") -> str:
    """The owner's connection string for a database of the installation."""
    return databases.at(installation.database(Registry.REAL).as_owner(), name)


def test_what_is_kept_comes_back_on_another_machine(
    filled: Installation, kept: Path, empty: Installation
) -> None:
    empty.activate(Registry.DEMO)
    restored = restore(empty, kept)
    assert restored.is_shown
    assert restored.manifest.tables["work.property"].rows > 2_000
    # What policies guard comes along: whoever may make a backup reads all of it.
    assert restored.manifest.tables["social.flag"].rows > 0
    assert restored.manifest.rows == sum(each.rows for each in content(owner_of(filled)).values())
    assert content(owner_of(empty)) == content(owner_of(filled)) == restored.manifest.tables
    assert empty.active() is Registry.REAL
    # Not only the rows: indexes, keys, triggers, owners and rights.
    assert rows(owner_of(empty), SHAPE) == rows(owner_of(filled), SHAPE)
    computed = "select sum(cell), sum(st_x(geom_3857)) > 0 from work.property"
    assert rows(owner_of(empty), computed) == rows(owner_of(filled), computed)
    with psycopg.connect(as_reader(empty.database())) as reader:
        assert reader.execute("select count(*) > 2000 from map.property").fetchone() == (True,)
    with psycopg.connect(empty.database().conninfo(Login.IMPORTER)) as importer:
        added = importer.execute(
            "insert into work.property (municipality_code, key, source, state)"
            " values ('0580', 'bfe:1', 'test', 'standing')"
            " returning id > (select max(id) from work.property)"
        ).fetchone()
        assert added == (True,)
        importer.rollback()
    assert OTHER not in databases.names(owner_of(empty))


def test_who_may_not_read_every_row_is_told(filled: Installation) -> None:
    owner = owner_of(filled)
    with psycopg.connect(owner) as connection:
        connection.execute("set role atlas_owner")
        with (
            pytest.raises(BackupError, match="row-level security") as told,
            databases.enough_rights(),
        ):
            contents(connection)
    assert "superuser" in told.value.next_step


def test_a_backup_is_closed_to_others_and_overwrites_nothing(
    filled: Installation, kept: Path
) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(path.name for path in kept.parent.iterdir()) == [kept.name]
    before = kept.read_bytes()
    with pytest.raises(BackupError, match="overwrites nothing"):
        backup(filled, kept)
    assert kept.read_bytes() == before
    with pytest.raises(BackupError, match="There is no folder"):
        backup(filled, kept.parent / "absent" / "file")


def test_a_backup_is_of_one_moment(filled: Installation, tmp_path: Path) -> None:
    path = tmp_path / "moment"
    owner = owner_of(filled)

    def disturb(title: str, done: int, total: int) -> None:
        del total
        if title == "Writing MB" and not done:
            with psycopg.connect(owner) as connection:
                connection.execute("update work.property set address = 'meanwhile'")
            disturbed.append(title)

    disturbed: list[str] = []
    # What is changed here is changed back, for the tests that compare.
    before = rows(owner, "select id, address from work.property")
    try:
        keep(owner, path, disturb)
        assert disturbed
        restore(filled, path, OTHER)
        beside = rows(owner_of(filled, OTHER), "select id, address from work.property")
        assert sorted(map(str, beside)) == sorted(map(str, before))
    finally:
        databases.drop(owner, OTHER)
        with psycopg.connect(owner) as connection:
            connection.cursor().executemany(
                "update work.property set address = %s where id = %s",
                [(address, number) for number, address in before],
            )


def test_a_restore_beside_leaves_the_registry_alone(filled: Installation, kept: Path) -> None:
    owner = owner_of(filled)
    before = content(owner)
    try:
        restored = restore(filled, kept, OTHER)
        assert not restored.is_shown
        assert content(owner_of(filled, OTHER)) == read(kept).tables
        with pytest.raises(BackupError, match=f"{OTHER} holds a registry already"):
            restore(filled, kept, OTHER)
    finally:
        databases.drop(owner, OTHER)
    assert content(owner) == before


def test_nobody_is_signed_in_in_a_copy(filled: Installation, tmp_path: Path) -> None:
    """Also with a session that was revoked, or a link that was used, after the backup."""
    owner = owner_of(filled)
    held = ("session", "one_time_link", "api_token", "attempt")
    try:
        with psycopg.connect(owner) as connection:
            row = connection.execute(
                "insert into staff.account (municipality_code, name, display_name, role, state)"
                " values ('0360', 'copied', 'Copied', 'planner', 'active') returning id"
            ).fetchone()
            assert row is not None
            connection.execute(
                "insert into staff.session (token_hash, account_id, ends_at)"
                " values (sha256('a'), %(id)s, now() + interval '1 day');",
                {"id": row[0]},
            )
            connection.execute(
                "insert into staff.one_time_link (token_hash, purpose, account_id, ends_at)"
                " values (sha256('b'), 'reset', %(id)s, now() + interval '1 day')",
                {"id": row[0]},
            )
            connection.execute(
                "insert into staff.api_token (account_id, name, token_hash, scopes, ends_at)"
                " values (%(id)s, 'x', sha256('c'), '{map:layers:read}', now() + interval '1 day')",
                {"id": row[0]},
            )
            connection.execute("insert into staff.attempt (subject) values ('x')")
        backup(filled, tmp_path / "signed-in.backup")
        restore(filled, tmp_path / "signed-in.backup", OTHER)
        for table in held:
            count = f"select count(*) from staff.{table}"
            assert (rows(owner, count), rows(owner_of(filled, OTHER), count)) == ([(1,)], [(0,)])
        assert rows(owner_of(filled, OTHER), "select name from staff.account") == [("copied",)]
    finally:
        databases.drop(owner, OTHER)
        with psycopg.connect(owner) as connection:
            connection.execute("delete from staff.account; delete from staff.attempt")


def test_a_registry_is_never_overwritten(filled: Installation, kept: Path) -> None:
    before = content(owner_of(filled))
    with pytest.raises(BackupError, match="holds a registry already") as refused:
        restore(filled, kept)
    assert "--database" in refused.value.next_step
    assert content(owner_of(filled)) == before


@pytest.mark.parametrize("name", ("postgres", "landsbyatlas_demo", "Robert'; drop", " ", "x" * 60))
def test_a_name_that_is_not_for_a_registry(filled: Installation, kept: Path, name: str) -> None:
    with pytest.raises(BackupError, match="cannot be restored into a database called"):
        restore(filled, kept, name)


def test_a_registry_that_is_in_use_is_not_replaced(kept: Path, empty: Installation) -> None:
    with (
        psycopg.connect(empty.database().conninfo(Login.READER)),
        pytest.raises(BackupError, match="Somebody uses the database landsbyatlas"),
    ):
        restore(empty, kept)
    assert databases.names(owner_of(empty)) == ["landsbyatlas"]


def altered(kept: Path, path: Path, manifest: Manifest) -> Path:
    """The same dump under another manifest."""
    write(path, manifest, dump_of(kept))
    return path


def test_what_differs_after_the_restore_is_not_taken(
    kept: Path, empty: Installation, tmp_path: Path
) -> None:
    manifest = read(kept)
    tables = dict(manifest.tables)
    tables["work.unit"] = replace(tables["work.unit"], hash="0" * 32)
    del tables["work.hit"]
    wrong = altered(kept, tmp_path / "wrong", replace(manifest, tables=tables))
    with pytest.raises(BackupError, match=r"work\.hit, work\.unit differ"):
        restore(empty, wrong)
    assert databases.names(owner_of(empty)) == ["landsbyatlas"]
    with psycopg.connect(owner_of(empty)) as connection:
        assert filled_table(connection) is None


@pytest.mark.parametrize(
    ("change", "told"),
    (
        ({"revision": "9999"}, "version 9999, which this program does not know"),
        ({"postgresql": 99}, "was made on PostgreSQL 99"),
    ),
)
def test_a_backup_of_something_newer_is_refused(
    filled: Installation, kept: Path, tmp_path: Path, change: dict[str, object], told: str
) -> None:
    newer = altered(kept, tmp_path / "newer", replace(read(kept), **change))  # type: ignore[arg-type]
    with pytest.raises(BackupError, match=told):
        restore(filled, newer, OTHER)
    assert databases.names(owner_of(filled)) == ["landsbyatlas"]


def test_a_file_that_is_damaged_is_refused_before_anything(
    filled: Installation, kept: Path, tmp_path: Path
) -> None:
    whole = kept.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    damages = {"half": whole[: len(whole) // 2], "flipped": bytes(flipped), "empty": b""}
    for name, damaged in damages.items():
        path = tmp_path / name
        path.write_bytes(damaged)
        with pytest.raises(BackupError, match="cannot be restored"):
            restore(filled, path, OTHER)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("manifest.json", "{}")
    for path, told in (
        (other, "no backup of Landsbyatlas"),
        (tmp_path / "absent", "There is no file"),
        (tmp_path, "cannot be read"),
    ):
        with pytest.raises(BackupError, match=told):
            restore(filled, path, OTHER)


def test_an_empty_registry_is_nothing_to_keep(empty: Installation, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is nothing to keep"):
        backup(empty, tmp_path / "file")
    databases.drop(owner_of(empty, "postgres"), "landsbyatlas")
    with pytest.raises(BackupError, match="There is nothing to keep"):
        backup(empty, tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_dump_that_fails_leaves_no_file(
    filled: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (programs / name).write_text(
            "#!/bin/sh\n"
            'if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) 99.0"; exit; fi\n'
            "echo half; echo 'pg_dump: error: the cat walked over it' >&2; exit 1\n",
            encoding="ascii",
        )
        (programs / name).chmod(0o755)
    monkeypatch.setattr("db.postgres_programs.usual_folders", lambda: [programs])
    with pytest.raises(BackupError, match="pg_dump gave up: the cat walked over it"):
        backup(filled, tmp_path / "file")
    monkeypatch.setattr("db.postgres_programs.usual_folders", list)
    with pytest.raises(AtlasError, match="pg_dump and pg_restore on this machine: none"):
        backup(filled, tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def test_a_full_disk_leaves_no_file(filled: Installation) -> None:
    folder = filled.data.path / "small"
    folder.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if subprocess.run(size, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        with pytest.raises(OSError, match="No space left"):
            backup(filled, folder / "file")
        assert list(folder.iterdir()) == []
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def test_a_hash_tells_every_change_but_the_order(filled: Installation) -> None:
    with psycopg.connect(owner_of(filled)) as connection:
        connection.execute("create table base.trial (a text, b integer)")
        found = []
        for values in (
            "('x', 1), ('y', 2)",
            "('y', 2), ('x', 1)",
            "('x', 1), ('y', null)",
            "('x', 1), ('x', 1), ('y', 2), ('y', 2)",
            "('x', 2), ('y', 1)",
        ):
            connection.execute("truncate base.trial")
            connection.execute(f"insert into base.trial values {values}".encode())
            found.append(contents(connection)["base.trial"])
        connection.rollback()
    assert found[0] == found[1]
    assert len(set(found)) == 4
