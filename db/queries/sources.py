"""What stands behind the figures: which extracts, of which date."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Date, Select, cast, func, select

from db.clock import COPENHAGEN
from db.models.source import Source


def sources_of(targets: Collection[str]) -> Select[*tuple[Any, ...]]:
    """The newest committed extract of each of these kinds of rows.

    `as_of` is the day it was extracted, else the day in Denmark that it was imported.
    """
    imported_on = cast(func.timezone(COPENHAGEN.key, Source.imported_at), Date)
    return (
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
