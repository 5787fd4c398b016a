"""A table as it lies in a file: columns and rows, before anybody says what they mean."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

MAX_LINE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as read.

    Attributes:
        line: The line of a text file or sheet (heading: line 1), else the number of the feature.
        geometry: Well-known binary in the table's CRS.
        problem: Why the row cannot be used, in plain Danish; None where it was read whole.
    """

    line: int
    values: Mapping[str, str | None]
    geometry: bytes | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a file, read again from its start each time rows are asked for.

    Attributes:
        name: The name of the layer or sheet; of the file where it holds only one.
        crs: What PROJ is told; None where the file does not say.
        geometry_kind: The kind of geometry that the layer declares; None for a table without.
        row_count: About how many rows there are, for progress; 0 where only reading would tell.
        first_rows: What whoever looked at the first rows has kept of them.
    """

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    crs: str | None = None
    geometry_kind: str | None = None
    row_count: int = 0
    notes: tuple[str, ...] = ()
    first_rows: list[Row] = field(default_factory=list, repr=False, compare=False)
