"""The priority of a property as bars: one per criterion of the model, and the rows behind each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis_service.priority.model import rule_value
from gis_service.registry.grades import newest_grade
from gis_service.registry.known import Known
from layers.pool import NO, YES
from layers.words import Words

_SUM: Final = Words(
    da="Summen af søjlerne nedenfor efter modellen {model}.",
    en="The sum of the bars below, by the model {model}.",
)
_STANDS_IN: Final = Words(
    da="Ingen har bedømt huset: mistanken står i stedet for en karakter.",
    en="Nobody has graded the house: the suspicion stands in for a grade.",
)
_NOT_RANKED: Final = Words(
    da="Ingen prioritet: tilstanden mangler, og uden den er der intet at prioritere efter.",
    en="No priority: the condition is missing, and without it there is nothing to rank by.",
)
_NOT_STANDING: Final = Words(
    da="Ejendommen har ingen opført bygning og prioriteres derfor ikke.",
    en="The property has no standing building and is therefore not ranked.",
)
_NOT_SCREENED: Final = Words(
    da="Ejendommen er ikke screenet endnu.", en="The property has not been screened yet."
)
_OF: Final = Words(da="{told}: {value} af {weight}", en="{told}: {value} of {weight}")
_MISSING: Final = Words(da="Mangler: {told}", en="Missing: {told}")
_GRADE: Final = Words(da="Karakter {grade} ({day})", en="Grade {grade} ({day})")
_GRADE_UNDATED: Final = Words(da="Karakter {grade} (uden dato)", en="Grade {grade} (undated)")
_SUSPICION: Final = Words(
    da="Mistanke {value} står i stedet for en karakter",
    en="Suspicion {value} stands in for a grade",
)
_GRADE_WITHOUT_POINTS: Final = Words(
    da="karakteren {grade} har ingen point i modellen, og skalaer omregnes ikke.",
    en="the grade {grade} has no points in the model, and scales are not converted.",
)
_NEITHER: Final = Words(
    da="ingen har bedømt ejendommen, og ingen regel giver en mistanke.",
    en="nobody has graded the property, and no rule gives a suspicion.",
)
_IN: Final = Words(da="Ligger i {place}", en="Lies in {place}")
_AT: Final = Words(da="Ligger {distance} fra {place}", en="Lies {distance} from {place}")
_OPEN: Final = Words(
    da="Ligger i det åbne land, langt fra enhver by", en="Lies in open land, far from any place"
)
_NO_PLACE: Final = Words(
    da="det vides ikke, hvilken by ejendommen ligger i.",
    en="it is not known which place the property lies in.",
)
_ELIGIBLE: Final = Words(da="Omfattet af puljen i {year}", en="Covered by the pool in {year}")
_NOT_ELIGIBLE: Final = Words(
    da="Ikke omfattet af puljen i {year}", en="Not covered by the pool in {year}"
)
_ELIGIBLE_UNKNOWN: Final = Words(
    da="det er uvist, om puljen omfatter ejendommen i {year}.",
    en="it is unknown whether the pool covers the property in {year}.",
)
_WEIGHT: Final = Words(da="Vægt: {criterion}", en="Weight: {criterion}")
_POINTS: Final = Words(da="Point for {value}", en="Points for {value}")
_NEAR_LIMIT: Final = Words(
    da="Så nær en by regnes som nær ved (meter)", en="So near a place counts as near it (metres)"
)
_PLACES: Final[Mapping[str, Words]] = {
    "in": Words(da="at ligge i en by", en="lying in a place"),
    "near": Words(da="at ligge nær ved en by", en="lying near a place"),
    "away": Words(da="at ligge langt fra en by", en="lying far from a place"),
}
_ANSWERS: Final[Mapping[str, Words]] = {
    YES: Words(da="at være omfattet af puljen", en="being covered by the pool"),
    NO: Words(da="ikke at være omfattet af puljen", en="not being covered by the pool"),
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    """What a criterion was given: in words, and the row of points that it leads to.

    Attributes:
        told: What it is, or what is missing.
        points: The scale and value whose points count; None where the suspicion is the points.
        value_told: What those points are for.
    """

    told: str
    points: tuple[str, str] | None = None
    value_told: str = ""


def priority_sentence(known: Known) -> str:
    """What the priority is made of, or why there is none."""
    row, say = known.row, known.writing.say
    if not row["is_standing"]:
        return say(_NOT_STANDING)
    if row["priority_model"] is None:
        return say(_NOT_SCREENED)
    if row["priority"] is None:
        return say(_NOT_RANKED)
    told = say(_SUM, model=row["priority_model"])
    return told if row["is_graded"] else f"{say(_STANDS_IN)} {told}"


def bars(known: Known) -> list[dict[str, Any]]:
    """One bar per criterion, in the model's order; those that are not missing sum to the score."""
    return [
        _bar(known, criterion)
        for criterion in known.criteria
        if f"priority_{criterion['criterion']}" in known.row
    ]


