"""Which extracts stand behind the rows of a layer, and of what day they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func

from db.queries.snapshot import Snapshot
from db.queries.sources import sources_of
from gis_service.catalogue.service import TARGETS
from layers.definition import VisibleLayer
from layers.words import Language, Words

TITLES: Final[Mapping[str, Words]] = {
    "bbr_building": Words(da="BBR-bygninger", en="BBR buildings"),
    "bbr_unit": Words(da="BBR-enheder", en="BBR units"),
    "dar_address": Words(da="DAR-adresser", en="DAR addresses"),
    "footprint": Words(da="Bygningsomrids", en="Building footprints"),
    "listed_property": Words(da="Indlæst ejendomsliste", en="Imported list of properties"),
    "municipality": Words(da="Kommunegrænser", en="Municipality boundaries"),
    "place": Words(da="Byer", en="Places"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """One kind of extract behind the rows, with the day of the newest."""

    target: str
    day: date | None

    def told(self, language: Language) -> str:
        """The extract and its day, for people."""
        title = TITLES[self.target].in_(language) if self.target in TITLES else self.target
        return title if self.day is None else f"{title} {self.day:{_DATES[language]}}"


_DATES: Final = {Language.DA: "%d-%m-%Y", Language.EN: "%Y-%m-%d"}


def sources(look: Snapshot, table_name: str) -> Sequence[Background]:
    """What stands behind the rows of a table, one line per kind of extract."""
    newest: dict[str, date | None] = {}
    for row in look.rows(sources_of(TARGETS[table_name])):
        days = (row["as_of"], newest.get(row["target"]))
        newest[row["target"]] = max((one for one in days if one), default=None)
    return [Background(target=target, day=newest[target]) for target in sorted(newest)]


def rows_own(look: Snapshot, visible: VisibleLayer) -> Sequence[Background]:
    """What the rows themselves tell, where no import stands behind them."""
    if not {"source", "source_date"} <= visible.by_name.keys():
        return []
    source, day = visible.column("source"), visible.column("source_date")
    told = visible.select(()).add_columns(source, func.max(day.element).label("day"))
    rows = look.rows(told.group_by(source.element).order_by(source.element))
    return [Background(target=row["source"], day=row["day"]) for row in rows if row["source"]]


def data_as_of(background: Iterable[Background]) -> date | None:
    """The day of the newest extract; None where no file told one."""
    return max((one.day for one in background if one.day), default=None)
