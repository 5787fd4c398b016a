"""`landsbyatlas staff`: the first administrator, and the way back in."""

import psycopg
import pytest

from db.installation import Installation, Registry
from gis_service.cli.serve import first_link
from tests.gis_service.cli.conftest import Run


def test_the_first_link_is_made_until_there_is_an_administrator(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with installation.running("test"):
        installation.migrate(Registry.REAL)
        assert run("staff", "first", "--address", "https://atlas.example/") == 0
        told = capsys.readouterr().out
        assert told.startswith("https://atlas.example/link/")
        secret = told.split()[0].rpartition("/")[2]
        assert len(secret) == 43
        assert run("staff", "link", "anna") == 1
        assert "no account anna" in capsys.readouterr().err
        with psycopg.connect(installation.database().as_owner()) as connection:
            kept = connection.execute(
                "select token_hash = sha256(%s), purpose from staff.one_time_link",
                [secret.encode()],
            ).fetchall()
            assert kept == [(True, "first administrator")]
            connection.execute(
                "insert into staff.account (municipality_code, name, display_name, role, state)"
                " values ('0360', 'anna', 'Anna', 'administrator', 'active')"
            )
        assert run("staff", "first") == 1
        assert "an administrator already" in capsys.readouterr().err
        assert run("staff", "link", "Anna") == 0
        assert capsys.readouterr().out.startswith("http://127.0.0.1:8000/link/")


def test_a_new_installation_is_told_how_to_begin(installation: Installation) -> None:
    with installation.running("test"):
        installation.migrate(Registry.REAL)
        told = first_link(installation, "https://atlas.example/atlas")
        assert "  https://atlas.example/atlas/link/" in told
        assert "landsbyatlas staff first" in told
        with psycopg.connect(installation.database().as_owner()) as connection:
            connection.execute(
                "insert into staff.account (municipality_code, name, display_name, role, state)"
                " values ('0360', 'anna', 'Anna', 'administrator', 'active')"
            )
        assert not first_link(installation, "https://atlas.example")


def test_whoever_runs_the_machine_is_the_second_person(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with installation.running("test"):
        installation.migrate(Registry.REAL)
        assert run("staff", "remove-factor", "anna") == 1
        with psycopg.connect(installation.database().as_owner()) as connection:
            connection.execute(
                "insert into staff.account (municipality_code, name, display_name, role, state,"
                " totp_secret, totp_confirmed_at)"
                " values ('0360', 'anna', 'Anna', 'administrator', 'active', 'x', now())"
            )
        capsys.readouterr()
        assert run("staff", "remove-factor", "Anna") == 0
        assert "sets up a new second factor" in capsys.readouterr().out
        with psycopg.connect(installation.database().as_owner()) as connection:
            kept = connection.execute(
                "select totp_secret, (select kind from staff.notice), (select purpose from"
                " audit.line where area = 'factor_removed') from staff.account"
            ).fetchall()
        assert kept == [(None, "second factor removed", "command line")]
