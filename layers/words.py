"""Words shown to people, in every language of the product."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language of the product; Danish is the first."""

    DA = "da"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Danish and English, in this order."""

    da: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in a language."""
        return self.da if language is Language.DA else self.en
