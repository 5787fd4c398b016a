"""Which sources stand behind the rows of an export, and of what day they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func

from db.models.property import Property
from db.queries.snapshot import Snapshot
from db.queries.sources import grade_sources, sources_of
from gis_service.catalogue.service import TARGETS, registries_of
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
    """One source of the rows, with the day of its newest extract."""

    target: str
    day: date | None

    def told(self, language: Language) -> str:
        """The extract and its day, for people."""
        title = TITLES[self.target].in_(language) if self.target in TITLES else self.target
        return title if self.day is None else f"{title} {self.day:{_DATES[language]}}"


# The fields that a grade stands in or decides.
GRADED: Final = frozenset(
    {
        *("grade", "grade_title", "grade_scale", "grade_part", "graded_on", "is_graded"),
        *("condition", "priority", "priority_condition"),
    }
)
_DATES: Final = {Language.DA: "%d-%m-%Y", Language.EN: "%Y-%m-%d"}


def behind(look: Snapshot, visible: VisibleLayer) -> Sequence[Background]:
    """What stands behind the rows of a selection: what they tell, else what was imported."""
    return _rows_own(look, visible) or _imported(look, visible)


def _imported(look: Snapshot, visible: VisibleLayer) -> Sequence[Background]:
    """The extracts for the registries of the rows, one line per kind of extract."""
    newest: dict[str, date | None] = {}
    for row in look.rows(sources_of(TARGETS[visible.layer.table_name], registries_of(visible))):
        days = (row["as_of"], newest.get(row["target"]))
        newest[row["target"]] = max((one for one in days if one), default=None)
    return [Background(target=target, day=newest[target]) for target in sorted(newest)]


def _rows_own(look: Snapshot, visible: VisibleLayer) -> Sequence[Background]:
    """What the rows themselves tell; of several registries the one with the oldest extract counts.

    An extract is as new as its newest row.
    """
    if not {"source", "source_date"} <= visible.by_name.keys():
        return []
    code = visible.layer.table.__table__.c["municipality_code"]
    source, day = visible.expression("source"), visible.expression("source_date")
    told = visible.select(()).add_columns(source.label("source"), func.max(day).label("day"))
    oldest: dict[str, date | None] = {}
    for row in look.rows(told.group_by(source, code)):
        if row["source"]:
            days = (row["day"], oldest.get(row["source"]))
            oldest[row["source"]] = min((one for one in days if one), default=None)
    return [Background(target=source, day=oldest[source]) for source in sorted(oldest)]


def grades_behind(
    look: Snapshot, visible: VisibleLayer, names: Iterable[str]
) -> Sequence[Background]:
    """Where the grades behind the columns come from, each with the day of its newest visit."""
    if Property.__table__ is not visible.layer.table.__table__ or not GRADED.intersection(names):
        return []
    graded = visible.select(()).add_columns(visible.layer.key).where(Property.grade.is_not(None))
    return [
        Background(target=row["source"], day=row["day"]) for row in look.rows(grade_sources(graded))
    ]


def data_as_of(background: Iterable[Background]) -> date | None:
    """The day that no source is older than; None where no source told one."""
    return min((one.day for one in background if one.day), default=None)
