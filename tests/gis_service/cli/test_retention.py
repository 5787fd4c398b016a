"""`landsbyatlas retention` on an installation with its own cluster."""

import json

import psycopg
import pytest

from db.installation import Installation, Registry
from tests.gis_service.cli.conftest import Run

_OLD = """
    insert into staff.unit (municipality_code, name) values ('0360', 'Børn');
    insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by,
                                  written_at)
    select municipality_code, 'bfe:1', id, 'the mother is ill', 1, '2020-01-01' from staff.unit
"""


def test_what_is_due_is_told_then_deleted_and_never_by_a_dry_run(
    installation: Installation, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with installation.running("test"):
        installation.migrate(Registry.REAL)
        with psycopg.connect(installation.database().as_owner()) as owner:
            owner.execute(_OLD.encode())
        for command in (
            ("retention", "--dry-run"),
            ("retention",),
            ("retention", "run", "--dry-run"),
        ):
            assert run(*command) == 0
            told = capsys.readouterr().out
            assert "Municipality 0360: 1 unit note, the first on 2020-07-01" in told
            assert "Nothing was deleted." in told
        assert run("retention", "run", "--json") == 0
        assert json.loads(capsys.readouterr().out) == {
            "receipts": [{"receipt": 1, "municipality": "0360", "deleted": {"unit note": 1}}]
        }
        assert run("retention", "run") == 0
        assert "Nothing is due today." in capsys.readouterr().out
