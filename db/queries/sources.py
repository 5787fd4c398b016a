"""What stands behind the figures: which extracts, of which date."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from db.models.source import Source


def sources_of(targets: Collection[str]) -> Select[*tuple[Any, ...]]:
    """The newest committed extract of each of these kinds of rows."""
    return (
        select(
            Source.target,
            Source.form,
            Source.municipality_code.label("registry"),
            Source.extract_date,
            Source.imported_at,
        )
        .where(Source.target.in_(sorted(targets)))
        .order_by(Source.target, Source.form, Source.municipality_code)
    )
