"""Imports asked for on the page: one thread runs them, any worker tells how far they are."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
import structlog

from db.imports.files import names_of, without_names
from gis_service.errors import Conflict, kind_of, words
from gis_service.registry.uploads import Upload, Uploads
from layers.words import Language

_WRITE_EVERY_S = 0.3
_TRIED_KEPT_S = 3600
# Where /proc/N/stat tells when a process began, counted from behind its name.
_BEGAN = 19
_log = structlog.get_logger("landsbyatlas.imports")
_UNDER_WAY = Conflict(
    da="Filerne bliver læst lige nu.",
    en="The files are being read right now.",
    next_da="Vent til det er færdigt.",
    next_en="Wait until it has ended.",
)
_READ_IN = Conflict(
    da="Filerne er læst ind og derefter slettet.",
    en="The files have been read in and then deleted.",
    next_da="Vælg filerne igen, hvis de skal læses ind en gang til.",
    next_en="Choose the files again to read them in once more.",
)
_GONE = Conflict(
    da="Filerne er slettet: de kunne være fortrolige.",
    en="The files are deleted: they could be confidential.",
    next_da="Vælg filerne igen.",
    next_en="Choose the files again.",
)
CONFIDENTIAL = "confidential"
_CUT_OFF = {
    "da": ("Læsningen blev afbrudt, fordi tjenesten stoppede.", "Vælg filerne igen."),
    "en": ("The reading was cut off, because the service stopped.", "Choose the files again."),
}


class Step(StrEnum):
    """How far the files of an upload have come."""

    READY = "ready"
    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


# What a step becomes when its work is done.
_AFTER: Mapping[Step, Step] = {Step.PREVIEWING: Step.PREVIEWED, Step.RUNNING: Step.DONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """What is told about a job: step, progress from 0 to 1, and result or problem at its end.

    Attributes:
        process: The process that runs it, so that a job cut off is known as such.
        files: Name and size of each file, told also when the files are gone.
        problem: What happened and what to do next, by language.
    """

    step: Step = Step.READY
    progress: float = 0.0
    process: str | None = None
    files: Sequence[Mapping[str, Any]] = ()
    result: Mapping[str, Any] | None = None
    problem: Mapping[str, tuple[str, str]] | None = None

    @property
    def is_confidential(self) -> bool:
        """Whether the result is for whoever asked for it alone."""
        return self.result is not None and bool(self.result.get(CONFIDENTIAL))

    @property
    def is_under_way(self) -> bool:
        """Whether a thread is at work."""
        return self.step in _AFTER


Work = Callable[[Callable[[int, int], None]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJobs:
    """Runs the jobs of this worker, one at a time: the registry takes one import at a time too."""

    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="import")
    )

    def start(self, upload: Upload, step: Step, work: Work) -> None:
        """Begin a job over an upload's files; refused while another is at work on them."""
        with _alone(upload):
            refuse_under_way(upload)
            before = read(upload)
            if before.step is Step.DONE:
                raise _READ_IN
            if upload.is_discarded:
                raise _GONE
            files = [] if before.is_confidential else upload.described()
            begun = JobState(step=step, process=_process(os.getpid()), files=files)
            _write(upload, begun)
        self.threads.submit(_run, upload, begun, work)

    def close(self) -> None:
        """Let the running job end; begin no other."""
        self.threads.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _alone(upload: Upload) -> Iterator[None]:
    """One worker at a time looks at an upload and begins; the lock falls with its process."""
    with (upload.folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def refuse_under_way(upload: Upload) -> None:
    """Refuse while a job is at work on an upload's files."""
    if read(upload).is_under_way:
        raise _UNDER_WAY


def read(upload: Upload) -> JobState:
    """How far an upload's job is; one whose process is gone has failed."""
    try:
        kept = orjson.loads(upload.state_file.read_bytes())
    except FileNotFoundError:
        return JobState()
    state = JobState(**{**kept, "step": Step(kept["step"])})
    if state.is_under_way and not _runs(state.process):
        return JobState(step=Step.FAILED, problem=_CUT_OFF)
    return state


def discard_cut_off(uploads: Uploads) -> None:
    """Throw away the files of jobs whose process is gone: nobody knows what they hold."""
    for upload in uploads.all():
        # Another worker may tidy up too, and throw the whole upload away.
        with contextlib.suppress(FileNotFoundError), _alone(upload):
            state = read(upload)
            if state.problem == _CUT_OFF:
                upload.discard_files()
                _write(upload, state)


def discard_tried(uploads: Uploads, *, now: float | None = None) -> None:
    """Throw away what was found to be confidential when it was tried, and then not read in."""
    limit = (time.time() if now is None else now) - _TRIED_KEPT_S
    for upload in uploads.all():
        with contextlib.suppress(FileNotFoundError), _alone(upload):
            state = read(upload)
            is_old = state.is_confidential and upload.state_file.stat().st_mtime < limit
            if is_old and not upload.is_discarded:
                upload.discard_files()
                _write(upload, replace(state, result={CONFIDENTIAL: True}))


def tell(upload: Upload) -> JobState:
    """How far an upload's job is, for whoever asked for it: what is confidential is told once."""
    state = read(upload)
    if not state.is_confidential or len(state.result or {}) == 1:
        return state
    with _alone(upload):
        state = read(upload)
        if state.is_confidential and not state.is_under_way:
            _write(upload, replace(state, result={CONFIDENTIAL: True}))
    return state


def _process(number: int) -> str | None:
    """A process by its number and when it began: a number is given out again."""
    try:
        stat = Path("/proc", str(number), "stat").read_bytes()
    except OSError:
        return None
    # The name may hold anything, a bracket too; what follows it are numbers.
    return f"{number} {stat.rpartition(b')')[2].split()[_BEGAN].decode()}"


def _runs(process: str | None) -> bool:
    number, _, _ = str(process).partition(" ")
    return number.isdecimal() and _process(int(number)) == process


def _run(upload: Upload, begun: JobState, work: Work) -> None:
    written = 0.0
    names: Sequence[str] = ()

    def progress(done: int, total: int) -> None:
        nonlocal written
        if total and time.monotonic() - written >= _WRITE_EVERY_S:
            written = time.monotonic()
            part = min(1.0, done / total)
            _write(upload, replace(begun, progress=part))

    try:
        # Asked while they are there: a file, or one inside it, may be named for those it is about.
        names = names_of(upload.files)
        result = work(progress)
    except Exception as error:  # noqa: BLE001 -- a thread's error has no caller: it is kept and told
        if kind_of(error).status >= 500:  # noqa: PLR2004 -- ours to mend
            _log.error("import failed", exc_info=error)
        said = {str(language): words(error, language) for language in Language}
        # The files stay: what stood in the way may be gone when they are tried again.
        files = begun.files
        if upload.is_discarded:
            said = {key: (without_names(a, names), b) for key, (a, b) in said.items()}
            files = []
        _write(upload, JobState(step=Step.FAILED, files=files, problem=said))
    else:
        ended = replace(begun, step=_AFTER[begun.step], progress=1.0, process=None, result=result)
        if ended.is_confidential:
            ended = replace(ended, files=[])
        _write(upload, ended)
        if ended.step is Step.DONE:
            upload.discard_files()


def _write(upload: Upload, state: JobState) -> None:
    fresh = upload.state_file.with_suffix(".new")
    fresh.write_bytes(orjson.dumps(state))
    fresh.replace(upload.state_file)
