"""The words of a search, folded as the registry folds what it searches in."""

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, and_, func, literal, or_

MOST_WORDS: Final = 6
MOST_CHARACTERS: Final = 200
# Trigrams need three letters; shorter words are only looked for where a word begins.
SHORT: Final = 2
_BETWEEN: Final = re.compile(r"[\s,;]+")
_SPECIAL: Final = re.compile(r"[\\%_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """What somebody typed, as words; the database folds case, accents and Danish spellings."""

    words: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The words with one space between them."""
        return " ".join(self.words)

    @property
    def is_short(self) -> bool:
        """Whether every word is too short to look for inside words."""
        return all(len(word) <= SHORT for word in self.words)

    def all_in(self, text: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Every word stands in a folded text."""
        return and_(*(self.one_in(text, word) for word in self.words))

    def all_begin_in(self, text: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Every word begins a word of a folded text."""
        return and_(*(_begins(text, word) for word in self.words))

    def one_in(self, text: SQLColumnExpression[Any], word: str) -> ColumnElement[bool]:
        """One word stands in a folded text; a short one at the beginning of a word."""
        if len(word) <= SHORT:
            return _begins(text, word)
        return text.like(literal("%").concat(pattern(word)).concat("%"))


def words_of(text: str) -> SearchWords:
    """The first words of what was typed; commas are as good as spaces."""
    words = [word for word in _BETWEEN.split(text[:MOST_CHARACTERS].replace("\0", "")) if word]
    return SearchWords(words=tuple(words[:MOST_WORDS]))


def pattern(text: str) -> ColumnElement[str]:
    """A text folded, and safe inside a LIKE pattern."""
    return func.map.fold(_SPECIAL.sub(r"\\\g<0>", text), type_=Text)


def _begins(text: SQLColumnExpression[Any], word: str) -> ColumnElement[bool]:
    folded = pattern(word)
    return or_(text.like(folded.concat("%")), text.like(literal("% ").concat(folded).concat("%")))
