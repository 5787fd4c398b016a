"""Texts that people write into the rooms: whole, and without civil registration numbers."""

from typing import Annotated

from pydantic import Field

from db.imports.cpr import find_cpr
from db.rooms.notes import BODY_LENGTH
from gis_service.errors import CprRefused

Body = Annotated[
    str,
    Field(
        min_length=1,
        max_length=BODY_LENGTH,
        description="Kept as it is written, to the letter; never with a CPR number.",
    ),
]


def without_cpr(text: str) -> str:
    """The text; refused with the place of the number where it holds one, and never the number."""
    position = find_cpr(text)
    if position is None:
        return text
    raise CprRefused(
        da=f"Teksten har et CPR-nummer ved tegn {position + 1}. Intet er gemt.",
        en=f"The text holds a CPR number at character {position + 1}. Nothing was kept.",
        next_da="Tag nummeret ud, og gem igen.",
        next_en="Take the number out, and keep it again.",
    )
