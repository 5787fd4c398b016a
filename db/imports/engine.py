"""The import engine: files in, one run, one transaction, every row accounted for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from db.audited_run import AuditedRun
from db.database import Database
from db.errors import AtlasError
from db.imports.errors import ImportFailure
from db.imports.files import names_of, sources_of, without_names
from db.imports.flags.room import Room, sweep
from db.imports.flags.taking import holds_flags, refuse_beside, take_flags, veiled
from db.imports.forms import LOADERS
from db.imports.ledger import DryLedger, KeptLedger, Ledger, finish, finish_untold
from db.imports.limits import refuse_others
from db.imports.loading import Counts, Loader, Run
from db.imports.refresh import NO_MUNICIPALITY, refresh
from db.imports.source import ImportOptions, Rejection, Source
from db.imports.tables.unknown import UnknownProperties, tell_unknown
from db.imports.told import CONFIDENTIAL, told_of
from db.imports.turn import mark_interrupted, take_turn
from db.logins import Login
from db.recording import Event

# How much of a run is reading; merging and refreshing are the rest.
_READING = 0.7
_STEPS = 1000
_UNTOLD = "Indlæsningen blev ikke gennemført. Registret er, som det var før."


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """One source of a run, and how its rows ended."""

    source: Source
    counts: Counts
    sample: tuple[Mapping[str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did, or for a dry run would do.

    Attributes:
        run: The number that undo takes; None for a dry run.
        touched: The municipality codes of the rows of `base` that were written.
        registries: The registries whose current values may differ now, to be screened again.
        unknown: The graded properties that only their table knows, and nothing places.
        is_confidential: Whether this is told to whoever runs the import, once, and kept nowhere.
        rejections: Of a dry run, the first rejected rows; a real run keeps all of them.
    """

    run: int | None
    files: tuple[ImportedFile, ...]
    touched: frozenset[str]
    registries: frozenset[str] = frozenset()
    unknown: tuple[UnknownProperties, ...] = ()
    notes: tuple[str, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    is_confidential: bool = False

    @property
    def counts(self) -> Counts:
        """The rows of all files together."""
        return sum((file.counts for file in self.files), Counts())

    @property
    def forms(self) -> list[str]:
        """The forms that were read, each once, in the order of the files."""
        return list(dict.fromkeys(file.source.form.value for file in self.files))

    @property
    def tables(self) -> dict[str, Counts]:
        """The counts per table of `base`."""
        tables: dict[str, Counts] = {}
        for file in self.files:
            target = file.source.target.value
            tables[target] = tables.get(target, Counts()) + file.counts
        return tables

    @property
    def is_unchanged(self) -> bool:
        """Whether the registry is exactly as before; never told of what is confidential."""
        counts = self.counts
        return not self.is_confidential and counts.new + counts.changed == 0 and not self.touched

    def told(self, counts: Counts) -> dict[str, int]:
        """Counts of this run as they may be told: whether a flag is new tells what was there."""
        return counts.as_taken() if self.is_confidential else counts.as_dict()

    def as_dict(self) -> dict[str, object]:
        """The result by the names that scripts rely on."""
        return {
            "run": self.run,
            "forms": self.forms,
            **self.told(self.counts),
            "tables": {name: self.told(counts) for name, counts in self.tables.items()},
            "unknown_properties": [asdict(one) for one in self.unknown],
            "notes": list(self.notes),
            "confidential": self.is_confidential,
        }


def run_import(database: Database, files: Sequence[Path], options: ImportOptions) -> ImportResult:
    """Import files as one run: all of it, or nothing. Raises `ImportFailure` in plain words."""
    try:
        if not options.dry_run:
            mark_interrupted(database)
        with psycopg.connect(
            database.conninfo(Login.IMPORTER), prepare_threshold=None
        ) as connection:
            take_turn(connection, options.person.municipality)
            if not options.dry_run:
                sweep(database)
            ledger = DryLedger() if options.dry_run else KeptLedger.of(database, options.person)
            try:
                return _Import(database, connection, ledger, options).run(files)
            finally:
                ledger.close()
    except psycopg.errors.DiskFull as error:
        raise ImportFailure(
            "Der er ikke plads på disken til indlæsningen; registret er, som det var.",
            "Frigør plads, og indlæs igen.",
        ) from error
    except psycopg.OperationalError as error:
        raise ImportFailure(
            "Forbindelsen til databasen gik tabt; registret er, som det var.",
            "Kontrollér, at tjenesten kører (landsbyatlas db status), og indlæs igen.",
        ) from error


class _Import:
    """One run under way."""

    def __init__(
        self,
        database: Database,
        connection: psycopg.Connection,
        ledger: Ledger,
        options: ImportOptions,
    ) -> None:
        self.database, self.connection, self.ledger = database, connection, ledger
        self.options = options
        self.audited = AuditedRun(
            connection=connection, database=database, login=Login.IMPORTER, person=options.person
        )
        self.sources: dict[int, Source] = {}
        self.is_confidential = False
        self.reading: Sequence[Source] = ()

    def run(self, files: Sequence[Path]) -> ImportResult:
        number = self.ledger.begin(self.options.actor)
        try:
            self.audited.begin(number)
            result = self.load(number, files)
        except AtlasError as error:
            self.connection.rollback()
            self.ledger.fail(self.kept_word(error, files))
            raise
        except BaseException:
            self.connection.rollback()
            self.ledger.fail("Indlæsningen stoppede uventet. Registret er, som det var før.")
            raise
        if self.options.dry_run:
            self.connection.rollback()
        return result

    def kept_word(self, error: AtlasError, files: Sequence[Path]) -> str:
        """Why the run was refused, as anybody may read it in the list of imports."""
        if self.is_confidential:
            return _UNTOLD
        if self.reading:
            return str(error)
        # It was refused before anybody knew what it holds.
        return without_names(str(error), names_of(files))

    def load(self, number: int, files: Sequence[Path]) -> ImportResult:
        found = sources_of(files, self.options)
        self.is_confidential = holds_flags(found)
        run = Run(
            id=number,
            connection=self.connection,
            options=self.options,
            reject_row=self.ledger.reject,
            on_progress=self.tell,
        )
        total = sum(source.meter.total for source in found)
        self.total, self.reading = max(total, 1), found
        if self.is_confidential:
            return self.load_flags(run, found)
        for source in found:
            file_id = self.ledger.file(source)
            self.sources[file_id] = source
            run.read[file_id] = run.rejected[file_id] = 0
            run.staged.add(source.target)
            _loader_of(source).stage(run, source, file_id)
            self.tell()
        self.ledger.flush()
        touched, merged = self.merge(run)
        refuse_others(run, touched)
        registries = refresh(self.connection, touched)
        unknown = tell_unknown(run)
        self.say(0.98)
        counts = _complete(run, merged)
        if not self.options.dry_run:
            finish(self.connection, number, counts, run.notes)
            told = told_of(self.sources, counts, touched)
            self.audited.end(Event.IMPORTED, number, told, touched - {NO_MUNICIPALITY})
            self.ledger.flush()
            self.connection.commit()
        self.say(1.0)
        return self.result(run, counts, touched=touched, registries=registries, unknown=unknown)

    def load_flags(self, run: Run, found: Sequence[Source]) -> ImportResult:
        """Read flags into the social room; here stays only that it was done, and what was not."""
        refuse_beside(found)
        merged: dict[int, Counts] = {}
        try:
            with Room.of(self.database, self.options.person.municipality) as room:
                for source in found:
                    file_id = self.ledger.file(veiled(source))
                    self.sources[file_id] = source
                    run.read[file_id] = run.rejected[file_id] = 0
                    merged[file_id] = take_flags(run, room, source, file_id)
                self.ledger.flush()
                if not self.options.dry_run:
                    # No flag counts before its run is committed, so the room goes first; and the
                    # bands follow only then, else they would miss flags that were there before.
                    room.commit()
                    finish_untold(self.connection, run.id)
                    self.connection.execute("select work.refresh_social_bands()")
                    self.audited.end(Event.IMPORTED, run.id, CONFIDENTIAL, room.entered)
                    self.connection.commit()
        except psycopg.OperationalError:
            raise
        except psycopg.DatabaseError as error:
            # What the database says of an error may hold a row.
            raise ImportFailure(
                f"Markeringerne kunne ikke gemmes (databasen svarede {error.sqlstate}).",
                "Intet er ændret. Prøv igen; hjælper det ikke, så giv koden videre.",
            ) from None
        self.say(1.0)
        return self.result(run, _complete(run, merged))

    def result(
        self,
        run: Run,
        counts: Mapping[int, Counts],
        *,
        touched: frozenset[str] = frozenset(),
        registries: frozenset[str] = frozenset(),
        unknown: tuple[UnknownProperties, ...] = (),
    ) -> ImportResult:
        return ImportResult(
            run=None if self.options.dry_run else run.id,
            files=tuple(
                ImportedFile(
                    source=source, counts=counts[key], sample=tuple(run.sample.get(key, ()))
                )
                for key, source in self.sources.items()
            ),
            touched=touched,
            registries=registries,
            unknown=unknown,
            notes=tuple(self.noted(run)),
            rejections=tuple(getattr(self.ledger, "rejections", ())),
            is_confidential=self.is_confidential,
        )

    def merge(self, run: Run) -> tuple[frozenset[str], dict[int, Counts]]:
        touched: frozenset[str] = frozenset()
        merged: dict[int, Counts] = {}
        loaders = [loader for loader in LOADERS if loader.targets & run.staged]
        for step, loader in enumerate(loaders, start=1):
            outcome = loader.merge(run)
            touched |= outcome.touched
            for file_id, counts in outcome.counts.items():
                merged[file_id] = merged.get(file_id, Counts()) + counts
            self.say(_READING + 0.1 * step / len(loaders))
        return touched, merged

    def noted(self, run: Run) -> Iterator[str]:
        """What the reader and the loader want told about each file."""
        for file_id, source in self.sources.items():
            for note in (*source.notes, *run.notes.get(file_id, ())):
                yield f"{source.name}: {note}"

    def tell(self) -> None:
        read = sum(source.meter.done for source in self.reading)
        self.say(_READING * min(read / self.total, 1.0))

    def say(self, share: float) -> None:
        self.ledger.progress(share)
        if self.options.progress is not None:
            self.options.progress(round(share * _STEPS), _STEPS)


def _loader_of(source: Source) -> Loader:
    return next(loader for loader in LOADERS if source.target in loader.targets)


def _complete(run: Run, merged: Mapping[int, Counts]) -> dict[int, Counts]:
    """The counts per file with its rejections; the engine answers for the sum."""
    complete: dict[int, Counts] = {}
    for file_id, read in run.read.items():
        counts = merged.get(file_id, Counts()) + Counts(rejected=run.rejected[file_id])
        if counts.rows != read:
            message = f"file {file_id}: {read} rows were read, but {counts} ended"
            raise RuntimeError(message)
        complete[file_id] = counts
    return complete
