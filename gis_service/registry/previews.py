"""A preview of an import as data for the page: mapping, counts, sample, what would be rejected."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from db.database import Database
from db.imports.engine import ImportedFile
from db.imports.preview import Preview, TablePreview, preview
from db.imports.source import ImportOptions, Rejection

_SAMPLE_ROWS = 10


def previewed(database: Database, files: Sequence[Path], options: ImportOptions) -> dict[str, Any]:
    """Read the files without keeping anything, and tell what would come of it."""
    found = preview(database, files, options)
    result = found.result
    return {
        "sources": _sources(found),
        "tables": [_table(table) for table in found.tables],
        "result": None if result is None else result.as_dict(),
        "files": [] if result is None else [_file(file) for file in result.files],
        "rejections": [] if result is None else [_rejection(one) for one in result.rejections],
        "refusal": found.refusal
        and {"detail": found.refusal.message, "next_step": found.refusal.next_step},
    }


def _sources(found: Preview) -> list[dict[str, Any]]:
    return [
        {
            "name": source.name,
            "form": source.form.value,
            "target": source.target.value,
            "extract_date": source.extract_date,
            "crs": source.crs,
            "registry": source.registry,
            "notes": list(source.notes),
        }
        for source in found.sources
    ]


def _table(table: TablePreview) -> dict[str, Any]:
    columns: Mapping[str, str | None] = table.mapping.columns
    return {
        "name": table.source.name,
        "target": table.source.target.value,
        "columns": [{"column": name, "field": columns.get(name)} for name in table.header],
        "fields": [{"name": field.name, "title": field.title} for field in table.fields],
        "mapping": table.mapping.as_json(),
        "was_remembered": table.was_remembered,
    }


def _file(file: ImportedFile) -> dict[str, Any]:
    return {
        "name": file.source.name,
        "counts": file.counts.as_dict(),
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
