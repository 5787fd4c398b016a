"""`landsbyatlas lists`: the named lists, and how to take one out."""

import json
from typing import Annotated

import typer

from db.installation import Installation
from db.person import COMMAND_LINE
from db.saved_lists import SavedList, Shelf
from gis_service.lists.service import told as told_of


def lists(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """Show the saved lists: what they hold, and who last changed them."""
    installation = Installation.here()
    with installation.running("lists"):
        found = Shelf(database=installation.prepare(), person=COMMAND_LINE).all()
    if as_json:
        content = {"lists": [told_of(each) for each in found]}
        print(json.dumps(content, ensure_ascii=False, default=str))
        return
    for each in found:
        print(told(each))
    if not found:
        print("There are no lists yet: keep one from the list below the map.")


def told(saved: SavedList) -> str:
    """A list in one line; it is taken out by the name that the line begins with."""
    rows = saved.filter or "every row"
    return (
        f"{saved.name}: {saved.layer}, {rows}; {len(saved.columns)} columns;"
        f" changed by {saved.changed_by} on {saved.changed_at:%Y-%m-%d}"
    )
