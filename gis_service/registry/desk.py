"""What the import page asks for: to try files, to read them in, to take an import back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from db.access import Viewer
from db.clock import today
from db.imports import history
from db.imports.source import ImportOptions
from db.installation import Registry
from db.person import Person
from gis_service.audit.person import person_of
from gis_service.errors import Conflict
from gis_service.installed import Installed
from gis_service.registry import importing, jobs, previews
from gis_service.registry.jobs import ImportJobs, Step
from gis_service.registry.rights import refuse_kind, refuse_undo
from gis_service.registry.uploads import Upload
from gis_service.viewer import CurrentViewer
from layers.words import Language

_IN_DEMO = Conflict(
    da="Demoregistret vises lige nu; rigtige data blandes ikke med det.",
    en="The demo registry is shown right now; real data are not mixed with it.",
    next_da="Forlad demoen først, og indlæs så filerne.",
    next_en="Leave the demo first, then read the files in.",
)


class Asked(BaseModel):
    """What the person says of the files beside the files."""

    model_config = ConfigDict(extra="forbid")

    registry: str | None = Field(
        default=None,
        pattern=r"^[0-9A-Z][0-9A-Z_-]{1,19}$",
        description="Code of the registry that rows without a municipality belong to.",
    )
    crs: str | None = Field(
        default=None, max_length=40, description="CRS of files that do not say it: EPSG:N."
    )
    mapping: dict[str, Any] | None = Field(
        default=None, description="The corrected column mapping, as in a mapping file."
    )
    extract_date: date | None = Field(
        default=None, description="When the files were extracted, where they do not say it."
    )

    def options(
        self,
        viewer: Viewer,
        person: Person,
        progress: Callable[[int, int], None] | None,
        *,
        dry_run: bool,
    ) -> ImportOptions:
        """The same as the import engine is told it."""
        return ImportOptions(
            actor=viewer.name,
            registry=self.registry,
            crs=self.crs,
            mapping=self.mapping,
            extract_date=self.extract_date,
            dry_run=dry_run,
            person=person,
            progress=progress,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDesk:
    """Starts imports of an installation for one viewer; refused while the demo is shown."""

    installed: Installed
    jobs: ImportJobs
    viewer: Viewer
    person: Person

    def start_preview(self, upload: Upload, asked: Asked) -> None:
        """Begin a dry run over the files."""
        self.refuse_demo()

        def work(progress: Callable[[int, int], None]) -> Mapping[str, Any]:
            database = self.installed.prepare(Registry.REAL)
            options = asked.options(self.viewer, self.person, progress, dry_run=True)
            with _left_nowhere(upload, options):
                refuse_kind(self.viewer, upload.files, options)
                return previews.previewed(database, upload.files, options)

        self.jobs.start(upload, Step.PREVIEWING, work)

    def start_run(self, upload: Upload, asked: Asked) -> None:
        """Begin to read the files in."""
        self.refuse_demo()

        def work(progress: Callable[[int, int], None]) -> Mapping[str, Any]:
            options = asked.options(self.viewer, self.person, progress, dry_run=False)
            with _left_nowhere(upload, options):
                refuse_kind(self.viewer, upload.files, options)
                return importing.import_files(
                    self.installed, upload.files, options, as_of=today()
                ).as_dict()

        self.jobs.start(upload, Step.RUNNING, work)

    def undo(self, run: int) -> Mapping[str, Any]:
        """Take a whole import back; blocks until it is done."""
        self.refuse_demo()
        database = self.installed.database(Registry.REAL)
        # Of an import that is unknown to her nothing is looked up.
        if history.run(database, run, self.person.municipality) is not None:
            refuse_undo(self.viewer, history.files_of(database, run))
        undone = importing.undo(
            self.installed, run, self.viewer.name, as_of=today(), person=self.person
        )
        return undone.as_dict()

    def leave_demo(self) -> None:
        """Show the real registry from now on; blocks while it is made."""
        self.installed.prepare(Registry.REAL)
        self.installed.activate(Registry.REAL)

    def refuse_demo(self) -> None:
        """Refuse while the demo is shown."""
        if self.installed.active() is Registry.DEMO:
            raise _IN_DEMO


@contextmanager
def _left_nowhere(upload: Upload, options: ImportOptions) -> Iterator[None]:
    """What others must not read, or may not, is not left lying to be tried again."""
    try:
        yield
    except BaseException:
        if previews.is_confidential(upload.files, options):
            upload.discard_files()
        raise


def told(upload: Upload, language: Language) -> dict[str, Any]:
    """An upload as the page is told of it."""
    state = jobs.tell(upload)
    said = state.problem and state.problem[str(language)]
    # A file may be named for those it is about.
    files = [] if state.is_confidential else (state.files or upload.described())
    return {
        "upload": upload.id,
        "files": files,
        "state": state.step,
        "progress": state.progress,
        "result": state.result,
        "problem": said and {"detail": said[0], "next_step": said[1]},
    }


async def import_desk(request: Request, viewer: CurrentViewer) -> ImportDesk:
    """The import desk of this installation, as this viewer may use it."""
    state = request.state
    return ImportDesk(
        installed=state.installed,
        jobs=state.jobs,
        viewer=viewer,
        person=person_of(request.scope),
    )


CurrentImportDesk = Annotated[ImportDesk, Depends(import_desk)]
