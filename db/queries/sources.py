"""What stands behind the figures: which extracts, of which date."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Date, Select, cast, func, or_, select

from db.clock import COPENHAGEN
from db.models.inspection import Inspection
from db.models.source import Source


def sources_of(
    targets: Collection[str], codes: Select[Any] | None = None
) -> Select[*tuple[Any, ...]]:
    """The newest committed extract of each of these kinds of rows.

    `as_of` is the day it was extracted, else the day in Denmark that it was imported.

    Args:
        targets: The kinds of rows.
        codes: The registries that are asked about, all where None. An extract that is not of one
            registry, as BBR's that tell the municipality row by row, may stand behind any.
    """
    imported_on = cast(func.timezone(COPENHAGEN.key, Source.imported_at), Date)
    statement = (
        select(
            Source.target,
            Source.form,
            Source.municipality_code.label("registry"),
            Source.extract_date,
            Source.imported_at,
            func.coalesce(Source.extract_date, imported_on).label("as_of"),
        )
        .where(Source.target.in_(sorted(targets)))
        .order_by(Source.target, Source.form, Source.municipality_code)
    )
    if codes is None:
        return statement
    # Kept as somebody wrote it, in small letters too.
    registry = func.upper(Source.municipality_code)
    return statement.where(or_(registry.is_(None), registry.in_(codes)))


def grade_sources(properties: Select[Any]) -> Select[*tuple[Any, ...]]:
    """The sources of the grades of these properties, each with the day of its newest visit."""
    return (
        select(
            Inspection.source,
            func.max(func.coalesce(Inspection.inspected_on, Inspection.source_date)).label("day"),
        )
        .where(Inspection.property_id.in_(properties))
        .group_by(Inspection.source)
        .order_by(Inspection.source)
    )
