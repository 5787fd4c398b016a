"""Column mappings that people corrected before, found again by the heading."""

import psycopg
from psycopg.types.json import Jsonb

from db.imports.mapping import ColumnMapping, parse_mapping, signature
from db.imports.source import Target
from db.imports.statements import statement
from db.imports.tables.fields import plain_name


def remembered(
    connection: psycopg.Connection,
    target: Target,
    header: tuple[str, ...],
    municipality: str | None,
) -> ColumnMapping | None:
    """What was said of a table with this heading in the municipality, else at the command line."""
    signatures = [_signature(target, header, code) for code in (municipality, None)]
    row = connection.execute(statement("remembered_mapping"), {"signatures": signatures}).fetchone()
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
    municipality: str | None,
) -> None:
    """Keep what a person said about the columns; which registry it was stays with that import."""
    lasting = ColumnMapping(columns=mapping.columns, crs=mapping.crs, scale=mapping.scale)
    connection.execute(
        statement("remember_mapping"),
        {
            "signature": _signature(target, header, municipality),
            "mapping": Jsonb(lasting.as_json()),
        },
    )


def _signature(target: Target, header: tuple[str, ...], municipality: str | None) -> str:
    """A heading as a municipality knows it: how another reads the same is not to be seen by it."""
    known = signature(target, header)
    return known if municipality is None else f"{known} {municipality}"
