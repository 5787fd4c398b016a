"""Make an export of a layer: look once, count, refuse early, then write."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from db.database import Database
from db.queries.codes import code_titles
from db.queries.grid import grids_of
from db.queries.snapshot import Snapshot, snapshot
from gis_service.catalogue.service import registries_of
from gis_service.exports.background import behind, data_as_of, grades_behind
from layers.closed import chosen_columns, refuse_closed_layer
from layers.definition import VisibleLayer
from layers.fields import Field
from layers.words import Language
from maps.exports.batches import Batch, Batches, count_of
from maps.exports.drawing import NO_GROUND, Drawing
from maps.exports.export import Export
from maps.exports.formats import Format, Position
from maps.exports.rows import code_lists, columns_of, geometry_type, rows
from maps.ground import around_denmark
from maps.legend import legend_table
from maps.listing import Order

# Called with the rows that are written and the rows that there are.
Progress = Callable[[int, int], None]
# Gives the land that lies below a drawing, as GeoJSON.
Ground = Callable[[], bytes]

DENMARK = 25832
DEGREES = 4326
_SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyExport:
    """An export whose counts are taken and whose bytes can be asked for, once.

    Attributes:
        file_name: Tells layer or list, date and number of rows.
        batches: The rows on their way; their fingerprint is whole when all bytes were taken.
    """

    export: Export
    format: Format
    file_name: str
    batches: Batches
    chunks: Generator[bytes]
    _resources: ExitStack

    def close(self) -> None:
        """Let the database go, whether or not all bytes were taken."""
        self.chunks.close()
        self._resources.close()


def prepare(  # noqa: PLR0913 -- each is named where it is called
    database: Database,
    visible: VisibleLayer,
    format_: Format,
    *,
    language: Language,
    columns: Sequence[str] | None = None,
    sort: str | None = None,
    user: str | None = None,
    list_name: str | None = None,
    progress: Progress | None = None,
    ground: Ground | None = None,
) -> ReadyExport:
    """Count and date the rows in one look, and refuse what may not leave or does not fit.

    The caller closes what comes back.

    Args:
        database: The registry.
        visible: The rows that are listed.
        format_: The format of the file.
        language: The language of titles and of what is told about the rows.
        columns: The names of the columns in their order; None for all.
        sort: A field, with `-` before it for falling.
        user: Who takes the rows away.
        list_name: What the rows are called where they are a saved list.
        progress: Told of every batch of rows.
        ground: The land below a drawing.
    """
    refuse_closed_layer(visible.layer)
    names = chosen_columns(visible, columns)
    order = Order.read(sort, visible)
    with ExitStack() as stack:
        look = stack.enter_context(snapshot(database, visible.viewer))
        export = replace(_counted(look, visible, names, language), user=user, list_name=list_name)
        format_.refuse(export)
        if format_.position is Position.DRAWN:
            export = _drawn(look, visible, export, ground)
        statement = rows(
            visible,
            order,
            names=names,
            language=language,
            position=format_.position,
            srid=export.srid,
        )
        source: Iterator[Batch] = look.batches(statement)
        if progress is not None:
            source = _told(source, export.matched, progress)
        batches = Batches(names, source)
        return ReadyExport(
            export=export,
            format=format_,
            file_name=file_name(export, format_),
            batches=batches,
            chunks=format_.write(export, batches),
            _resources=stack.pop_all(),
        )


def file_name(export: Export, format_: Format) -> str:
    """A name that tells what is inside, in letters that every system takes."""
    called = export.list_name or export.title
    title = re.sub(r"[^a-z0-9]+", "-", called.lower().translate(_SPELLED)).strip("-")
    parts = [
        "landsbyatlas",
        *(["demo"] if export.is_demo else []),
        title or export.layer,
        *([export.data_as_of.isoformat()] if export.data_as_of else []),
        f"{export.matched}-{'raekker' if export.language is Language.DA else 'rows'}",
    ]
    return f"{'_'.join(parts)}.{format_.key}"


def _counted(
    look: Snapshot, visible: VisibleLayer, names: Sequence[str], language: Language
) -> Export:
    layer = visible.layer
    fields = [visible.by_name[name] for name in names]
    unfiltered = visible.with_({name: str(value) for name, value in visible.values.items()}, None)
    counts = look.row(visible.counts())
    total = counts if visible.condition is None else look.row(unfiltered.counts())
    grids = look.rows(grids_of(registries_of(visible)))
    srids = {row["local_srid"] for row in grids} or {DENMARK}
    background = behind(look, visible)
    return Export(
        layer=layer.id,
        title=layer.title.in_(language),
        language=language,
        columns=columns_of(fields, language, _lists(look, fields, language)),
        geometry_type=geometry_type(visible),
        srid=srids.pop() if len(srids) == 1 else DEGREES,
        data_as_of=data_as_of(background),
        sources=tuple(source.told(language) for source in background),
        grades=tuple(one.told(language) for one in grades_behind(look, visible, names)),
        filter=_asked(visible),
        matched=counts["total"],
        placed=counts["placed"],
        total=total["total"],
        is_demo=any(row["is_demo"] for row in grids),
    )


def _drawn(look: Snapshot, visible: VisibleLayer, export: Export, ground: Ground | None) -> Export:
    """The export with the look of its layer."""
    style = visible.layer.style
    counts = {"total": export.matched, "placed": export.placed, "unplaced": export.unplaced}
    counted = look.rows(visible.class_counts())
    land = NO_GROUND if ground is None else ground()
    drawing = Drawing(
        legend=legend_table(visible, counted, counts, export.total, export.language),
        name=visible.layer.name,
        opacity=style.opacity,
        ground=around_denmark(land) if export.srid == DENMARK else land,
    )
    return replace(export, drawing=drawing)


def _told(batches: Iterator[Batch], total: int, progress: Progress) -> Iterator[Batch]:
    done = 0
    for batch in batches:
        yield batch
        done += count_of(batch)
        progress(done, total)


def _lists(
    look: Snapshot, fields: Sequence[Field], language: Language
) -> dict[str, dict[str, str]]:
    """The titles of the values of code lists, by list."""
    lists: dict[str, dict[str, str]] = {}
    for row in look.rows(code_titles(code_lists(fields))):
        lists.setdefault(row["list"], {})[row["code"]] = row[f"title_{language}"]
    return lists


def _asked(visible: VisibleLayer) -> str:
    """The filter and the parameters, as they can be asked for again."""
    parameters = [f"{name}={value}" for name, value in sorted(visible.values.items())]
    condition: list[Any] = [] if visible.condition is None else [visible.condition.text]
    return "; ".join([*condition, *parameters])
