"""A job is under way for as long as the very process that runs it lives."""

import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import orjson
import pytest

from db.errors import AtlasError
from gis_service.errors import Conflict
from gis_service.registry.desk import told
from gis_service.registry.jobs import ImportJobs, Step, Work, discard_cut_off, discard_tried, read
from gis_service.registry.uploads import Upload, Uploads
from layers.words import Language


@pytest.fixture
def jobs() -> Iterator[ImportJobs]:
    """The jobs of one worker."""
    made = ImportJobs()
    yield made
    made.close()


def test_a_job_is_known_by_its_process(tmp_path: Path, jobs: ImportJobs) -> None:
    upload = Uploads(folder=tmp_path).new()
    goes_on = Event()

    def work(progress: Callable[[int, int], None]) -> dict[str, int]:
        progress(1, 2)
        assert goes_on.wait(60)
        return {"rows": 1}

    jobs.start(upload, Step.RUNNING, work)
    assert read(upload).step is Step.RUNNING
    with pytest.raises(Conflict):
        jobs.start(upload, Step.RUNNING, work)
    goes_on.set()
    jobs.close()
    assert (read(upload).step, read(upload).result) == (Step.DONE, {"rows": 1})


def test_of_many_workers_one_begins(tmp_path: Path) -> None:
    upload = Uploads(folder=tmp_path).new()
    workers = [ImportJobs() for _ in range(8)]
    goes_on, all_there = Event(), Barrier(len(workers))

    def begin(worker: int) -> bool:
        all_there.wait(60)
        try:
            workers[worker].start(upload, Step.RUNNING, lambda _: {"by": goes_on.wait(60) * worker})
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(len(workers)) as threads:
        begun = list(threads.map(begin, range(len(workers))))
    goes_on.set()
    for worker in workers:
        worker.close()
    assert begun.count(True) == 1
    assert (read(upload).step, read(upload).result) == (Step.DONE, {"by": begun.index(True)})


def test_files_that_are_read_in_are_thrown_away(tmp_path: Path) -> None:
    upload = Uploads(folder=tmp_path).new()
    file = upload.place_for("huse.csv")
    file.write_bytes(b"a;b\n")

    def end(step: Step, work: Work) -> None:
        jobs = ImportJobs()
        jobs.start(upload, step, work)
        jobs.close()

    def fail(_: object) -> dict[str, int]:
        raise AtlasError("Another import runs.", "Try again later.")

    end(Step.PREVIEWING, lambda _: {})
    assert file.exists()
    end(Step.RUNNING, fail)
    assert file.exists()
    end(Step.RUNNING, lambda _: {"rows": 1})
    assert not file.exists()
    assert told(upload, Language.DA)["files"] == [{"name": "huse.csv", "size": 4}]
    with pytest.raises(Conflict, match="read in"):
        end(Step.RUNNING, lambda _: {"rows": 1})
    assert read(upload).result == {"rows": 1}


def test_another_process_of_the_same_number_is_not_taken_for_it(
    tmp_path: Path, jobs: ImportJobs
) -> None:
    upload = Uploads(folder=tmp_path).new()
    goes_on = Event()
    jobs.start(upload, Step.RUNNING, lambda _: {"waited": goes_on.wait(60)})
    state = orjson.loads(upload.state_file.read_bytes())
    number, began = state["process"].split()
    goes_on.set()
    jobs.close()
    _write(upload, {**state, "process": f"{number} {int(began) - 1}"})
    assert read(upload).step is Step.FAILED
    _write(upload, state)
    assert read(upload).step is Step.RUNNING


def test_files_of_a_job_that_was_killed_are_thrown_away_with_their_name(
    tmp_path: Path, jobs: ImportJobs
) -> None:
    uploads = Uploads(folder=tmp_path)
    killed, waiting = uploads.new(), uploads.new()
    for upload in (killed, waiting):
        upload.place_for("familien_hansen.csv").write_bytes(b"a;b\n")
    jobs.start(killed, Step.RUNNING, lambda _: {})
    jobs.close()
    killed.place_for("familien_hansen.csv").parent.mkdir(exist_ok=True)
    killed.place_for("familien_hansen.csv").write_bytes(b"a;b\n")
    _write(killed, {"step": "running", "process": "0 0",
                    "files": [{"name": "familien_hansen.csv", "size": 4}]})  # fmt: skip
    discard_cut_off(uploads)
    assert [path.name for path in tmp_path.rglob("*.csv")] == ["familien_hansen.csv"]
    assert len(waiting.files) == 1
    assert b"hansen" not in killed.state_file.read_bytes()
    assert told(killed, Language.DA)["files"] == []
    assert read(killed).step is Step.FAILED
    with pytest.raises(Conflict, match="deleted"):
        ImportJobs().start(killed, Step.RUNNING, lambda _: {})


def test_what_is_confidential_waits_an_hour_to_be_read_in(tmp_path: Path, jobs: ImportJobs) -> None:
    uploads = Uploads(folder=tmp_path)
    secret, other = uploads.new(), uploads.new()
    for upload in (secret, other):
        upload.place_for("flag.csv").write_bytes(b"a;b\n")
    jobs.start(secret, Step.PREVIEWING, lambda _: {"confidential": True, "tables": ["Zyx"]})
    jobs.start(other, Step.PREVIEWING, lambda _: {"confidential": False})
    jobs.close()
    discard_tried(uploads)
    assert not secret.is_discarded
    discard_tried(uploads, now=time.time() + 2 * 3600)
    assert (secret.is_discarded, other.is_discarded) == (True, False)
    assert b"Zyx" not in secret.state_file.read_bytes()
    with pytest.raises(Conflict, match="confidential"):
        ImportJobs().start(secret, Step.RUNNING, lambda _: {})


def test_no_name_inside_a_zip_is_kept_where_the_files_are_thrown_away(
    tmp_path: Path, jobs: ImportJobs
) -> None:
    upload = Uploads(folder=tmp_path).new()
    with zipfile.ZipFile(upload.place_for("flag.zip"), "w") as archive:
        archive.writestr("familien_hansen.xls", b"")

    def work(_: Callable[[int, int], None]) -> dict[str, int]:
        upload.discard_files()
        raise AtlasError("flag.zip: familien_hansen.xls er for gammel.", "Gem den igen.")

    jobs.start(upload, Step.RUNNING, work)
    jobs.close()
    assert "er for gammel" in str(told(upload, Language.DA)["problem"])
    assert b"hansen" not in upload.state_file.read_bytes()


def _write(upload: Upload, state: dict[str, object]) -> None:
    upload.state_file.write_bytes(orjson.dumps(state))
