"""Column mappings that people corrected before, found again by the heading."""

import psycopg
from psycopg.types.json import Jsonb

from db.imports.mapping import ColumnMapping, parse_mapping, signature
from db.imports.source import Target
from db.imports.statements import statement
from db.imports.tables.fields import plain_name


def remembered(
    connection: psycopg.Connection, target: Target, header: tuple[str, ...]
) -> ColumnMapping | None:
    """What a person said about a table with this heading; None where nobody has."""
    row = connection.execute(
        statement("remembered_mapping"), {"signature": signature(target, header)}
    ).fetchone()
    if row is None:
        return None
    mapping = parse_mapping(row[0])
    # The heading may be spelled in other capitals this time.
    names = {plain_name(column): column for column in header}
    return ColumnMapping(
        columns={
            names[plain_name(column)]: name
            for column, name in mapping.columns.items()
            if plain_name(column) in names
        },
        crs=mapping.crs,
        scale=mapping.scale,
    )


def remember(
    connection: psycopg.Connection,
    target: Target,
    header: tuple[str, ...],
    mapping: ColumnMapping,
) -> None:
    """Keep what a person said about the columns; which registry it was stays with that import."""
    lasting = ColumnMapping(columns=mapping.columns, crs=mapping.crs, scale=mapping.scale)
    connection.execute(
        statement("remember_mapping"),
        {"signature": signature(target, header), "mapping": Jsonb(lasting.as_json())},
    )
