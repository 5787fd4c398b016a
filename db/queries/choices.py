"""What the filters of a page can be set to: the registries, places and rules that there are."""

from typing import Any

from sqlalchemy import Select, exists, func, select, union_all

from db.access import Viewer
from db.models.inspection import Grade
from db.models.place import Place, Registry
from db.models.property import Property
from db.models.rule import CodeTitle, ScreeningRule
from db.models.source import ScreenedRegistry, Version
from db.queries.dated import in_force

_DANISH = "da-x-icu"
# How many cells of rows, zoom 22, one of versions holds, zoom 9.
_CELLS = 4 ** (22 - 9)


def registries(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The registries a viewer may see, by name."""
    wanted = select(Registry.municipality_code.label("code"), Registry.name)
    if viewer.registries is not None:
        wanted = wanted.where(Registry.municipality_code.in_(sorted(viewer.registries)))
    return wanted.order_by(Registry.name.collate(_DANISH))


def place_names(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The names of places with properties in or near them, each once."""
    name = Place.name.collate(_DANISH)
    wanted = select(Place.name).where(Place.property_count > 0)
    if viewer.registries is not None:
        wanted = wanted.where(Place.municipality_code.in_(sorted(viewer.registries)))
    return wanted.group_by(Place.name).order_by(name)


def rules() -> Select[*tuple[Any, ...]]:
    """The screening rules in force today, in the order of their numbers."""
    number = func.length(ScreeningRule.rule)
    return (
        select(
            ScreeningRule.rule,
            ScreeningRule.kind,
            ScreeningRule.weight,
            ScreeningRule.title_da,
            ScreeningRule.title_en,
            ScreeningRule.description_da,
            ScreeningRule.description_en,
        )
        .where(in_force(ScreeningRule))
        .order_by(number, ScreeningRule.rule)
    )


def grades() -> Select[*tuple[Any, ...]]:
    """The grades of all scales in force today, the worst of each first."""
    return (
        select(Grade.scale, Grade.grade, Grade.title_da, Grade.title_en)
        .where(in_force(Grade))
        .order_by(Grade.scale, Grade.rank.desc().nulls_last(), Grade.grade)
    )


def scales() -> Select[*tuple[Any, ...]]:
    """The scales in force today; one that has grades and no title yet is called by its code."""
    titled = select(CodeTitle.code, CodeTitle.title_da, CodeTitle.title_en).where(
        CodeTitle.list == "grade_scale", in_force(CodeTitle)
    )
    graded = (
        select(Grade.scale, Grade.scale, Grade.scale)
        .where(in_force(Grade), Grade.scale.not_in(titled.with_only_columns(CodeTitle.code)))
        .distinct()
    )
    found = union_all(titled, graded).subquery()
    return select(found.c.code, found.c.title_da, found.c.title_en).order_by(found.c.code)


def last_screening() -> Select[*tuple[Any, ...]]:
    """The newest day that a registry which may be seen was screened for."""
    return select(func.max(ScreenedRegistry.as_of))


def property_cells(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The zoom-9 tiles that properties lie in, as Morton numbers; a short list in any registry."""
    wanted = select(Version.cell).where(Version.source == "property", Version.cell >= 0)
    if viewer.registries is None:
        return wanted
    # A version is of a square, not of a municipality: those of others show where theirs lie.
    first = Version.cell * _CELLS
    last = first + (_CELLS - 1)
    return wanted.where(
        exists().where(
            Property.state == "standing",
            Property.cell.between(first, last),
            Property.municipality_code.in_(sorted(viewer.registries)),
        )
    )
