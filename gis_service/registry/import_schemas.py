"""The shapes of what is told of imports."""

from datetime import date, datetime
from typing import Any

from gis_service.told import Told


class RunTold(Told):
    """An import."""

    id: int
    kind: str
    actor: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    progress: float
    counts: dict[str, Any]
    message: str | None
    undone_at: datetime | None
    undone_by: str | None
    files: list[str]


class RunsTold(Told):
    """Imports, newest first."""

    runs: list[RunTold]
    next: int | None


class FileTold(Told):
    """A source of an import."""

    id: int
    name: str
    content_hash: str
    form: str | None
    target: str | None
    registry: str | None
    extract_date: date | None
    counts: dict[str, Any]
    note: str | None


class RunWithFilesTold(RunTold):
    """An import with each of its sources."""

    files: list[FileTold]  # type: ignore[assignment]  # told whole here, by name in the list


class RejectedTold(Told):
    """A row that was not taken; its content is null where it may not be shown."""

    id: int
    file: str | None
    line: int | None
    column_name: str | None
    reason_code: str
    reason: str
    content: dict[str, Any] | None


class RejectedRowsTold(Told):
    """The rows that were not taken."""

    rows: list[RejectedTold]
    next: int | None


class UploadFileTold(Told):
    """A file on its way in."""

    name: str
    size: int


class UploadProblemTold(Told):
    """Why the files could not be read."""

    detail: str
    next_step: str


class UploadTold(Told):
    """How far brought files are; `result` is the preview's or the import's own."""

    upload: str
    files: list[UploadFileTold]
    state: str
    progress: float
    result: dict[str, Any] | None
    problem: UploadProblemTold | None


class RegistryShown(Told):
    """Which registry is shown from now on."""

    registry: str


class ScreeningProblemTold(Told):
    """Why what is left could not be screened."""

    detail: str
    next_step: str


class UndoneTold(Told):
    """An import that was taken back."""

    run: int
    rows: int
    undone: bool
    screening: dict[str, Any] | None
    screening_problem: ScreeningProblemTold | None
