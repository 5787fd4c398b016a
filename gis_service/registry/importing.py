"""Import files into the real registry, or take an import back, and screen what that touched."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import psycopg
import structlog

from db.database import Database
from db.errors import AtlasError, DatabaseError
from db.imports.engine import ImportResult, run_import
from db.imports.source import ImportOptions, Target
from db.imports.undo import UndoResult, undo_import
from db.installation import Registry
from db.person import COMMAND_LINE, Person
from gis_service.installed import Installed
from gis_service.screening.service import ScreeningResult, screen

Progress = Callable[[int, int], None]
# Reading and merging are most of the wait; the screening after it is the rest.
_IMPORT_SHARE = 0.85
_STEPS = 1000
_NOT_SCREENED = DatabaseError(
    "Registret er ændret, men ikke screenet: forbindelsen til databasen gik tabt.",
    "Screen det, når databasen svarer igen: landsbyatlas screen",
)
_log = structlog.get_logger("landsbyatlas.imports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import.

    Attributes:
        has_left_demo: The demo registry was shown until now, and the real one is shown from now.
        screening: None for a dry run, or where nothing changed.
        screening_problem: Why what was imported could not be screened; the import itself stands.
    """

    result: ImportResult
    has_left_demo: bool = False
    screening: ScreeningResult | None = None
    screening_problem: AtlasError | None = None

    def as_dict(self) -> dict[str, object]:
        """The result by the names that scripts rely on."""
        return {
            **self.result.as_dict(),
            "left_demo": self.has_left_demo,
            **_told(self.screening, self.screening_problem),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of an undo.

    Attributes:
        screening_problem: Why what is left could not be screened; the undo itself stands.
    """

    result: UndoResult
    screening: ScreeningResult | None = None
    screening_problem: AtlasError | None = None

    def as_dict(self) -> dict[str, object]:
        """The result by the names that scripts rely on."""
        return {**self.result.as_dict(), **_told(self.screening, self.screening_problem)}


def import_files(
    installation: Installed, files: Sequence[Path], options: ImportOptions, as_of: date
) -> Imported:
    """Import files as one run into the real registry, leave the demo, and screen what it touched.

    The database server must be running (`Installation.running`). Raises an `AtlasError` in plain
    words when nothing was imported.
    """
    database = installation.prepare(Registry.REAL)
    wanted = options.progress
    if wanted is not None and not options.dry_run:
        options = replace(options, progress=_part(wanted, 0.0, _IMPORT_SHARE))
    result = run_import(database, files, options)
    if options.dry_run:
        return Imported(result=result)
    has_left_demo = installation.active() is Registry.DEMO
    if has_left_demo:
        installation.activate(Registry.REAL)
    screening, problem = None, None
    if result.registries:
        # A place reaches properties of any municipality, and with them what their flags say. What
        # the screening counts is told to whoever imports, so a municipality's is of its own.
        is_place = any(file.source.target is Target.PLACE for file in result.files)
        own = options.person.municipality
        every = None if is_place else result.registries
        registries = every if own is None else frozenset({own})
        progress = _part(wanted, _IMPORT_SHARE, 1.0) if wanted is not None else None
        screening, problem = _screened(
            database, registries, progress, options.actor, as_of, options.person
        )
    return Imported(
        result=result,
        has_left_demo=has_left_demo,
        screening=screening,
        screening_problem=problem,
    )


def undo(
    installation: Installed, run: int, actor: str, as_of: date, person: Person = COMMAND_LINE
) -> Undone:
    """Take an import of the real registry back exactly, and screen what that touched.

    Imports of another municipality than the person's are unknown to her.
    """
    database = installation.prepare(Registry.REAL)
    result = undo_import(database, run, actor, person)
    if not result.registries:
        return Undone(result=result)
    # Undoing a place may change what the properties of its neighbours say.
    registries = None if person.municipality is None else frozenset({person.municipality})
    screening, problem = _screened(database, registries, None, actor, as_of, person)
    return Undone(result=result, screening=screening, screening_problem=problem)


def _screened(
    database: Database,
    registries: Collection[str] | None,
    progress: Progress | None,
    actor: str,
    as_of: date,
    person: Person,
) -> tuple[ScreeningResult | None, AtlasError | None]:
    """What the rules say now, or why nobody could ask them: what was written stands either way."""
    try:
        return screen(database, as_of, registries, progress, actor, person), None
    except AtlasError as error:
        return None, error
    except psycopg.OperationalError as error:
        _log.error("screening after an import failed", exc_info=error)
        return None, _NOT_SCREENED


def _told(screening: ScreeningResult | None, problem: AtlasError | None) -> dict[str, object]:
    return {
        "screening": None if screening is None else screening.as_json(),
        "screening_problem": None
        if problem is None
        else {"detail": problem.message, "next_step": problem.next_step},
    }


def _part(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part of the work, told as progress of the whole."""

    def told(done: int, total: int) -> None:
        share = done / total if total else 1.0
        progress(round((begin + (end - begin) * share) * _STEPS), _STEPS)

    return told
