"""What people graded on site, each grade in its own scale, as the card tells it."""

from collections.abc import Mapping
from typing import Any, Final

from gis_service.registry.known import Known
from layers.words import Language, Words

OVERALL: Final = "overall"
# How a grade is called among people: a K grade by its letter, a colour by its name.
_CALLED: Final[Mapping[str, Words]] = {
    "K": Words(da="{grade}", en="{grade}"),
    "FARVE": Words(da="{title}", en="{title}"),
    "SAVE": Words(da="SAVE {grade}", en="SAVE {grade}"),
    "EGEN": Words(da="»{grade}«", en="“{grade}”"),
}
SCALES: Final = tuple(_CALLED)
_OTHER_SCALE: Final = Words(da="{scale} {grade}", en="{scale} {grade}")

Row = Mapping[str, Any]


def grade_name(scale: str, grade: str, title: str | None, language: Language) -> str:
    """What a grade is called: K3, Rød, SAVE 7, or the words of an own form."""
    words = _CALLED.get(scale, _OTHER_SCALE)
    return words.in_(language).format(scale=scale, grade=grade, title=title or grade)


def inspections_told(known: Known) -> list[dict[str, Any]]:
    """All grades that were given, the newest first."""
    return [_inspection(known, row) for row in known.inspections]


def newest_grade(known: Known) -> dict[str, Any] | None:
    """The grade that counts: the newest, of the whole property where the whole was graded."""
    row = known.row
    if row["grade"] is None:
        return None
    # The row of the inspection has the rest; a grade may also stand alone.
    behind = next(
        (
            one
            for one in known.inspections
            if (one["scale"], one["grade"], one["part"], one["inspected_on"])
            == (row["grade_scale"], row["grade"], row["grade_part"], row["graded_on"])
        ),
        None,
    )
    alone = {
        "id": None,
        "scale": row["grade_scale"],
        "grade": row["grade"],
        "part": row["grade_part"],
        "inspected_on": row["graded_on"],
        "inspector": None,
        "title_da": None,
        "title_en": None,
        "source": row["source"],
        "source_date": row["source_date"],
    }
    return _inspection(known, alone if behind is None else behind)


def _inspection(known: Known, row: Row) -> dict[str, Any]:
    language = known.writing.language
    title = row[f"title_{language}"]
    name = grade_name(row["scale"], row["grade"], title, language)
    return {
        "id": row["id"],
        "scale": row["scale"],
        "scale_title": known.meanings.title("grade_scale", row["scale"]) or row["scale"],
        "grade": row["grade"],
        "name": name,
        "title": None if title in {None, name} else title,
        "part": row["part"],
        "part_title": known.meanings.title("grade_part", row["part"]) or row["part"],
        "is_overall": row["part"] == OVERALL,
        "date": row["inspected_on"],
        "inspector": row["inspector"],
        "source": {"name": row["source"], "date": row["source_date"]},
    }
