"""`landsbyatlas import`: files into the real registry, and `import undo N`."""

import getpass
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from db.clock import today
from db.errors import AtlasError
from db.imports.engine import ImportResult
from db.imports.source import ImportOptions, Rejection
from db.installation import Installation
from gis_service.cli.progress import ProgressBar
from gis_service.registry.importing import Imported, Undone, import_files, undo
from layers.literals import text_value

_UNDO = "undo"
_SHOWN = 5


def import_or_undo(  # noqa: PLR0913 -- each is one documented option
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files to import as one run; or: undo N"),
    ],
    registry: Annotated[
        str | None,
        typer.Option(help="The registry that rows without a municipality code belong to."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="A JSON file that says which column is which field.")
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="The CRS of files that do not say it, such as EPSG:25832.")
    ] = None,
    extract_date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The day the files were extracted, where they do not say it: 2020-04-18.",
        ),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show counts and a sample; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import register extracts, addresses, boundaries, places, footprints or tables."""
    if files[0] == _UNDO and not Path(_UNDO).exists():
        _undo(files[1:], as_json=as_json)
        return
    with ProgressBar("Importing") as bar:
        options = ImportOptions(
            actor=getpass.getuser(),
            registry=registry,
            mapping=_mapping(mapping),
            crs=crs,
            extract_date=extract_date.date() if extract_date else None,
            dry_run=dry_run,
            progress=bar.update,
        )
        installation = Installation.here()
        with installation.running("import"):
            imported = import_files(installation, [Path(name) for name in files], options, today())
    if as_json:
        print(json.dumps(_as_json(imported), ensure_ascii=False, default=str))
    else:
        print("\n".join(told(imported, is_dry_run=dry_run)))
    if imported.screening_problem is not None:
        raise imported.screening_problem
    counts = imported.result.counts
    if counts.rows and counts.rejected == counts.rows:
        # What was asked for was not done, although nothing failed.
        raise typer.Exit(code=1)


def _undo(words: Sequence[str], *, as_json: bool) -> None:
    if len(words) != 1 or not words[0].isdecimal():
        raise typer.BadParameter("write: landsbyatlas import undo N, with N from the import")
    installation = Installation.here()
    with installation.running("import undo"):
        undone = undo(installation, int(words[0]), getpass.getuser(), today())
    print(json.dumps(undone.as_dict(), default=str) if as_json else _told_undone(undone))
    if undone.screening_problem is not None:
        raise undone.screening_problem


def _told_undone(undone: Undone) -> str:
    rows = undone.result.rows
    done = "" if rows is None else f": {rows:,} rows were taken away or put back"
    return f"Import {undone.result.run} is undone{done}. The registry is as it was before it."


def _mapping(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AtlasError(
            f"The mapping {path} cannot be read ({error}).",
            'Write a JSON object: {"columns": {"their column": "our field"}}',
        ) from error
    if not isinstance(content, dict):
        raise AtlasError(
            f"The mapping {path} is not a JSON object.",
            'Write: {"columns": {"their column": "our field"}}',
        )
    return content


def _as_json(imported: Imported) -> dict[str, object]:
    """What scripts read; a dry run has its sample and its first rejected rows too."""
    told = imported.as_dict()
    if imported.result.run is None:
        told["dry_run"] = True
        told["sample"] = {
            file.source.name: [dict(row) for row in file.sample] for file in imported.result.files
        }
        told["rejected_rows"] = [
            {
                "line": rejection.line,
                "column": rejection.column,
                "reason_code": rejection.reason_code,
                "reason": rejection.reason,
            }
            for rejection in imported.result.rejections
        ]
    return told


def told(imported: Imported, *, is_dry_run: bool) -> list[str]:
    """The result in a few lines."""
    result = imported.result
    lines = [f"{file.source.name}: {_counts(result.told(file.counts))}" for file in result.files]
    lines += [f"  note: {note}" for note in result.notes]
    lines += [
        f"  {each.rows:,} rows name properties that the registry does not know; they stand in the"
        f' list without a position: --filter "source = {text_value(each.table).text}"'
        for each in result.unknown
    ]
    if len(result.files) > 1:
        lines.append(f"All files: {_counts(result.told(result.counts))}")
    if is_dry_run:
        return [*lines, *_sample(result), "Nothing was changed: this was a dry run."]
    if result.is_unchanged:
        lines.append("Nothing changed: the registry already holds all of it.")
    lines.append(
        f"This is import {result.run}; take it back with: landsbyatlas import undo {result.run}"
    )
    if result.counts.rejected:
        lines.append("The rejected rows, with line and reason, are on the import page.")
    if imported.has_left_demo:
        lines.append("The demo registry is left: the map now shows the real one.")
    if imported.screening is not None:
        lines.append(
            f"Screened {imported.screening.screened:,} properties: "
            f"{imported.screening.candidates:,} are candidates, no rule applies to "
            f"{imported.screening.no_rule_applies:,}."
        )
    return lines


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


def _sample(result: ImportResult) -> list[str]:
    lines = []
    for file in result.files:
        if file.sample:
            lines.append(f"The first rows of {file.source.name}:")
            lines += [f"  {_row(row)}" for row in file.sample[:_SHOWN]]
    if result.rejections:
        lines.append("The first rejected rows:")
        lines += [f"  {_rejection(each)}" for each in result.rejections[:_SHOWN]]
    return lines


def _row(row: Any) -> str:
    return "; ".join(f"{key}={value}" for key, value in row.items() if value)[:300]


def _rejection(rejection: Rejection) -> str:
    where = f"line {rejection.line}" if rejection.line is not None else "file"
    column = f", {rejection.column}" if rejection.column else ""
    return f"{where}{column}: {rejection.reason}"
