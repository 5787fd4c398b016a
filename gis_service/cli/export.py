"""`landsbyatlas export`: the rows of a layer as a file."""

import getpass
import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from db.access import PLANNER_OF_ALL
from db.database import Database
from db.errors import AtlasError
from db.installation import Installation
from db.person import COMMAND_LINE
from db.saved_lists import Shelf
from db.staff.staff import at_once
from gis_service.audit.outgoing import Outgoing
from gis_service.audit.recorder import Recorder
from gis_service.cli.progress import ProgressBar
from gis_service.exports.service import ReadyExport, prepare
from gis_service.lists.service import OpenList, by_name, opened
from layers.catalogue import LAYERS, LayerId
from layers.definition import VisibleLayer
from layers.words import Language
from maps.basemap_files import base_map
from maps.exports.errors import ExportError
from maps.exports.formats import FormatKey, format_of

LayerName = Annotated[
    LayerId | None, typer.Argument(help="A layer of the catalogue; not with --list.")
]
ListName = Annotated[
    str | None,
    typer.Option("--list", help="A saved list instead of a layer; see: landsbyatlas lists"),
]
OutputFile = Annotated[
    Path,
    typer.Option(dir_okay=False, help="The file; one of this name is replaced in one step."),
]
FilterText = Annotated[
    str | None,
    typer.Option("--filter", help="CQL2 text over the layer's fields: suspicion >= 60"),
]
FormatName = Annotated[
    FormatKey | None, typer.Option("--format", help="Without it, by the file's ending.")
]
ColumnNames = Annotated[
    str | None,
    typer.Option("--columns", help="Columns by name in the order wanted: address,bfe,suspicion"),
]
SortField = Annotated[str | None, typer.Option(help="A field, with - before it for falling.")]
Parameters = Annotated[
    list[str] | None,
    typer.Option(help="A parameter of the layer as NAME=VALUE, such as year=2021; repeatable."),
]
TitleLanguage = Annotated[
    Language, typer.Option("--lang", help="Language of titles and descriptions.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def export(  # noqa: PLR0913, PLR0917 -- each is one documented option
    output: OutputFile,
    layer: LayerName = None,
    list_: ListName = None,
    filter_: FilterText = None,
    format_: FormatName = None,
    columns: ColumnNames = None,
    sort: SortField = None,
    parameter: Parameters = None,
    language: TitleLanguage = Language.DA,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the rows of a layer or of a saved list to a file, with what stands behind them."""
    key = format_ or _format_by_ending(output)
    if list_ is not None and any((layer, filter_, columns, sort, parameter)):
        message = "the list says layer, filter, columns and order itself; name the list alone."
        raise typer.BadParameter(message, param_hint="--list")
    asked = None if list_ is not None else _asked(layer, filter_, columns, sort, parameter)
    installation = Installation.here()
    with installation.running("export"), ProgressBar("Export") as bar:
        database = installation.prepare()
        shelf = Shelf(database=database, person=COMMAND_LINE)
        rows = asked or opened(by_name(shelf, list_ or ""), PLANNER_OF_ALL)
        ready = prepare(
            database,
            rows.visible,
            format_of(key),
            language=language,
            columns=rows.columns,
            sort=rows.sort,
            user=getpass.getuser(),
            list_name=rows.name,
            progress=bar.update,
            ground=partial(base_map, "land", installation.active_file.parent),
        )
        try:
            _on_record(database, rows.visible, ready, output)
        finally:
            ready.close()
    print(
        json.dumps(_result(ready, output), ensure_ascii=False) if as_json else told(ready, output)
    )


def page(  # noqa: PLR0913, PLR0917 -- each is one documented option
    output: OutputFile,
    layer: LayerName = None,
    list_: ListName = None,
    filter_: FilterText = None,
    columns: ColumnNames = None,
    sort: SortField = None,
    parameter: Parameters = None,
    language: TitleLanguage = Language.DA,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the rows of a layer as a map in one file, which opens without a network."""
    html = FormatKey("html")
    export(
        *(output, layer, list_, filter_, html, columns, sort, parameter, language),
        as_json=as_json,
    )


def write_in_one_step(ready: ReadyExport, output: Path) -> None:
    """Write beside the file and put it in place when all is there: never half a file."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            for chunk in ready.chunks:
                file.write(chunk)
        part.replace(output)
    except (FileNotFoundError, NotADirectoryError, PermissionError, IsADirectoryError) as error:
        raise _not_writable(output, error) from error
    finally:
        part.unlink(missing_ok=True)


def _on_record(database: Database, visible: VisibleLayer, ready: ReadyExport, output: Path) -> None:
    """Write the file as the service sends one: on record before, and with its hash afterwards."""
    outgoing = Outgoing()
    form, count = ready.format.key, ready.export.matched
    at_once(
        database,
        lambda staff: outgoing.announce(Recorder(staff=staff), visible, form=form, rows=count),
    )
    try:
        write_in_one_step(replace(ready, chunks=outgoing.passing(ready.chunks)), output)
    finally:
        at_once(database, lambda staff: outgoing.gone(Recorder(staff=staff)))


def told(ready: ReadyExport, output: Path) -> str:
    """The result in one line."""
    export = ready.export
    demo = " Demo registry: invented data." if export.is_demo else ""
    return (
        f"Wrote {export.matched:,} of {export.total:,} rows"
        f" ({export.unplaced:,} without position) to {output}.{demo}"
    )


def _result(ready: ReadyExport, output: Path) -> dict[str, object]:
    export = ready.export
    return {
        "layer": export.layer,
        "format": ready.format.key,
        "file": str(output),
        "rows": export.matched,
        "total": export.total,
        "unplaced": export.unplaced,
        "data_as_of": export.data_as_of.isoformat() if export.data_as_of else None,
        "filter": export.filter or None,
        "is_demo": export.is_demo,
        "user": export.user,
        "fingerprint": ready.batches.fingerprint,
    }


def _asked(
    layer: LayerId | None,
    filter_: str | None,
    columns: str | None,
    sort: str | None,
    parameter: list[str] | None,
) -> OpenList:
    if layer is None:
        message = f"name a layer ({', '.join(LayerId)}) or a list with --list."
        raise typer.BadParameter(message, param_hint="LAYER")
    visible = LAYERS[layer].as_seen_by(PLANNER_OF_ALL)
    if visible is None:
        raise ExportError(f"The layer {layer} cannot be exported.", "Choose another layer.")
    return OpenList(
        name=None,
        visible=visible.with_(_parameters(parameter or []), filter_),
        columns=None if columns is None else columns.split(","),
        sort=sort,
    )


def _not_writable(output: Path, error: OSError) -> AtlasError:
    return ExportError(
        f"{output} cannot be written: {error.strerror}.",
        "Name a file in a folder that exists and that you may write in.",
    )


def _format_by_ending(output: Path) -> FormatKey:
    try:
        return FormatKey(output.suffix.removeprefix(".").lower())
    except ValueError:
        message = f"{output.name} does not tell the format; add --format {'|'.join(FormatKey)}."
        raise typer.BadParameter(message, param_hint="--output") from None


def _parameters(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for name, sign, _ in pairs:
        if not (name and sign):
            message = "write it as NAME=VALUE."
            raise typer.BadParameter(message, param_hint="--parameter")
    return {name: value for name, _, value in pairs}
