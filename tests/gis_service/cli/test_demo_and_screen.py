"""`landsbyatlas demo` and `landsbyatlas screen`, on an installation with a cluster of its own."""

import json

import psycopg
import pytest

from db.installation import Installation, Registry
from db.logins import Login
from tests.gis_service.cli.conftest import Run


def test_a_demo_is_made_screened_again_and_removed(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo", "--seed", "3") == 0
    told = capsys.readouterr().out
    assert "The demo registry holds" in told
    assert "standing properties as of 2026-11-01" in told
    assert installation.active() is Registry.DEMO

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
