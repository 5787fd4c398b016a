"""What can be wrong with a question to a layer."""

from db.errors import AtlasError


class BadParameter(AtlasError):  # noqa: N818  # named for what is bad
    """A layer was asked with a parameter it does not have, or a value out of its bounds."""


class BadFilter(AtlasError):  # noqa: N818  # named for what is bad
    """A filter cannot be read, or names what the layer does not have.

    Attributes:
        position: Where in the text the trouble begins, counted from 1; None: all of it.
    """

    def __init__(self, message: str, next_step: str, position: int | None = None) -> None:
        where = "" if position is None else f" (at character {position})"
        super().__init__(f"{message}{where}", next_step)
        self.position = position
