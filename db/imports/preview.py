"""What an import would do: how each table is understood, and what a dry run comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from db.database import Database
from db.imports.engine import ImportResult, run_import
from db.imports.errors import Busy, ImportFailure
from db.imports.files import sources_of
from db.imports.mapping import ColumnMapping
from db.imports.source import ImportOptions, Source
from db.imports.tables.fields import FIELDS, TableField
from db.imports.tables.opener import TableDetails
from db.imports.tables.remembered import remembered
from db.logins import Login


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """How the columns of one table are understood, to be shown and corrected.

    Attributes:
        mapping: What was given, else remembered, else guessed.
        was_remembered: Whether a table of this heading was corrected before.
        fields: What a column can be mapped to.
    """

    source: Source
    header: tuple[str, ...]
    mapping: ColumnMapping
    was_remembered: bool
    fields: tuple[TableField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The files as they are understood, and the outcome of a dry run.

    Attributes:
        result: None where the run would be refused.
        refusal: Why it would be, with the next step; often the mapping or the registry is missing.
    """

    sources: tuple[Source, ...]
    tables: tuple[TablePreview, ...]
    result: ImportResult | None
    refusal: ImportFailure | None


def preview(database: Database, files: Sequence[Path], options: ImportOptions) -> Preview:
    """Read the files without keeping anything; refused only where no form is recognised.

    A table whose mapping is not enough is shown all the same, so that it can be corrected.
    """
    sources = sources_of(files, options)
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        tables = tuple(
            _understood(connection, source, source.details)
            for source in sources
            if isinstance(source.details, TableDetails)
        )
    result, refusal = None, None
    try:
        result = run_import(database, files, options)
    except Busy:
        raise
    except ImportFailure as error:
        refusal = error
    return Preview(sources=tuple(sources), tables=tables, result=result, refusal=refusal)


def _understood(
    connection: psycopg.Connection, source: Source, details: TableDetails
) -> TablePreview:
    header = details.table.header
    before = remembered(connection, source.target, header)
    known = details.given.over(before) if before else details.given
    return TablePreview(
        source=source,
        header=header,
        mapping=known.over(details.guessed),
        was_remembered=before is not None,
        fields=tuple(FIELDS[source.target]),
    )
