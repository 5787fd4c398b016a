"""The tables of `base` that rows of tables go to, and what each row must have."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from db.imports.errors import Refused
from db.imports.geography.positions import as_areas
from db.imports.source import Target
from db.imports.tables.grades import GRADES
from db.imports.tables.reading import Reading
from db.imports.tables.table import Table

# Rows that belong to all of Denmark until the areas around them are known.
NOWHERE = "0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTarget:
    """One table of `base`, as rows of tables are merged into it.

    Attributes:
        key: The columns that identify a row.
        data: The columns that say something about it.
        needs_area: Whether a row without an area cannot be taken.
        needs_municipality: Whether a row must belong to a registry.
    """

    target: Target
    key: tuple[str, ...]
    data: tuple[str, ...]
    needs_area: bool
    needs_municipality: bool

    def fitting(self, shape: BaseGeometry | None) -> BaseGeometry | None:
        """The geometry as the table holds it: areas as multipolygons."""
        if shape is None:
            return None
        if self.needs_area:
            return as_areas(shape)
        if shape.geom_type == "Point":
            return shape
        return as_areas(shape) or shape


TABLE_TARGETS: Mapping[Target, TableTarget] = {
    Target.MUNICIPALITY: TableTarget(
        target=Target.MUNICIPALITY,
        key=("municipality_code",),
        data=("name", "population", "geom", "attributes"),
        needs_area=True,
        needs_municipality=True,
    ),
    Target.PLACE: TableTarget(
        target=Target.PLACE,
        key=("municipality_code", "place_key"),
        data=("name", "kind", "population", "population_date", "geom", "attributes"),
        needs_area=False,
        needs_municipality=False,
    ),
    Target.FOOTPRINT: TableTarget(
        target=Target.FOOTPRINT,
        key=("municipality_code", "footprint_key"),
        data=("bbr_id", "geom", "attributes"),
        needs_area=True,
        needs_municipality=False,
    ),
    Target.LISTED_PROPERTY: TableTarget(
        target=Target.LISTED_PROPERTY,
        key=("municipality_code", "source_table", "row_key"),
        data=("geom", "attributes", "original"),
        needs_area=False,
        needs_municipality=True,
    ),
}


def check_columns(target: Target, reading: Reading, table: Table) -> None:
    """Refuse a table that lacks a column without which its rows say nothing."""
    names = reading.names
    has_position = has_positions(reading, table)
    if target is Target.LISTED_PROPERTY:
        # A grade may name its house by the id of a BBR building, in a column that is called a key.
        is_told = has_position or bool(names & GRADES)
        if not names & NAMES_PROPERTY and not ("row_key" in names and is_told):
            raise _missing("adresse, BFE-nummer, BBR-bygning, eller nøgle og position", table)
        return
    if target is not Target.FOOTPRINT and "name" not in names:
        raise _missing("navn", table)
    if target is Target.MUNICIPALITY and "municipality_code" not in names:
        raise _missing("kommunekode", table)
    if not has_position:
        raise _missing("position eller geometri", table)


# What a row of a list names its property by; the property's municipality is then the row's.
NAMES_PROPERTY = frozenset({"bfe", "bbr_id", "address"})


def tells_where(target: Target, reading: Reading, table: Table) -> bool:
    """Whether rows of a table can tell which municipality they belong to."""
    if "municipality_code" in reading.names or has_positions(reading, table):
        return True
    if target is not Target.LISTED_PROPERTY:
        return False
    is_graded = bool(reading.names & GRADES)
    return bool(NAMES_PROPERTY & reading.names) or (is_graded and "row_key" in reading.names)


def has_positions(reading: Reading, table: Table) -> bool:
    """Whether a table tells where its rows are, in columns or as geometry."""
    return reading.has_position or table.geometry_kind is not None


def _missing(what: str, table: Table) -> Refused:
    columns = ", ".join(f"»{column}«" for column in table.header) or "ingen"
    return Refused(
        f"Tabellen mangler en kolonne med {what}. Dens kolonner er: {columns}.",
        "Sig i kolonnevalget (--mapping), hvilken kolonne det er, eller hent en fil, der har den.",
    )
