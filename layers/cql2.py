"""Reads CQL2 text into a tree, bounded in length and depth, with errors in plain words."""

from functools import cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from layers.errors import BadFilter

LONGEST = 8_000
DEEPEST = 24
EXAMPLE = "Write it like: suspicion >= 60 AND use_code IN ('110', '120')."


@cache
def _grammar() -> Lark:
    text = files("layers").joinpath("cql2.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True)


def parse(text: str) -> Tree[Token]:
    """The tree of a filter; raises BadFilter with the place where it stops making sense."""
    if len(text) > LONGEST:
        raise BadFilter(
            f"The filter is {len(text)} characters long; {LONGEST} is the most.",
            "Draw a simpler area or ask for less at a time.",
        )
    if any(ord(character) < 32 and not character.isspace() for character in text):  # noqa: PLR2004  # control characters
        raise BadFilter("The filter holds a control character.", EXAMPLE)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        position = cast("int | None", error.pos_in_stream)  # None as the class declares it
        if position is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
            raise BadFilter("The filter ends too early.", EXAMPLE, len(text) + 1) from None
        raise BadFilter(
            f"The filter does not make sense from {text[position:][:20]!r}.", EXAMPLE, position + 1
        ) from None
    _bound(tree)
    return tree


def _bound(tree: Tree[Token]) -> None:
    level: list[Tree[Token]] = [tree]
    for _ in range(DEEPEST * 3):  # a pair of brackets is up to three levels of the tree
        level = [child for one in level for child in one.children if isinstance(child, Tree)]
        if not level:
            return
    raise BadFilter(f"The filter is nested more than {DEEPEST} deep.", "Take brackets away.")
