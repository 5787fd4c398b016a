"""What stands behind the figures: extracts, screening runs, and the versions of what tiles show."""

from datetime import date, datetime

from sqlalchemy import BigInteger, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import MapView


class Source(MapView):
    """The newest committed extract of a kind of rows, for "data as of" (`map.source`)."""

    __tablename__ = "source"

    target: Mapped[str | None] = mapped_column(primary_key=True)
    form: Mapped[str | None] = mapped_column(primary_key=True)
    municipality_code: Mapped[str | None] = mapped_column("registry", primary_key=True)
    extract_date: Mapped[date | None]
    imported_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ScreenedRegistry(MapView):
    """The day that the newest screening of a registry was for (`map.screened_registry`)."""

    __tablename__ = "screened_registry"

    municipality_code: Mapped[str] = mapped_column(primary_key=True)
    as_of: Mapped[date]


class Version(MapView):
    """How often the rows of a source changed in one zoom-9 cell (`map.version`).

    Attributes:
        cell: Morton number of the zoom-9 tile; -1 for rows without position and for whole sources.
    """

    __tablename__ = "version"

    source: Mapped[str] = mapped_column(primary_key=True)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
