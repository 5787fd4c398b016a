"""What the catalogue says of its layers, in one language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select

from db.access import Viewer
from db.queries.codes import code_titles
from db.queries.sources import sources_of
from db.reading import Reader
from layers.catalogue import CATALOGUE
from layers.definition import VisibleLayer
from layers.fields import CodeList, Field
from layers.parameters import Parameter
from layers.words import Language
from maps.counting import Counts

# Which imports a layer's rows come from, by the table they are kept in.
TARGETS: Mapping[str, frozenset[str]] = {
    "property": frozenset({"bbr_building", "bbr_unit", "dar_address", "listed_property"}),
    "building": frozenset({"bbr_building", "footprint"}),
    "place": frozenset({"place"}),
    "municipality": frozenset({"municipality", "bbr_unit"}),
}

Choices = Mapping[str, Sequence[Mapping[str, str]]]


def seen_by(viewer: Viewer) -> tuple[VisibleLayer, ...]:
    """The layers that this viewer may see, in the catalogue's order."""
    seen = (layer.as_seen_by(viewer) for layer in CATALOGUE)
    return tuple(visible for visible in seen if visible is not None)


async def choices_of(layers: Iterable[VisibleLayer], reader: Reader, language: Language) -> Choices:
    """The codes to choose from, by code list, for all fields of some layers at once."""
    names = {
        field.choices.name
        for visible in layers
        for field in visible.fields
        if isinstance(field.choices, CodeList)
    }
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in await reader.rows(code_titles(names)):
        title = row[f"title_{language}"]
        found.setdefault(row["list"], []).append({"value": row["code"], "title": title})
    return found


def described(visible: VisibleLayer, choices: Choices, language: Language) -> dict[str, Any]:
    """A layer as the catalogue tells it."""
    layer = visible.layer
    return {
        "id": layer.id,
        "title": layer.title.in_(language),
        "description": layer.description.in_(language),
        "geometry": layer.style.shape.value,
        "fields": [_field(field, choices, language) for field in visible.fields],
        "parameters": [_parameter(one, language) for one in layer.parameters],
        "sort": layer.sort,
        "low_zoom": layer.low_zoom.value,
        "max_zoom": 22,
    }


async def counted(visible: VisibleLayer, reader: Reader, counts: Counts) -> dict[str, Any]:
    """How many rows a layer has, with and without a position, and how old its data are.

    Only the extracts for the registries of these rows count.
    """
    rows = await counts.rows(visible)
    targets = TARGETS[visible.layer.table_name]
    sources = await reader.rows(sources_of(targets, registries_of(visible)))
    return {
        **rows,
        "data_as_of": _as_of(sources),
        "sources": [dict(source) for source in sources],
    }


async def sources_behind(
    layers: Iterable[VisibleLayer], reader: Reader
) -> Sequence[Mapping[str, Any]]:
    """The extracts that the rows of some layers come from, each once, with its day `as_of`."""
    targets = frozenset().union(*(TARGETS[visible.layer.table_name] for visible in layers))
    return await reader.rows(sources_of(targets))


def registries_of(visible: VisibleLayer) -> Select[Any]:
    """The codes of the registries that the rows of a selection belong to."""
    return visible.select(()).add_columns(visible.layer.table.__table__.c["municipality_code"])


def _as_of(sources: Sequence[Mapping[str, Any]]) -> date | None:
    """The day that no kind of rows is older than: of each the newest extract, of these the oldest.

    The day of the import where a file says none.
    """
    newest: dict[str, date] = {}
    for source in sources:
        if day := source["as_of"]:
            newest[source["target"]] = max(day, newest.get(source["target"], day))
    return min(newest.values(), default=None)


def _field(field: Field, choices: Choices, language: Language) -> dict[str, Any]:
    listed: Sequence[Mapping[str, str]] | None = None
    if isinstance(field.choices, CodeList):
        listed = choices.get(field.choices.name, [])
    elif field.choices is not None:
        listed = [{"value": one.value, "title": one.title.in_(language)} for one in field.choices]
    return {
        "name": field.name,
        "title": field.title.in_(language),
        "description": field.description.in_(language),
        "kind": field.kind.value,
        "unit": field.unit,
        "source": field.source,
        "choices": listed,
    }


def _parameter(one: Parameter, language: Language) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title.in_(language),
        "description": one.description.in_(language),
        "default": one.default(),
        "minimum": one.minimum,
        "maximum": one.maximum,
    }
