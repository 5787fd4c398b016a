"""One import at a time; one that is killed leaves the registry as before, and says so."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.imports import history
from db.imports.engine import run_import
from db.imports.errors import Busy, ImportFailure
from db.imports.ledger import KeptLedger
from db.imports.source import ImportOptions
from db.imports.turn import mark_interrupted, take_turn
from db.imports.undo import undo_import
from db.logins import Login
from tests.conftest import ROOT
from tests.db.imports import register
from tests.db.imports.register import building
from tests.db.imports.state import exact_state
from tests.db.imports.taking import rows, take

# Imports a file and stops at the first sign of progress, as if it took for ever.
_SLOW = """
import sys, time
from pathlib import Path
from pydantic import SecretStr
from db.database import Database
from db.imports.engine import run_import
from db.imports.source import ImportOptions

def wait(done, total):
    if done >= int(sys.argv[5]):
        print("waiting", flush=True)
        time.sleep(600)

database = Database(
    host=sys.argv[1], port=int(sys.argv[2]), name=sys.argv[3], context_key=SecretStr(sys.argv[6])
)
run_import(database, [Path(sys.argv[4])], ImportOptions(actor="slow", progress=wait))
"""


def _slow(database: Database, file: Path, until: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _SLOW, database.host, str(database.port), database.name]
    assert database.context_key is not None
    process = subprocess.Popen(
        [*command, str(file), str(until), database.context_key.get_secret_value()],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    return process


@pytest.mark.parametrize("until", (1, 700, 900))
def test_killed_at_any_moment_the_registry_is_as_before(
    until: int, own_database: Database, tmp_path: Path
) -> None:
    take(own_database, register.ois_zip(tmp_path, [building()], name="first"))
    before = exact_state(own_database)
    many = [building(str(number)) for number in range(1500)]
    process = _slow(own_database, register.ois_zip(tmp_path, many), until)
    (running,) = rows(own_database, "select actor from work.import_run where state = 'running'")
    assert running == {"actor": "slow"}
    with pytest.raises(Busy, match=r"nr\. 2, startet kl\. .* af slow"):
        take(own_database, register.ois_zip(tmp_path, [building("x")], name="x"))
    with pytest.raises(Busy):
        undo_import(own_database, 1, "test")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    _wait_until_gone(own_database)
    assert exact_state(own_database) == before
    newest = history.runs(own_database)[0]
    assert (newest.id, newest.state, newest.actor) == (2, "interrupted", "slow")
    assert newest.message is not None
    # The registry is ready for the next, and what was read of the killed run can be read again.
    assert take(own_database, register.ois_zip(tmp_path, many)).counts.new == 1500


def _wait_until_gone(database: Database) -> None:
    """The server notices the dead client when it next writes to it; ask it to look now."""
    assert database.owner is not None
    gone = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity "
        "where datname = current_database() and usename = %s"
    )
    with psycopg.connect(database.owner, autocommit=True) as owner:
        while True:
            row = owner.execute(gone, [Login.IMPORTER]).fetchone()
            if row == (0,):
                return
            time.sleep(0.05)


def test_a_failure_in_the_middle_is_written_down(own_database: Database, tmp_path: Path) -> None:
    class Trouble(Exception):  # noqa: N818 -- only a test's
        pass

    def fail(done: int, total: int) -> None:
        if done > total // 2:
            raise Trouble

    before = exact_state(own_database)
    bad = building("far", byg404Koordinat="POINT (1 2)")
    file = register.ois_zip(tmp_path, [building(), bad])
    with pytest.raises(Trouble):
        run_import(own_database, [file], ImportOptions(actor="test", progress=fail))
    assert exact_state(own_database) == before
    assert rows(own_database, "select state from work.import_run") == [{"state": "failed"}]
    # What was rejected until then can be read.
    assert len(history.rejected(own_database, 1, has_content=True)) == 1


def test_the_reason_of_a_failure_outlives_a_look_at_the_list(own_database: Database) -> None:
    """Between letting go of the lock and saying why, a run looks as if it were interrupted."""
    ledger = KeptLedger.of(own_database)
    ledger.begin("test")
    assert history.runs(own_database)[0].state == "interrupted"
    ledger.fail("Filen er i stykker.")
    ledger.close()
    (run,) = history.runs(own_database)
    assert (run.state, run.message) == ("failed", "Filen er i stykker.")


def test_looking_for_interrupted_runs_never_takes_the_turn(own_database: Database) -> None:
    with psycopg.connect(own_database.conninfo(Login.IMPORTER)) as connection:
        take_turn(connection)
        ledger = KeptLedger.of(own_database)
        ledger.begin("test")
        mark_interrupted(own_database)
        ledger.close()
        assert rows(own_database, "select state from work.import_run") == [{"state": "running"}]
    with psycopg.connect(own_database.conninfo(Login.IMPORTER)) as looking:
        looking.execute("select pg_advisory_lock_shared(7402)")
        mark_interrupted(own_database)
    # Whoever holds it, in whatever way, is at work.
    assert rows(own_database, "select state from work.import_run") == [{"state": "running"}]
    mark_interrupted(own_database)
    assert rows(own_database, "select state from work.import_run") == [{"state": "interrupted"}]


def test_a_lost_database_is_told_in_plain_words(own_database: Database, tmp_path: Path) -> None:
    def lose(done: int, total: int) -> None:
        del done, total
        assert own_database.owner is not None
        with psycopg.connect(own_database.owner, autocommit=True) as owner:
            owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where usename = %s and datname = current_database()",
                [Login.IMPORTER],
            )

    file = register.ois_zip(tmp_path, [building()])
    with pytest.raises(ImportFailure, match="Forbindelsen til databasen"):
        run_import(own_database, [file], ImportOptions(actor="test", progress=lose))
    assert history.runs(own_database)[0].state == "interrupted"


def test_progress_is_told_and_only_grows(own_database: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = register.ois_zip(tmp_path, [building(str(number)) for number in range(3000)])
    options = ImportOptions(actor="test", progress=lambda done, total: told.append((done, total)))
    run_import(own_database, [file], options)
    assert told == sorted(told)
    assert told[-1] == (1000, 1000)
    assert len(told) > 4
