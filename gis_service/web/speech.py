"""The languages of the pages: gettext catalogues, and how dates and numbers are written."""

import gettext
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from db.clock import COPENHAGEN
from layers.words import Language, Words

TRANSLATIONS = Path(__file__).parent / "translations"
# Stands where nothing is known, and between the ends of a span.
DASH = "\N{EN DASH}"


# How a date and a moment are written in each language.
DATE_PATTERNS = {Language.DA: "dd-MM-yyyy", Language.EN: "d MMM yyyy"}
MOMENT_PATTERNS = {Language.DA: "dd-MM-yyyy 'kl.' HH.mm", Language.EN: "d MMM yyyy, HH:mm"}


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The texts of a language, compiled from its .po file; English is the language of the code."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How the pages speak to one reader: texts, dates and numbers in her language."""

    language: Language

    @property
    def _(self) -> Callable[[str], str]:
        """The text in the reader's language."""
        return catalogue(self.language).gettext

    def words(self, words: Words) -> str:
        """Words of the catalogue in the reader's language."""
        return words.in_(self.language)

    def many(self, one: str, several: str, count: int) -> str:
        """A text that depends on a number, with the number in it."""
        text = catalogue(self.language).ngettext(one, several, count)
        return text % {"num": self.number(count)}

    def date(self, value: date | str | None) -> str:
        """A day, 22-11-2026; a dash where it is not known."""
        day = _as_date(value)
        if day is None:
            return DASH
        return format_date(day, DATE_PATTERNS[self.language], locale=self.language)

    def moment(self, value: datetime | str | None) -> str:
        """A day and time in Copenhagen; a dash where it is not known."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if value is None:
            return DASH
        local = value.astimezone(COPENHAGEN)
        return format_datetime(local, MOMENT_PATTERNS[self.language], locale=self.language)

    def number(self, value: float | None) -> str:
        """A number, 1.268,5; a dash where it is not known."""
        if value is None:
            return DASH
        return format_decimal(value, locale=self.language, format="#,##0.##")

    def metres(self, value: float) -> str:
        """A distance: metres below one kilometre, then kilometres."""
        if value < 1000:  # noqa: PLR2004 -- a kilometre
            return f"{self.number(round(value))} m"
        return f"{self.number(round(value / 1000, 1))} km"


def _as_date(value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(COPENHAGEN).date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value
