"""How sources become rows of `base`: the run, its counts, and what a loader does."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import psycopg
from psycopg import sql

from db.imports.cpr import find_cpr
from db.imports.source import ImportOptions, Record, Rejection, Source, Target

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the rows of a file ended: each row in exactly one of five ways."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return self.new + self.changed + self.unchanged + self.superseded + self.rejected

    @property
    def taken(self) -> int:
        """All rows of the file that were not rejected."""
        return self.rows - self.rejected

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            superseded=self.superseded + other.superseded,
            rejected=self.rejected + other.rejected,
        )

    def as_dict(self) -> dict[str, int]:
        """The counts by name, `rows` first, as they are printed and stored."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "superseded": self.superseded,
            "rejected": self.rejected,
        }

    def as_taken(self) -> dict[str, int]:
        """The counts as far as they tell nothing of what was there before."""
        return {"rows": self.rows, "taken": self.taken, "rejected": self.rejected}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What merging the staged rows of one loader did.

    Attributes:
        counts: Per file id; without rejections, which the run counts itself.
        touched: Codes of the registries whose `base` rows were written; empty when nothing changed.
    """

    counts: Mapping[int, Counts]
    touched: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of the engine: the one transaction (importer's login), and where rejections go.

    Attributes:
        connection: Inside the transaction of the run; a loader neither commits nor rolls back.
        reject_row: Keeps a rejection, apart from the transaction.
        staged: The targets that sources were staged for.
        read: Rows read per file id.
        rejected: Rows rejected per file id.
        sample: The first rows per file id, without any that the CPR guard would refuse.
        notes: What was found while staging, per file id; stored with the notes of the source.
    """

    id: int
    connection: psycopg.Connection
    options: ImportOptions
    reject_row: Callable[[int, Rejection], None]
    on_progress: Callable[[], None]
    staged: set[Target] = field(default_factory=set)
    read: dict[int, int] = field(default_factory=dict)
    rejected: dict[int, int] = field(default_factory=dict)
    sample: dict[int, list[Mapping[str, str | None]]] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)

    def note(self, file_id: int, text: str) -> None:
        """Tell the user something about a source that is no reason to reject a row."""
        self.notes.setdefault(file_id, []).append(text)

    def records(self, source: Source, file_id: int) -> Iterator[Record]:
        """The records of a source, counted; rejections of the reader are kept on the way."""
        self.read.setdefault(file_id, 0)
        for row in source.read():
            self.read[file_id] += 1
            if self.read[file_id] % 1000 == 0:
                self.on_progress()
            if isinstance(row, Record):
                self._show(file_id, row)
                yield row
            else:
                self.reject(file_id, row)

    def _show(self, file_id: int, record: Record) -> None:
        shown = self.sample.setdefault(file_id, [])
        if len(shown) < _SHOWN and not any(
            value is not None and find_cpr(value) is not None for value in record.values.values()
        ):
            shown.append(record.values)

    def reject(self, file_id: int, rejection: Rejection) -> None:
        """Keep a row that is not taken, while staging or while checking what is staged."""
        self.rejected[file_id] = self.rejected.get(file_id, 0) + 1
        self.reject_row(file_id, rejection)


class Loader(Protocol):
    """Fills some tables of `base` from sources: rows are staged with COPY, then merged.

    `stage` is called once per source, then `merge` once. Every record ends either in a rejection
    or in the counts of `merge`; the engine checks the sum. A loader fills `base` (and registers a
    foreign registry in `work.registry`); `work` is then made from `base` by `refresh.py`, which
    does so for every target: properties of tables, places, municipalities and footprints too.

    Before a row of `base` is overwritten, its image goes to `base.replaced` (run_id, table_name,
    municipality_code, row_key, row; `on conflict do nothing`): the row as
    `to_jsonb(t) || jsonb_build_object('geom', t.geom::text)`, since plain to_jsonb rounds a
    geometry. An inserted or overwritten row carries the run's id in `run_id`. That is all that
    undo needs.
    """

    @property
    def targets(self) -> frozenset[Target]:
        """The targets whose sources this loader takes."""
        ...

    def staging(self, target: Target) -> sql.Identifier:
        """The temporary table in which the rows of a target wait."""
        ...

    def stage(self, run: Run, source: Source, file_id: int) -> None:
        """COPY the rows of one source into temporary tables of the run (`on commit drop`)."""
        ...

    def merge(self, run: Run) -> Merged:
        """Move what is staged into `base`, one statement per table and step."""
        ...
