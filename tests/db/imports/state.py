"""The state of a registry as data, so that two ways of reaching it can be compared."""

from collections.abc import Mapping

import psycopg

from db.database import Database
from db.imports.source import BASE
from db.logins import Login

_WORK = ("registry", "municipality", "place", "property", "building", "unit", "inspection")
# What numbers and times a run happened to have is no state; screening is not the import's.
_AFTER = frozenset(
    {
        "run_id", "id", "place_id", "property_id", "building_id", "suspicion", "rules", "flags",
        "badges", "hit_count", "screened_as_of", "condition", "priority", "priority_condition",
        "priority_place", "priority_eligible", "priority_model",
    }
)  # fmt: skip
_LINKS = {
    "property": "(select l.place_key from work.place l where l.id = t.place_id)",
    "building": "(select p.key from work.property p where p.id = t.property_id)",
    "unit": "(select b.key from work.building b where b.id = t.building_id)",
    "inspection": "(select p.key from work.property p where p.id = t.property_id)",
}


def state(database: Database) -> Mapping[str, list[str]]:
    """All rows of base and work as text, sorted, without surrogate and run numbers."""
    return _dump(database, _AFTER)


def exact_state(database: Database) -> Mapping[str, list[str]]:
    """All rows of base and work as text, sorted, to the last number."""
    return _dump(database, frozenset())


def _dump(database: Database, without: frozenset[str]) -> dict[str, list[str]]:
    tables = [f"base.{target}" for target in BASE] + [f"work.{name}" for name in _WORK]
    if not without:
        tables.append("base.replaced")
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        return {table: _rows(connection, table, without) for table in tables}


def _rows(connection: psycopg.Connection, table: str, without: frozenset[str]) -> list[str]:
    link = _LINKS.get(table.removeprefix("work."), "null") if without else "null"
    query = (
        f"select ((to_jsonb(t) - %s::text[]) || jsonb_build_object('link', {link}"
        f"{_geometries(connection, table)}))::text from {table} t order by 1"
    )
    return [row for (row,) in connection.execute(query.encode(), [sorted(without)])]


def _geometries(connection: psycopg.Connection, table: str) -> str:
    """Geometries in full: as JSON they are rounded."""
    names = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
        "and atttypid = 'geometry'::regtype and not attisdropped",
        [table],
    )
    return "".join(f", '{name}', t.{name}::text" for (name,) in names)
