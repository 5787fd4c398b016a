"""Which grid the rows of a selection are measured in."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from db.models.place import Registry


def grids_of(codes: Select[Any]) -> Select[Any]:
    """The EPSG codes of the registries with these municipality codes, and whether they are demo."""
    columns: tuple[InstrumentedAttribute[Any], ...] = (Registry.local_srid, Registry.is_demo)
    return select(*columns).where(Registry.municipality_code.in_(codes)).distinct()
