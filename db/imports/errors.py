"""What can go wrong with an import, in plain words with the next step."""

from dataclasses import dataclass

from db.errors import AtlasError


class ImportFailure(AtlasError):  # noqa: N818 -- named for what happened, as Refused and Busy
    """An import could not be done; the registry is as it was."""


class Refused(ImportFailure):
    """A file is refused as a whole: an unknown or older form, broken, too large or dangerous."""


class Busy(ImportFailure):
    """Another import, undo or screening is under way in this registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """What stands on an import, so that it cannot be undone: a later run, or a human record."""

    kind: str
    id: int
    description: str


class UndoRefused(ImportFailure):
    """An import cannot be undone exactly, because something later depends on it."""

    def __init__(
        self, message: str, next_step: str, dependents: tuple[Dependent, ...] = ()
    ) -> None:
        super().__init__(message, next_step)
        self.dependents = dependents
