"""Makes `work` from `base`: the current values of the registries that an import touched."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from db.imports.source import Target
from db.imports.statements import statement

NO_MUNICIPALITY = "0000"
_NEWEST = (
    Target.BBR_BUILDING,
    Target.BBR_UNIT,
    Target.BBR_ENTRANCE,
    Target.BBR_GROUND,
    Target.BBR_PROPERTY_RELATION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A table of `work`, the columns that tell its rows apart, and those that `base` decides.

    Attributes:
        is_numbered: Whether its rows have numbers: links name them, so they are given back.
        placed: The statement that gives the wanted rows with the numbers of what they belong to.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("municipality_code", "key")
    is_numbered: bool = True
    placed: str | None = None

    @property
    def wanted(self) -> sql.Identifier:
        """The temporary table with the rows as they should be."""
        return sql.Identifier(f"wanted_{self.table}")

    @property
    def written(self) -> sql.Composable:
        """The rows as they should be, with all columns."""
        return statement(self.placed) if self.placed else self.wanted


PROPERTY = Kept(
    table="property",
    columns=(
        "bfe", "source", "source_date", "address", "postal_code", "postal_name", "use_code",
        "year_built", "living_area_m2", "ownership_code", "owner_kind", "state", "building_count",
        "vacant_since", "geom", "place_id", "in_place", "place_distance_m",
    ),
)  # fmt: skip
BUILDING = Kept(
    table="building",
    placed="placed_building",
    columns=(
        "property_id", "bbr_id", "number", "status_code", "state", "use_code", "year_built",
        "year_rebuilt", "wall_code", "roof_code", "asbestos_code", "total_area_m2",
        "living_area_m2", "footprint_area_m2", "storeys", "heating_code", "water_code",
        "drain_code", "protection_code", "materials_source_code", "coordinate_quality",
        "revised_on", "ground_id", "house_number_id", "parcel_no", "bfe", "address", "source",
        "source_date", "point", "footprint",
    ),
)  # fmt: skip
UNIT = Kept(
    table="unit",
    placed="placed_unit",
    columns=(
        "building_id", "property_id", "bbr_id", "status_code", "state", "use_code",
        "dwelling_type", "condemned_code", "toilet_code", "bath_code", "kitchen_code",
        "heating_code", "occupancy_code", "approved_empty_code", "flex_permit_code",
        "unregistered_since", "total_area_m2", "living_area_m2", "source", "source_date",
    ),
)  # fmt: skip
PLACE = Kept(
    table="place",
    key=("municipality_code", "place_key"),
    columns=("name", "kind", "population", "population_date", "source", "geom", "reach_m"),
)
INSPECTION = Kept(
    table="inspection",
    columns=(
        "property_id", "scale", "part", "grade", "inspected_on", "inspector", "source",
        "source_date",
    ),
)  # fmt: skip
MUNICIPALITY = Kept(
    table="municipality",
    key=("municipality_code",),
    is_numbered=False,
    columns=(
        "name", "is_approximate", "geom", "population", "homes", "homes_basis", "property_count",
        "source",
    ),
)  # fmt: skip
_TEMPORARY = (
    "touched", "address_text", "unknown_year", "life_cycle", "listed",
    *(f"newest_{target.value}" for target in _NEWEST),
    *(
        f"wanted_{kept.table}"
        for kept in (PROPERTY, BUILDING, UNIT, INSPECTION, PLACE, MUNICIPALITY)
    ),
)  # fmt: skip


def refresh(connection: psycopg.Connection, touched: Collection[str]) -> frozenset[str]:
    """Bring `work` to what `base` says, for the touched registries; only what differs is written.

    A pure function of `base` (and the dated rules), so the order of imports leaves no trace. Gives
    the registries that are there afterwards and may differ now.
    """
    if not touched:
        return frozenset()
    _name_touched(connection, touched)
    _run(connection, "refresh_registry")
    _run(connection, "refresh_place")
    moved = _write(connection, PLACE) + _delete(connection, PLACE)
    for target in _NEWEST:
        connection.execute(
            statement("refresh_newest").format(
                newest=sql.Identifier(f"newest_{target.value}"),
                table=sql.Identifier("base", target.value),
            )
        )
    for name in ("refresh_address", "refresh_building", "refresh_listed"):
        _run(connection, name)
    nearest = statement("nearest_place").format()
    connection.execute(statement("refresh_property").format(nearest=nearest))
    _write(connection, PROPERTY)
    _write(connection, BUILDING)
    _run(connection, "refresh_unit")
    _write(connection, UNIT)
    _run(connection, "refresh_inspection")
    _write(connection, INSPECTION)
    for kept in (INSPECTION, UNIT, BUILDING, PROPERTY):
        _delete(connection, kept)
    _run(connection, "refresh_grade")
    if moved:
        connection.execute(statement("refresh_link").format(nearest=nearest))
    _run(connection, "refresh_place_count")
    _run(connection, "refresh_municipality")
    _write(connection, MUNICIPALITY)
    _delete(connection, MUNICIPALITY)
    _run(connection, "refresh_unregister")
    # Places and properties may have moved, and with them how many flagged ones a place has.
    connection.execute("select work.refresh_social_bands()")
    there = connection.execute(
        "select municipality_code from touched join work.registry using (municipality_code)"
    )
    return frozenset(code for (code,) in there)


def _name_touched(connection: psycopg.Connection, touched: Collection[str]) -> None:
    for name in _TEMPORARY:
        connection.execute(sql.SQL("drop table if exists pg_temp.{}").format(sql.Identifier(name)))
    connection.execute(
        "create temp table touched on commit drop as "
        "select distinct unnest(%s::text[]) as municipality_code",
        [sorted({*touched, NO_MUNICIPALITY})],
    )
    if NO_MUNICIPALITY in touched:
        # Rows that name no municipality may be about any of them.
        connection.execute(
            "insert into touched select municipality_code from work.registry "
            "except select municipality_code from touched"
        )
    connection.execute("analyze touched")


def _run(connection: psycopg.Connection, name: str) -> None:
    connection.execute(statement(name))


def _write(connection: psycopg.Connection, kept: Kept) -> int:
    """Update what differs, and insert what is missing; how many rows were written."""
    names = {
        "kind": sql.Literal(kept.table),
        "table": sql.Identifier("work", kept.table),
        "wanted": kept.written,
        "own_key": sql.Identifier(kept.key[-1]),
        "match": _match(kept.key),
        "key": _columns(kept.key),
        "columns": _columns(kept.columns),
        "wanted_key": _columns(kept.key, "wanted"),
        "wanted_columns": _columns(kept.columns, "wanted"),
        "present_columns": _columns(kept.columns, "present"),
        "assignments": sql.SQL(", ").join(
            sql.SQL("{0} = wanted.{0}").format(sql.Identifier(name)) for name in kept.columns
        ),
    }
    steps = ("apply_update", *(("apply_return",) if kept.is_numbered else ()), "apply_insert")
    return sum(connection.execute(statement(name).format(**names)).rowcount for name in steps)


def _delete(connection: psycopg.Connection, kept: Kept) -> int:
    """Delete what base no longer gives; how many rows."""
    names = {
        "kind": sql.Literal(kept.table),
        "table": sql.Identifier("work", kept.table),
        "wanted": kept.wanted,
        "own_key": sql.Identifier(kept.key[-1]),
        "match": _match(kept.key),
    }
    step = "apply_forget" if kept.is_numbered else "apply_delete"
    return connection.execute(statement(step).format(**names)).rowcount


def _match(key: Sequence[str]) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("present.{0} = wanted.{0}").format(sql.Identifier(name)) for name in key
    )


def _columns(names: Sequence[str], table: str | None = None) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.Identifier(table, name) if table else sql.Identifier(name) for name in names
    )