def _bar(known: Known, criterion: Row) -> dict[str, Any]:
    language, say = known.writing.language, known.writing.say
    name = criterion["criterion"]
    value = known.row[f"priority_{name}"]
    given = _INPUTS[name](known)
    title = criterion[f"title_{language}"]
    if value is None:
        sentence = say(_MISSING, told=given.told)
    else:
        sentence = say(_OF, told=given.told, value=value, weight=criterion["weight"])
    return {
        "criterion": name,
        "title": title,
        "description": criterion[f"description_{language}"],
        "value": value,
        "weight": criterion["weight"],
        "is_missing": value is None,
        "stands_in": name == "condition" and value is not None and not known.row["is_graded"],
        "sentence": sentence,
        "rows": list(_rows(known, criterion, given)),
    }


def _rows(known: Known, criterion: Row, given: _Input) -> Iterator[dict[str, Any]]:
    """The published rows that a bar comes from: its weight, and the points of what it was given."""
    say = known.writing.say
    title = criterion[f"title_{known.writing.language}"]
    yield _row(say(_WEIGHT, criterion=title), criterion["weight"], criterion)
    for points in known.points:
        if (points["criterion"], (points["scale"], points["value"])) == (
            criterion["criterion"],
            given.points,
        ):
            yield _row(say(_POINTS, value=given.value_told), points["points"], points)
    if criterion["criterion"] == "place" and known.near is not None:
        yield _row(say(_NEAR_LIMIT), rule_value(known.near), known.near)


def _row(title: str, value: float | None, row: Row) -> dict[str, Any]:
    return {
        "title": title,
        "value": value,
        "valid_from": row["valid_from"],
        "source": row["source"],
    }


def _condition(known: Known) -> _Input:
    row, say = known.row, known.writing.say
    grade = newest_grade(known)
    if grade is not None:
        name = grade["name"]
        points = (row["grade_scale"], row["grade"])
        if row["priority_condition"] is None:
            return _Input(
                told=say(_GRADE_WITHOUT_POINTS, grade=name), points=points, value_told=name
            )
        dated = _GRADE if row["graded_on"] else _GRADE_UNDATED
        day = known.writing.day(row["graded_on"]) if row["graded_on"] else ""
        return _Input(told=say(dated, grade=name, day=day), points=points, value_told=name)
    if row["suspicion"] is None:
        return _Input(told=say(_NEITHER))
    return _Input(told=say(_SUSPICION, value=row["suspicion"]))


def _place(known: Known) -> _Input:
    row, say = known.row, known.writing.say
    if row["priority_place"] is None:
        return _Input(told=say(_NO_PLACE))
    away_m = row["place_distance_m"]
    if row["in_place"]:
        told, value = say(_IN, place=row["place_name"]), "in"
    elif away_m is None:
        told, value = say(_OPEN), "away"
    else:
        told = say(_AT, distance=known.writing.metres(away_m), place=row["place_name"])
        reach = rule_value(known.near)
        value = "near" if reach is not None and away_m <= reach else "away"
    return _Input(told=told, points=("place", value), value_told=say(_PLACES[value]))


def _eligible(known: Known) -> _Input:
    row, say = known.row, known.writing.say
    year = row["screened_as_of"].year if row["screened_as_of"] else ""
    if row["priority_eligible"] is None:
        return _Input(told=say(_ELIGIBLE_UNKNOWN, year=year))
    answer = YES if known.eligible == YES else NO
    told = say(_ELIGIBLE if answer == YES else _NOT_ELIGIBLE, year=year)
    return _Input(told=told, points=("eligible", answer), value_told=say(_ANSWERS[answer]))


_INPUTS: Final = {"condition": _condition, "place": _place, "eligible": _eligible}
