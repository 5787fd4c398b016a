"""Grades as a table gives them: in which scale, of which part, and whether there is such a one."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import psycopg

from db.clock import today
from db.imports.errors import Refused
from db.imports.source import normal_key
from db.imports.statements import statement

OVERALL = "grade"
# The part that each field grades; what `grade` is of, the row's `grade_part` says.
PARTS: Mapping[str, str] = {
    "grade_roof": "roof",
    "grade_wall": "wall",
    "grade_window": "window",
    "grade_foundation": "foundation",
    "grade_indoor": "indoor",
}
GRADES = frozenset({OVERALL, *PARTS})
OWN = "EGEN"
_SAVE = "SAVE"
_LONGEST = 80
_LONGEST_NAME = 120
_OTHER = "other"
_TOLD_PARTS, _MOST_PARTS = 5, 100
_FITTING = 0.5
# So short a value may be a grade of a scale that only the registry knows.
_BRIEF = 3
# The scales whose grades are told by their looks.
FORMED = frozenset({"K", "FARVE", _SAVE})

# What people call the scales and the parts besides, without case, accents and signs.
_SCALE_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("k", "kskala", "kkarakter", "kkarakterer", "k0k3", "huseftersyn"), "K"),
    **dict.fromkeys(
        ("farve", "farver", "farveskala", "farvekode", "color", "colour", "colours", "colors"),
        "FARVE",
    ),
    **dict.fromkeys(("save", "savevaerdi", "saveskala", "save19"), _SAVE),
    **dict.fromkeys(("egen", "egenskala", "eget", "egetskema", "own", "ownscale"), OWN),
}
_PART_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("overall", "hele", "helhed", "samlet", "ejendom", "ejendommen", "bygning", "whole"),
        "overall",
    ),
    **dict.fromkeys(("roof", "tag", "tagdaekning"), "roof"),
    **dict.fromkeys(("wall", "walls", "ydervaeg", "ydervaegge", "mur", "facade"), "wall"),
    **dict.fromkeys(("window", "windows", "vindue", "vinduer", "vinduerogdoere"), "window"),
    **dict.fromkeys(("foundation", "fundament", "sokkel"), "foundation"),
    **dict.fromkeys(("indoor", "inde", "indvendig", "indvendigt", "indeklima"), "indoor"),
    **dict.fromkeys(("other", "andet", "anden", "oevrigt"), _OTHER),
}
_COLOURS = frozenset({"graa", "gul", "roed", "sort", "grey", "yellow", "red", "black"})
_SAVE_NUMBER = re.compile(r"(?:save\s*)?([1-9])(?:[.,]0+)?", re.IGNORECASE)


class BadGrade(Exception):  # noqa: N818 -- named for what it is, as Refused and Busy
    """A grade cannot be taken: the field that stands in the way, and why in plain Danish."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGrade:
    """A grade of a scale while it is in force."""

    scale: str
    grade: str
    valid_from: date
    valid_to: date | None
    title_da: str
    title_en: str

    def holds_on(self, day: date) -> bool:
        """Whether it is in force, the last day included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale that the registry keeps grades in."""

    code: str
    title_da: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """Reads the grades of one table.

    Attributes:
        scale: The scale of rows that do not name theirs; None where nobody has said it.
        scales: The scales that there are.
        known: The grades of all scales, with the time each is in force.
        other_parts: The parts that we have no word for, as they stood, with their rows.
    """

    scale: str | None
    scales: tuple[Scale, ...]
    known: tuple[KnownGrade, ...]
    other_parts: Counter[str] = field(default_factory=Counter)

    @property
    def note(self) -> str | None:
        """What is told about parts that became another than was written; None where none did."""
        if not self.other_parts:
            return None
        words = [f"»{word}« ({rows})" for word, rows in self.other_parts.most_common(_TOLD_PARTS)]
        more = " med flere" if len(self.other_parts) > _TOLD_PARTS else ""
        return f"Disse bygningsdele kendes ikke og står som »Andet«: {', '.join(words)}{more}."

    def graded(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields of a row with its grades in their one spelling; raises `BadGrade`."""
        inspected_on = fields.get("inspected_on")
        day = date.fromisoformat(inspected_on) if inspected_on else today()
        if day > today():
            raise BadGrade("inspected_on", "ligger i fremtiden")
        if len(fields.get("inspector", "")) > _LONGEST_NAME:
            raise BadGrade("inspector", f"er længere end {_LONGEST_NAME} tegn og er ikke et navn")
        names = [name for name in fields if name in GRADES]
        if not names:
            return dict(fields)
        scale = self._scale_of(fields)
        grades = {name: self._grade(name, fields[name], scale, day) for name in names}
        part = self._part_of(fields.get("grade_part"))
        if part in {PARTS[name] for name in names if name in PARTS}:
            raise BadGrade("grade_part", "er en del, som en anden kolonne også giver karakter")
        return {**fields, **grades, "grade_scale": scale, "grade_part": part}

    def _part_of(self, text: str | None) -> str:
        """The part that a row is about; one we have no word for is some other part, and noted."""
        if not text:
            return "overall"
        part = _PART_NAMES.get(_plain(text))
        if part is None:
            word = text.strip()[:_LONGEST]
            # A file whose column holds something else than parts is not kept whole in a note.
            if word in self.other_parts or len(self.other_parts) < _MOST_PARTS:
                self.other_parts[word] += 1
        return part or _OTHER

    def _scale_of(self, fields: Mapping[str, str]) -> str:
        named = fields.get("grade_scale")
        scale = scale_named(named, self.scales) if named else self.scale
        if named and scale is None:
            raise BadGrade("grade_scale", f"er ikke en kendt skala ({_titles(self.scales)})")
        if scale is None:
            raise BadGrade("grade_scale", "er tom, så det vides ikke, hvilken skala rækken er i")
        return scale

    def _grade(self, name: str, text: str, scale: str, day: date) -> str:
        if scale == OWN:
            if len(text) > _LONGEST:
                raise BadGrade(name, f"er længere end {_LONGEST} tegn og er ikke en karakter")
            return text
        if scale == _SAVE and (found := _SAVE_NUMBER.fullmatch(text.strip())):
            text = found[1]
        there = [each for each in self.known if each.scale == scale and each.holds_on(day)]
        spelled = {grade for each in there for grade in _meant(each, there, text)}
        if len(spelled) != 1:
            grades = ", ".join(dict.fromkeys(each.grade for each in there))
            raise BadGrade(name, f"er ikke en karakter i skalaen {scale} ({grades})")
        return spelled.pop()


def grading_of(connection: psycopg.Connection, scale: str | None) -> Grading:
    """The grades that a registry knows, and the scale of a table as somebody named it."""
    rows = connection.execute(statement("known_grades")).fetchall()
    scales = tuple(
        Scale(code=code, title_da=da, title_en=en)
        for code, da, en in connection.execute(statement("known_scales")).fetchall()
    )
    named = None
    if scale is not None:
        named = scale_named(scale, scales)
        if named is None:
            raise unknown_scale(f"»{scale}« er ikke en kendt skala.", scales)
    known = tuple(
        KnownGrade(
            scale=scale, grade=grade, valid_from=begin, valid_to=end, title_da=da, title_en=en
        )
        for scale, grade, begin, end, da, en in rows
    )
    return Grading(scale=named, scales=scales, known=known)


def scale_named(name: str, scales: Iterable[Scale]) -> str | None:
    """The scale that is meant by what somebody calls it: its code, its title or another word."""
    plain = _plain(name)
    meant = _SCALE_NAMES.get(plain)
    for each in scales:
        if plain in {_plain(text) for text in (each.code, each.title_da, each.title_en)}:
            return each.code
    return next((each.code for each in scales if each.code == meant), None)


def scale_called(name: str) -> str:
    """What somebody calls a scale in our word for it, where we have one; else as it is."""
    return _SCALE_NAMES.get(_plain(name), name)


def guessed_scale(columns: Collection[str], values: Iterable[str]) -> str | None:
    """The one scale that these values can belong to; None where two could, or none.

    Digits are a grade in many forms, so only the name of the column tells that they are SAVE.
    """
    told = [_obvious_scale(value) for value in values]
    found = set(told) - {None}
    if len(found) == 1 and len(told) - told.count(None) >= _FITTING * len(told):
        return found.pop()
    if not found and any("save" in _plain(column) for column in columns):
        return _SAVE
    return None


def is_obvious(value: str) -> bool:
    """Whether a value can only be a grade: of the K scale, or a colour."""
    return _obvious_scale(value) is not None


def is_number(value: str) -> bool:
    """Whether a value is a number that may be a grade in some scale."""
    return _SAVE_NUMBER.fullmatch(value.strip()) is not None


def is_brief(value: str) -> bool:
    """Whether a value is short enough for a grade of a scale that we have no words for."""
    return 0 < len(_plain(value)) <= _BRIEF


def missing_scale(columns: Iterable[str], scales: Iterable[Scale]) -> Refused:
    """The refusal of grades that nobody has said the scale of."""
    names = ", ".join(f"»{column}«" for column in columns)
    return Refused(
        f"Det fremgår ikke, hvilken skala karaktererne i {names} er givet i.",
        f'Vælg skalaen på siden, eller sig den i kolonnevalget (--mapping): {{"scale": "SAVE"}}. '
        f"Skalaerne er {_titles(scales)}. Er det ikke karakterer, så vælg kolonnen fra.",
    )


def unknown_scale(what: str, scales: Iterable[Scale]) -> Refused:
    """The refusal of grades in a scale that the registry does not know."""
    return Refused(
        what,
        f"Vælg en af dem: {_titles(scales)}. Er det ikke karakterer, så vælg kolonnen fra.",
    )


def _obvious_scale(value: str) -> str | None:
    plain = _plain(value)
    if plain in {"ib", "un", "k0", "k1", "k2", "k3"}:
        return "K"
    return "FARVE" if plain in _COLOURS else None


def _meant(known: KnownGrade, others: Iterable[KnownGrade], text: str) -> list[str]:
    """The grade where a text is its spelling, or a title that no other grade of the scale has."""
    plain = _plain(text)
    if plain == _plain(known.grade):
        return [known.grade]
    for title in (known.title_da, known.title_en):
        sharing = [each for each in others if title in {each.title_da, each.title_en}]
        if plain == _plain(title) and len({each.grade for each in sharing}) == 1:
            return [known.grade]
    return []


def _plain(text: str) -> str:
    return "".join(letter for letter in normal_key(text) if letter.isalnum())


def _titles(scales: Iterable[Scale]) -> str:
    return "; ".join(f"{each.code}: {each.title_da}" for each in scales)
