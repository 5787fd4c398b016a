"""Rows of a table on their way into the registry: understood, placed and checked in batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from db.imports.errors import Refused
from db.imports.geography.positions import Placed, Positions, as_hex
from db.imports.geography.reference_systems import (
    LON_LAT,
    obvious_reference_system,
    reference_system,
)
from db.imports.source import Record, Rejection, Target
from db.imports.tables.reading import Reading, Understood
from db.imports.tables.registries import Registry, unknown_registry
from db.imports.tables.targets import NAMES_PROPERTY, NOWHERE, TableTarget

_BATCH = 1_000


@dataclass(slots=True, kw_only=True)
class Staging:
    """Turns the records of one table into rows for COPY, and rejections.

    Attributes:
        crs: The reference system that somebody named: the person, or the file.
        repaired: How many invalid areas were mended.
        unplaced: How many rows have no position.
    """

    target: TableTarget
    reading: Reading
    registry: Registry
    source_table: str
    crs: str | None
    extract_date: date | None
    repaired: int = 0
    unplaced: int = 0
    centre: tuple[float, float] | None = None

    def rows(self, records: Iterable[Record]) -> Iterator[tuple[object, ...] | Rejection]:
        """Each record as a row of the staging table without its source, or as a rejection."""
        positions: Positions | None = None
        stream = iter(records)
        while batch := list(islice(stream, _BATCH)):
            understood = [self.reading.read(record) for record in batch]
            good = [row for row in understood if isinstance(row, Understood)]
            shapes = _shapes_of(good)
            if positions is None and any(shapes):
                positions = self._positions(shapes)
            placed = positions.place(shapes) if positions else [Placed() for _ in good]
            yield from (row for row in understood if isinstance(row, Rejection))
            shapes = [self.target.fitting(each.geometry) for each in placed]
            texts = as_hex(shapes)
            yield from (self._row(*each) for each in zip(good, placed, texts, strict=True))
        self.centre = positions.centre if positions else None

    def _positions(self, shapes: Sequence[BaseGeometry | None]) -> Positions:
        """How positions are moved: from the system named, or the only one they can be in."""
        crs = self.crs or (LON_LAT if self.reading.is_in_degrees else None)
        if crs is None:
            corners = shapely.bounds([shape for shape in shapes if shape is not None])
            crs = obvious_reference_system([(float(x), float(y)) for x, y in corners[:, :2]])
        system = reference_system(crs)
        self._check_belongs(Positions(system, is_danish=True), shapes)
        return Positions(system, is_danish=self.registry.is_danish)

    def _check_belongs(self, danish: Positions, shapes: Sequence[BaseGeometry | None]) -> None:
        """Refuse a table that nobody has placed, and that does not lie in Denmark either."""
        if (
            self.registry.code is not None
            or self.target.target is not Target.LISTED_PROPERTY
            or "municipality_code" in self.reading.names
        ):
            return
        placed = danish.place([shape for shape in shapes if shape is not None])
        outside = sum(each.reason_code == "outside_denmark" for each in placed)
        if outside > len(placed) / 2:
            raise unknown_registry()

    def _row(
        self, row: Understood, placed: Placed, geometry: str | None
    ) -> tuple[object, ...] | Rejection:
        """One row for COPY, or why it cannot be taken."""
        code = self._municipality(row)
        problem = self._problem(row, placed, geometry, code)
        if problem is not None:
            return Rejection(
                line=row.line, reason_code=problem[0], reason=problem[1], content=row.original
            )
        self.repaired += placed.is_repaired
        self.unplaced += geometry is None
        return (
            row.line,
            code,
            self.source_table,
            row.key,
            row.is_key_made,
            orjson.dumps(row.fields).decode(),
            orjson.dumps(row.original).decode(),
            self.extract_date,
            geometry,
        )

    def _municipality(self, row: Understood) -> str | None:
        """The registry of a row; one that may lie anywhere is nowhere until it is placed."""
        code = self.registry.of_row(row.municipality_code)
        return code if code or self.target.needs_municipality else NOWHERE

    def _problem(
        self, row: Understood, placed: Placed, geometry: str | None, code: str | None
    ) -> tuple[str, str] | None:
        """Why a row that could be read cannot be taken: a code and a sentence."""
        if not row.key and self.target.target is not Target.MUNICIPALITY:
            return "no_key", "Rækken har ingen nøgle."
        if placed.reason_code and placed.reason:
            return placed.reason_code, placed.reason
        if self.target.needs_area and geometry is None:
            if placed.geometry is None:
                return "no_geometry", "Rækken har ingen geometri."
            return "no_area", "Geometrien er ikke en flade."
        if "name" in self.target.data and "name" not in row.fields:
            return "no_name", "Rækken har intet navn."
        return self._municipality_problem(row, placed, code)

    def _municipality_problem(
        self, row: Understood, placed: Placed, code: str | None
    ) -> tuple[str, str] | None:
        """Why a row cannot belong to a registry."""
        names_property = self.target.target is Target.LISTED_PROPERTY and not (
            (NAMES_PROPERTY | {"row_of"}).isdisjoint(row.fields)
        )
        is_placed = placed.geometry is not None and self.target.target is not Target.MUNICIPALITY
        if code is None and not is_placed and not names_property:
            return "no_municipality", "Rækken har hverken kommunekode eller position."
        is_foreign = not self.registry.is_danish
        if code in {None, NOWHERE} or is_foreign or self.registry.knows(str(code)):
            return None
        if str(code).isdecimal():
            return "unknown_municipality", f"Kommunekoden »{code}« findes ikke."
        return (
            "unknown_municipality",
            f"Kommunen »{code}« kendes ikke, eller flere hedder sådan: skriv dens kode.",
        )


def _shapes_of(rows: Sequence[Understood]) -> list[BaseGeometry | None]:
    """The geometries of rows; points are made of their coordinates all at once."""
    shapes = [row.shape for row in rows]
    told = [(index, row.point) for index, row in enumerate(rows) if row.point is not None]
    if told:
        points = shapely.points([point for _, point in told])
        for (index, _), point in zip(told, points, strict=True):
            shapes[index] = point
    return shapes


def missing_areas() -> Refused:
    """The refusal of rows whose municipality only boundaries that are not there could tell."""
    return Refused(
        "Tabellen siger ikke, hvilken kommune dens rækker hører til, og kommunegrænserne er ikke "
        "indlæst.",
        "Angiv kommunen med --registry (for eksempel --registry 0860), eller indlæs "
        "kommunegrænserne først.",
    )
