"""A preview of an import as data for the page: mapping, counts, sample, what would be rejected."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.database import Database
from db.imports.engine import ImportedFile, ImportResult, run_import
from db.imports.errors import Busy, ImportFailure
from db.imports.files import sources_of
from db.imports.flags.taking import holds_flags
from db.imports.source import ImportOptions, Rejection, Source
from db.imports.tables.preview import TablePreview, preview_tables
from gis_service.registry.jobs import CONFIDENTIAL

_SAMPLE_ROWS = 10


def previewed(database: Database, files: Sequence[Path], options: ImportOptions) -> dict[str, Any]:
    """Read the files without keeping anything, and tell what would come of it.

    A table whose mapping is not enough is shown all the same with why it would be refused, so that
    it can be corrected; only files of no known form are refused here.
    """
    tables = preview_tables(database, files, options)
    sources = sources_of(files, options)
    result, refusal = None, None
    try:
        result = run_import(database, files, options)
    except Busy:
        raise
    except ImportFailure as error:
        refusal = {"detail": error.message, "next_step": error.next_step}
    return {
        "sources": [_source(source) for source in sources],
        "tables": [_table(table) for table in tables],
        "result": None if result is None else result.as_dict(),
        "files": _files(result),
        "rejections": [] if result is None else [_rejection(one) for one in result.rejections],
        "refusal": refusal,
        CONFIDENTIAL: holds_flags(sources),
    }


def is_confidential(files: Sequence[Path], options: ImportOptions) -> bool:
    """Whether files hold what others must not read, or may: nobody knows of one not opened."""
    try:
        return holds_flags(sources_of(files, options))
    except Exception:  # noqa: BLE001 -- whatever keeps it from being opened keeps us in doubt
        return True


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "form": source.form.value,
        "target": source.target.value,
        "extract_date": source.extract_date,
        "crs": source.crs,
        "registry": source.registry,
        "notes": list(source.notes),
    }


def _table(table: TablePreview) -> dict[str, Any]:
    return {
        "name": table.name,
        "target": table.target.value,
        "registry": table.registry,
        "crs": table.crs,
        "columns": [
            {
                "column": one.column,
                "field": one.field,
                "title": one.title,
                "origin": one.origin,
                "examples": list(one.examples),
            }
            for one in table.columns
        ],
        "fields": [{"name": field.name, "title": field.title} for field in table.fields],
        "rows": [dict(row) for row in table.rows],
        "mapping": table.mapping.as_json(),
        "was_remembered": any(one.origin == "remembered" for one in table.columns),
        "notes": list(table.notes),
    }


def _files(result: ImportResult | None) -> list[dict[str, Any]]:
    return [] if result is None else [_file(result, file) for file in result.files]


def _file(result: ImportResult, file: ImportedFile) -> dict[str, Any]:
    return {
        "name": file.source.name,
        "counts": result.told(file.counts),
        "sample": [dict(row) for row in file.sample[:_SAMPLE_ROWS]],
    }


def _rejection(one: Rejection) -> dict[str, Any]:
    return {
        "line": one.line,
        "column": one.column,
        "reason_code": one.reason_code,
        "reason": one.reason,
        "content": None if one.content is None else dict(one.content),
    }
