"""What the page and a dry run show before a table is taken: its columns, and how they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from db.database import Database
from db.imports.cpr import has_cpr
from db.imports.files import sources_of
from db.imports.mapping import ColumnMapping
from db.imports.source import ImportOptions, Source, Target
from db.imports.tables.fields import FIELDS, TableField, field_of
from db.imports.tables.opener import TableDetails, read_sample, with_scale
from db.imports.tables.remembered import remembered
from db.logins import Login

_SHOWN_ROWS = 10
_SHOWN_VALUES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPreview:
    """One column: what it is read as, and the first things it holds.

    Attributes:
        origin: Who said so: `given` with this import, `remembered`, `guessed`, or `unused`.
        examples: Never a value that the CPR guard would refuse.
    """

    column: str
    field: str | None
    title: str | None
    origin: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """One table as it would be taken.

    Attributes:
        fields: What a column can be read as.
        rows: The first rows, without any that the CPR guard would refuse.
        mapping: What an import of this table would use, in the form of a mapping file.
    """

    name: str
    target: Target
    table_name: str
    registry: str | None
    crs: str | None
    columns: tuple[ColumnPreview, ...]
    fields: tuple[TableField, ...]
    rows: tuple[Mapping[str, str | None], ...]
    mapping: ColumnMapping
    notes: tuple[str, ...]


def preview_tables(
    database: Database, files: Sequence[Path], options: ImportOptions
) -> list[TablePreview]:
    """The tables in the files; register forms have none. Raises `Refused` like an import would."""
    sources = [
        each for each in sources_of(files, options) if isinstance(each.details, TableDetails)
    ]
    if not sources:
        return []
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        return [
            _preview(source, source.details, connection, options.person.municipality)
            for source in sources
            if isinstance(source.details, TableDetails)
        ]


def _preview(
    source: Source,
    details: TableDetails,
    connection: psycopg.Connection,
    municipality: str | None,
) -> TablePreview:
    """One table's columns with their origin, and its first harmless rows."""
    table = details.table
    given = details.given.checked(source.target, table.header)
    is_open = source.target is not Target.SOCIAL_FLAG
    before = remembered(connection, source.target, table.header, municipality) or ColumnMapping()
    mapping = with_scale(given.over(before).over(details.guessed), table)
    # Of flags no row is shown, only which columns there are.
    rows = [row.values for row in read_sample(table).rows] if is_open else []
    harmless = [row for row in rows if not any(has_cpr(value) for value in row.values())]

    def column(name: str) -> ColumnPreview:
        field = field_of(source.target, mapping.columns.get(name) or "")
        values = (row.get(name) for row in harmless)
        examples = dict.fromkeys(value for value in values if value is not None)
        return ColumnPreview(
            column=name,
            field=field.name if field else None,
            title=field.title if field else None,
            origin=_origin(name, given, before, details.guessed),
            examples=tuple(examples)[:_SHOWN_VALUES],
        )

    return TablePreview(
        name=source.name,
        target=source.target,
        table_name=details.table_name if is_open else source.name,
        registry=source.registry,
        crs=source.crs or mapping.crs,
        columns=tuple(column(name) for name in table.header),
        fields=FIELDS[source.target],
        rows=tuple(harmless[:_SHOWN_ROWS]),
        mapping=mapping,
        notes=source.notes,
    )


def _origin(
    column: str, given: ColumnMapping, before: ColumnMapping, guessed: ColumnMapping
) -> str:
    """Who said what a column is."""
    for mapping, origin in ((given, "given"), (before, "remembered"), (guessed, "guessed")):
        if column in mapping.columns:
            return origin if mapping.columns[column] else "unused"
    return "unused"
