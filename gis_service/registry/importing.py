"""Import files into the real registry, or take an import back, and screen what that touched."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from db.database import Database
from db.errors import AtlasError
from db.imports.engine import ImportResult, run_import
from db.imports.source import ImportOptions, Target
from db.imports.undo import UndoResult, undo_import
from db.installation import Registry
from gis_service.installed import Installed
from gis_service.screening.service import ScreeningResult, screen

Progress = Callable[[int, int], None]
# Reading and merging are most of the wait; the screening after it is the rest.
_IMPORT_SHARE = 0.85
_STEPS = 1000


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
        screening = self.screening.as_json() if self.screening is not None else None
        return {
            **self.result.as_dict(),
            "left_demo": self.has_left_demo,
            "screening": screening,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of an undo."""

    result: UndoResult
    screening: ScreeningResult | None = None

    def as_dict(self) -> dict[str, object]:
        """The result by the names that scripts rely on."""
        return {
            **self.result.as_dict(),
            "screening": self.screening.as_json() if self.screening is not None else None,
        }


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
        # A place reaches properties of any municipality, and with them what their flags say.
        is_place = any(file.source.target is Target.PLACE for file in result.files)
        registries = None if is_place else result.registries
        progress = _part(wanted, _IMPORT_SHARE, 1.0) if wanted is not None else None
        try:
            screening = _screened(database, registries, progress, options.actor, as_of)
        except AtlasError as error:
            problem = error
    return Imported(
        result=result,
        has_left_demo=has_left_demo,
        screening=screening,
        screening_problem=problem,
    )


def undo(installation: Installed, run: int, actor: str, as_of: date) -> Undone:
    """Take an import of the real registry back exactly, and screen what that touched."""
    database = installation.prepare(Registry.REAL)
    result = undo_import(database, run, actor)
    if not result.registries:
        return Undone(result=result)
    # Undoing a place may change what the properties of its neighbours say.
    return Undone(result=result, screening=_screened(database, None, None, actor, as_of))


def _screened(
    database: Database,
    registries: Collection[str] | None,
    progress: Progress | None,
    actor: str,
    as_of: date,
) -> ScreeningResult:
    return screen(database, as_of, registries, progress, actor)


def _part(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part of the work, told as progress of the whole."""

    def told(done: int, total: int) -> None:
        share = done / total if total else 1.0
        progress(round((begin + (end - begin) * share) * _STEPS), _STEPS)

    return told
