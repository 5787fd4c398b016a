"""`landsbyatlas staff`: the first administrator, and the way back in."""

import psycopg
import pytest

from db.installation import Installation, Registry
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
