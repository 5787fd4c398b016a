"""Reads CQL2 text into a tree, bounded in length and depth, with errors in plain words."""

from functools import cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from layers.errors import BadFilter
from layers.words import Words

LONGEST = 8_000
DEEPEST = 24
_EXAMPLE = "suspicion >= 60 AND use_code IN ('110', '120')."


@cache
def _grammar() -> Lark:
    text = files("layers").joinpath("cql2.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True)


def parse(text: str) -> Tree[Token]:
    """The tree of a filter; raises BadFilter with the place where it stops making sense."""
    if len(text) > LONGEST:
        raise BadFilter(
            da=f"Filteret er på {len(text)} tegn; {LONGEST} er det højeste.",
            en=f"The filter is {len(text)} characters long; {LONGEST} is the most.",
            next_da="Tegn et enklere område, eller spørg om mindre ad gangen.",
            next_en="Draw a simpler area or ask for less at a time.",
        )
    if any(ord(character) < 32 and not character.isspace() for character in text):  # noqa: PLR2004  # control characters
        raise _senseless(
            Words("Der er et styretegn i filteret.", "The filter holds a control character.")
        )
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        position = cast("int | None", error.pos_in_stream)  # None as the class declares it
        if position is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
            told = Words("Filteret slutter for tidligt.", "The filter ends too early.")
            raise _senseless(told, len(text) + 1) from None
        rest = repr(text[position:][:20])
        told = Words(
            f"Filteret giver ikke mening fra {rest}.",
            f"The filter does not make sense from {rest}.",
        )
        raise _senseless(told, position + 1) from None
    _bound(tree)
    return tree


def _senseless(told: Words, position: int | None = None) -> BadFilter:
    return BadFilter(
        da=told.da,
        en=told.en,
        next_da=f"Skriv for eksempel: {_EXAMPLE}",
        next_en=f"Write it like: {_EXAMPLE}",
        position=position,
    )


def _bound(tree: Tree[Token]) -> None:
    level: list[Tree[Token]] = [tree]
    for _ in range(DEEPEST * 3):  # a pair of brackets is up to three levels of the tree
        level = [child for one in level for child in one.children if isinstance(child, Tree)]
        if not level:
            return
    raise BadFilter(
        da=f"Filteret har mere end {DEEPEST} lag af parenteser.",
        en=f"The filter is nested more than {DEEPEST} deep.",
        next_da="Fjern nogle parenteser.",
        next_en="Take brackets away.",
    )
