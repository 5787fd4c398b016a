"""The base of all table models."""

from typing import ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class Base(DeclarativeBase):
    """All tables and views that the product reads or writes."""

    metadata = MetaData(naming_convention=NAMING)


class MapView(Base):
    """A view of schema `map`: what the reader's login may select from, and nothing else."""

    __abstract__ = True
    __table_args__: ClassVar[dict[str, str]] = {"schema": "map"}  # type: ignore[misc]  # SQLAlchemy declares it wider
