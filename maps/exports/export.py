"""What is exported, and what every format tells about it."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from layers.words import Language
from maps.exports.batches import Batches
from maps.exports.drawing import Drawing
from maps.exports.words import WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One exported field: the name scripts use, the words people read, and its kind of value.

    Attributes:
        titles: What each of a few values is called; tables for people show it for the value.
    """

    name: str
    title: str
    description: str
    kind: str
    unit: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A layer as one viewer sees and filters it, counted and dated, before any row is read.

    Attributes:
        srid: EPSG code of the grid: the registry's own, 4326 where registries differ.
        data_as_of: The day that no source of the rows is older than; None where none told one.
        filter: The filter and parameters as the viewer wrote them; empty where all rows are listed.
        matched: Rows that are written, with a position or not.
        total: Rows of the layer without the filter.
        user: Who takes the rows away; None where nobody says.
        list_name: What a saved list is called; None for rows that were asked for in passing.
        grades: The sources of the grades among the rows, each with the day of its newest visit.
        drawing: How the rows are drawn; None for a format that does not show them.
    """

    layer: str
    title: str
    language: Language
    columns: tuple[Column, ...]
    geometry_type: str
    srid: int
    data_as_of: date | None
    sources: tuple[str, ...]
    filter: str
    matched: int
    placed: int
    total: int
    is_demo: bool
    user: str | None = None
    list_name: str | None = None
    grades: tuple[str, ...] = ()
    drawing: Drawing | None = None

    @property
    def unplaced(self) -> int:
        """Rows without a position: written like the others, with no geometry."""
        return self.matched - self.placed

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What stands behind the rows, as label and text in the language of the export."""
        words = WORDS[self.language]
        facts = (
            *(((words["list"], self.list_name),) if self.list_name else ()),
            (words["layer"], self.title),
            (
                words["data_as_of"],
                self.data_as_of.strftime(words["date"]) if self.data_as_of else words["not_told"],
            ),
            (words["source"], "; ".join(self.sources) or words["not_told"]),
            *(((words["grades"], "; ".join(self.grades)),) if self.grades else ()),
            (words["filter"], self.filter or words["none"]),
            (
                words["rows"],
                words["of"].format(
                    matched=self.number(self.matched), total=self.number(self.total)
                ),
            ),
            (words["unplaced"], self.number(self.unplaced)),
            (words["grid"], f"EPSG:{self.srid}"),
            (words["user"], self.user or words["not_told"]),
        )
        return (*facts, (words["note"], words["demo"])) if self.is_demo else facts

    @property
    def told(self) -> str:
        """The facts in one line without line breaks."""
        return " | ".join(f"{label}: {' '.join(text.split())}" for label, text in self.facts)

    @property
    def described(self) -> dict[str, Any]:
        """The same for programs, by name."""
        return {
            "name": self.layer,
            "title": self.title,
            "list": self.list_name,
            "data_as_of": self.data_as_of,
            "sources": self.sources,
            "grades": self.grades,
            "filter": self.filter or None,
            "numberMatched": self.matched,
            "numberReturned": self.matched,
            "unplaced": self.unplaced,
            "total": self.total,
            "is_demo": self.is_demo,
            "user": self.user,
            "about": self.told,
            "fields": [
                {
                    "name": column.name,
                    "title": column.title,
                    "description": column.description,
                    "unit": column.unit,
                }
                for column in self.columns
            ],
        }

    def sealed(self, fingerprint: str) -> tuple[tuple[str, str], ...]:
        """The facts, with the fingerprint that the rows turned out to have."""
        return (*self.facts, (WORDS[self.language]["fingerprint"], fingerprint))

    def number(self, value: int) -> str:
        """A count as the language writes it: 1.268 or 1,268."""
        return f"{value:,}".replace(",", WORDS[self.language]["thousands"])


class Writer(Protocol):
    """One format: a whole file piece by piece, with memory that does not grow with the rows."""

    def __call__(self, export: Export, batches: Batches) -> Generator[bytes]:
        """Write the rows; the same rows give the same bytes."""
        ...
