"""`landsbyatlas audit` on an installation with its own cluster."""

import json

import psycopg
import pytest

from db.installation import Installation, Registry
from tests.gis_service.cli.conftest import Run


def by_hand(installation: Installation, statement: str) -> None:
    """What somebody with the whole database in his hands does."""
    with psycopg.connect(installation.database().as_owner()) as connection:
        connection.execute(statement.encode())


def test_an_audit_that_was_changed_is_told(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with installation.running("test"):
        installation.migrate(Registry.REAL)
        by_hand(installation, "update work.grade set source = 'council' where scale = 'K'")
    assert run("audit", "verify") == 0
    told = capsys.readouterr().out
    assert "0 lines in the chain" in told
    assert "wait to be sealed" in told

    assert run("audit", "seal") == 0
    capsys.readouterr()
    assert run("audit", "verify", "--json") == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["holds"] is True
    assert whole["lines"] == whole["sealed"] > 0
    assert whole["waiting"] == 0

    with installation.running("test"):
        by_hand(installation, "update audit.line set account_id = 5 where id = 1")
    assert run("audit", "verify") == 1
    assert "Position 1 (line 1): the line was changed after it was sealed." in (
        capsys.readouterr().out
    )

    with installation.running("test"):
        by_hand(
            installation,
            "delete from audit.head; delete from audit.chain; delete from audit.line;"
            " delete from audit.unsealed",
        )
    assert run("audit", "verify") == 1
    assert "links of the chain are missing here" in capsys.readouterr().out
