"""`landsbyatlas municipality export`: all that is one municipality's, and nothing of another's."""

import csv
import hashlib
import io
import json
import stat
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pyogrio
import pytest

from db.database import Database
from db.handover import CLOSED_ROOMS, OPEN_ROOMS, Handover
from db.installation import Installation, Registry
from tests.gis_service.cli.conftest import Run

# What signs the context of people and programs: it is of the installation.
_NOT_OF_A_ROOM = {("context", "secret")}
_FILL = """
    insert into work.registry values ('0360', 'Lolland', true, 25832, false),
                                     ('0773', 'Morsø', true, 25832, false);
    insert into work.property (municipality_code, key, source, state, address, geom)
    select code, 'bfe:' || code || n, 'test', 'standing', case n when 1 then E'=1+1\\nvej' end,
           case when n < 4 then st_setsrid(st_makepoint(640000 + n, 6075000), 25832) end
    from generate_series(1, 5) n cross join (values ('0360'), ('0773')) as c (code);
    insert into work.hit (property_id, rule, field, weight, scores)
    select id, 'R1', 'use_code', 10, true from work.property;
    insert into staff.unit (municipality_code, name) values ('0360', 'Børn'), ('0773', 'Unge');
    insert into staff.account (municipality_code, name, display_name, role, password_hash)
    values ('0360', 'eva', 'Eva', 'planner', 'the hash'), ('0773', 'ida', 'Ida', 'planner', 'x');
    insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by)
    select municipality_code, 'bfe:1', id, 'note of ' || name, 1 from staff.unit;
    insert into private.entry (municipality_code, account_id, body)
    values ('0360', 1, 'she told me'), ('0360', 1, 'again'), ('0773', 2, 'elsewhere');
    insert into work.import_run (municipality_code, actor)
    values ('0360', 'eva'), ('0773', 'ida');
    insert into work.import_file (run_id, name, content_hash, form, target)
    select id, 'of ' || actor || '.csv', 'hash', 'property_table', 'property' from work.import_run;
    insert into work.rejected_row (run_id, file_id, line, reason_code, reason, content)
    select run_id, id, 2, 'no_key', 'no key', jsonb_build_object('file', name)
    from work.import_file;
"""


@pytest.fixture
def filled(installation: Installation) -> Installation:
    """Two municipalities."""
    with installation.running("test"):
        installation.migrate(Registry.REAL)
        with psycopg.connect(installation.database().as_owner()) as owner:
            owner.execute(_FILL.encode())
    return installation


def rows(archive: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))


def test_all_of_one_municipality_goes_along(
    filled: Installation, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_file, closed_file = tmp_path / "open.zip", tmp_path / "rooms.zip"
    command = ("municipality", "export", "0360", str(open_file), "--rooms", str(closed_file))
    assert run(*command) == 0, capsys.readouterr().err
    assert "confidential" in capsys.readouterr().out
    for file in (open_file, closed_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            assert manifest["municipality"] == "0360"
            listed = {each["name"] for each in manifest["files"]}
            assert set(archive.namelist()) == listed | {"manifest.json", "LÆS MIG.txt"}
            for each in manifest["files"]:
                content = archive.read(each["name"])
                assert len(content) == each["bytes"]
                assert hashlib.sha256(content).hexdigest() == each["sha256"]
                if each["name"].endswith(".csv"):
                    assert len(rows(archive, each["name"])) == each["rows"]
                assert b"0773" not in content
                assert b"Unge" not in content
    with ZipFile(open_file) as archive:
        houses = rows(archive, "work/property.csv")
        assert len(houses) == len(rows(archive, "work/hit.csv")) == 5
        assert [each["name"] for each in rows(archive, "work/import_file.csv")] == ["of eva.csv"]
        assert "of eva" in rows(archive, "work/rejected_row.csv")[0]["content"]
        # What goes to a program is as it was kept.
        assert "=1+1\nvej" in {each["address"] for each in houses}
        assert "SRID=25832;POINT(640001 6075000)" in {each["geom"] for each in houses}
        assert not {name for name in archive.namelist() if name.startswith(("social", "staff"))}
        archive.extract("kort.gpkg", tmp_path)
    info = pyogrio.read_info(tmp_path / "kort.gpkg", layer="property")
    assert (info["features"], info["crs"]) == (5, "EPSG:25832")
    with ZipFile(closed_file) as archive:
        assert [each["body"] for each in rows(archive, "social/unit_note.csv")] == ["note of Børn"]
        (eva,) = rows(archive, "staff/account.csv")
        assert eva["name"] == "eva"
        assert not {"password_hash", "totp_secret"} & eva.keys()
        assert b"the hash" not in b"".join(archive.read(name) for name in archive.namelist())
        assert rows(archive, "audit/line.csv")
        # What was told to the adviser goes to nobody who runs the machine.
        assert not {name for name in archive.namelist() if name.startswith("private")}
        assert b"she told me" not in b"".join(archive.read(name) for name in archive.namelist())
        left = json.loads(archive.read("manifest.json"))["left_out"]
        assert [each["rows"] for each in left if each["room"] == "private"] == [2]
    with filled.running("test"), psycopg.connect(filled.database().as_owner()) as owner:
        told = owner.execute(
            "select municipality_code, purpose, detail from audit.line where area = 'exported'"
        ).fetchall()
    assert told == [("0360", "command line", {"what": "municipality", "rooms": True})]


def test_every_table_goes_along_or_is_left_out_with_a_reason(database: Database) -> None:
    """A table that comes with a migration is not forgotten: whoever makes it says which it is."""
    everything = [*OPEN_ROOMS, *CLOSED_ROOMS]
    with psycopg.connect(database.as_owner()) as owner:
        there = owner.execute(
            "select n.nspname, c.relname from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p') and n.nspname <> 'public'"
            " and n.nspname !~ '^(pg_|information_schema)'"
        ).fetchall()
        handover = Handover(owner, "0360")
        taken = {(each.room, each.name) for each in handover.tables(everything)}
        left = {(each.room, each.name): each.reason for each in handover.left_out(everything)}
    assert not taken & left.keys()
    assert taken | left.keys() | _NOT_OF_A_ROOM == set(there)
    assert all(left.values())
    assert {("work", "import_file"), ("work", "rejected_row")} <= taken


def test_what_cannot_be_is_refused_in_words(
    filled: Installation, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del filled
    assert run("municipality", "export", "9999", str(tmp_path / "x.zip")) == 1
    assert "Name one of: 0360, 0773." in capsys.readouterr().err
    there = tmp_path / "there.zip"
    there.write_text("mine")
    assert run("municipality", "export", "0360", str(there)) == 1
    assert there.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [there]
