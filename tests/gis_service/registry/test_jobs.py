"""A job is under way for as long as the very process that runs it lives."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import orjson
import pytest

from gis_service.errors import Conflict
from gis_service.registry.jobs import ImportJobs, Step, read
from gis_service.registry.uploads import Upload, Uploads


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


def _write(upload: Upload, state: dict[str, object]) -> None:
    upload.state_file.write_bytes(orjson.dumps(state))
