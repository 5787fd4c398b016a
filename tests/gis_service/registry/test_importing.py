"""What was written stands, also where it cannot be screened at once, and that is told."""

from datetime import date
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.errors import DatabaseError
from db.imports.source import ImportOptions
from db.installation import Registry
from gis_service.registry.importing import import_files, undo
from tests.db.imports import register
from tests.db.imports.register import building
from tests.db.imports.taking import rows

AS_OF = date(2026, 11, 22)


class Installed:
    """An installation with one real registry."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self.active_file = folder / "active"

    def active(self) -> Registry:
        """The registry that is shown."""
        return Registry.REAL

    def activate(self, registry: Registry) -> None:
        """There is nothing to leave."""
        raise AssertionError(registry)

    def database(self, registry: Registry | None = None) -> Database:
        """Where a registry is."""
        del registry
        return self._database

    def prepare(self, registry: Registry | None = None) -> Database:
        """Where a registry is, made and migrated."""
        del registry
        return self._database


def test_a_screening_that_fails_takes_nothing_back(
    own_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise psycopg.OperationalError("the connection is gone")

    monkeypatch.setattr("gis_service.registry.importing.screen", lost)
    installed = Installed(own_database, tmp_path)
    options = ImportOptions(actor="test")
    for name in ("house", "shed"):
        file = register.ois_zip(tmp_path, [building(name)], name=name)
        imported = import_files(installed, [file], options, AS_OF)
        assert isinstance(imported.screening_problem, DatabaseError)
    told = imported.as_dict()
    assert (told["run"], told["new"], told["screening"]) == (2, 1, None)
    assert "landsbyatlas screen" in str(told["screening_problem"])

    undone = undo(installed, 2, "test", AS_OF)
    assert isinstance(undone.screening_problem, DatabaseError)
    assert undone.as_dict()["undone"] is True
    states = rows(own_database, "select state from work.import_run order by id")
    assert [row["state"] for row in states] == ["committed", "undone"]
