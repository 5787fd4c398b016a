"""What can be wrong with a question to a layer."""

from db.errors import AtlasError
from layers.words import Language


class SpokenError(AtlasError):
    """Something that is told in both languages; commands tell it in English."""

    def __init__(self, *, da: str, en: str, next_da: str, next_en: str) -> None:
        super().__init__(en, next_en)
        self._said = {Language.DA: (da, next_da), Language.EN: (en, next_en)}

    def said(self, language: Language) -> tuple[str, str]:
        """What happened and what to do next, in a language."""
        return self._said[language]


class Closed(SpokenError):  # noqa: N818  # named for what it is
    """A column or a layer does not leave the registry, and why."""


class BadParameter(SpokenError):  # noqa: N818  # named for what is bad
    """A layer was asked with a parameter it does not have, or a value out of its bounds."""


class BadFilter(SpokenError):  # noqa: N818  # named for what is bad
    """A filter cannot be read, or names what the layer does not have.

    Attributes:
        position: Where in the text the trouble begins, counted from 1; None: all of it.
    """

    def __init__(
        self, *, da: str, en: str, next_da: str, next_en: str, position: int | None = None
    ) -> None:
        if position is not None:
            da, en = f"{da} (ved tegn {position})", f"{en} (at character {position})"
        super().__init__(da=da, en=en, next_da=next_da, next_en=next_en)
        self.position = position
