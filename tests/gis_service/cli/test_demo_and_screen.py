"""`landsbyatlas demo` and `landsbyatlas screen`, on an installation with a cluster of its own."""

import json

import psycopg
import pytest

from db.access import Role, needs_second_factor
from db.installation import Installation, Registry
from db.logins import Login
from gis_service.demo.people import PEOPLE, SIGN_INS
from tests.gis_service.cli.conftest import Run
from tests.gis_service.conftest import beside, served
from tests.gis_service.signin.people import Browser


def everybody_signs_in(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str], told: str
) -> None:
    """The people of the table come in by what it says, each in her role."""
    assert (installation.data.path / SIGN_INS).stat().st_mode & 0o777 == 0o600
    lines = [line for each in PEOPLE for line in told.splitlines() if f"  {each.name}  " in line]
    assert len(lines) == len(PEOPLE) == len(Role)
    assert run("demo", "people") == 0
    assert all(line in capsys.readouterr().out for line in lines[:1])
    assert run("demo", "code", "planlaegger") == 1
    assert run("demo", "code", "nobody") == 1
    capsys.readouterr()
    with installation.running("test"), served(installation) as service:
        for person, line in zip(PEOPLE, lines, strict=True):
            browser = Browser(client=beside(service))
            password = line.split(f"  {person.name}  ")[1].split()[0]
            said = {"name": person.name, "password": password}
            assert browser.ask("POST", "/api/session", json=said).status_code == 200
            if needs_second_factor(person.role):
                assert run("demo", "code", person.name) == 0
                code = {"code": capsys.readouterr().out.strip()}
                proved = browser.ask("POST", "/api/session/second-factor", json=code)
                assert proved.status_code == 200
            who = browser.get("/api/session").json()["signed_in"]
            assert (who["role"], who["reads_all"]) == (person.role.value, True)


def test_a_demo_is_made_screened_again_and_removed(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo", "--seed", "3") == 0
    told = capsys.readouterr().out
    assert "The demo registry holds" in told
    assert "standing properties as of 2026-11-01" in told
    assert installation.active() is Registry.DEMO
    everybody_signs_in(installation, run, capsys, told)

    assert run("screen", "--as-of", "2026-11-01", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert result["changed"] == 0
    assert result["screened"] > 2_000
    assert result["no_rule_applies"] == sum(result["without"].values())
    assert result["hits"]["R5"] > 1_000

    assert run("screen", "--as-of", "2026-11-01", "--registry", "0580") == 0
    assert "0 results changed" in capsys.readouterr().out

    assert run("demo", "--remove") == 0
    assert installation.active() is Registry.REAL
    with (
        installation.running("test"),
        pytest.raises(psycopg.OperationalError, match="does not exist"),
    ):
        psycopg.connect(installation.database(Registry.DEMO).conninfo(Login.READER))


def test_an_empty_registry_is_screened_and_said_so(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation.active() is Registry.REAL
    assert run("screen") == 0
    assert "Screened 0 standing properties" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    (
        (("screen", "--as-of", "1990-01-01"), 1, "No screening rule is in force on 1990-01-01."),
        (("screen", "--as-of", "yesterday"), 2, "--as-of"),
        (("screen", "--registry", "NOWHERE"), 1, "There is no registry NOWHERE."),
        (("demo", "--size", "7"), 2, "--size"),
        (("demo", "--seed", "-1"), 2, "--seed"),
    ),
)
def test_what_cannot_be_done_is_told(
    installation: Installation,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    assert run(*arguments) == code
    assert words in capsys.readouterr().err
    assert installation.active() is Registry.REAL
