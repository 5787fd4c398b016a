"""`landsbyatlas staff`: let the first administrator in, or somebody who has locked herself out."""

from typing import Annotated

import typer

from db.errors import AtlasError
from db.installation import Installation
from db.staff.staff import at_once
from gis_service.signin import links, second_person

app = typer.Typer(help="Those who may sign in.", no_args_is_help=True)

Address = Annotated[
    str, typer.Option(help="Where browsers reach the service; the link begins with it.")
]
_USUAL = "http://127.0.0.1:8000"


@app.command()
def first(address: Address = _USUAL) -> None:
    """Print the link with which the first administrator makes her account; good once, for a day."""
    installation = Installation.here()
    with installation.running("staff first"):
        token = at_once(installation.prepare(), links.make_first)
    if token is None:
        raise AtlasError(
            "There is an administrator already.",
            "She can invite others; if she is locked out, run: landsbyatlas staff link NAME",
        )
    print(_told(address, token))


@app.command()
def link(
    name: Annotated[str, typer.Argument(help="The user name.")],
    municipality: Annotated[
        str | None, typer.Option(help="Needed where several municipalities have this name.")
    ] = None,
    address: Address = _USUAL,
) -> None:
    """Print a link with which somebody chooses a new password; she is told that it was made."""
    installation = Installation.here()
    with installation.running("staff link"):
        made = at_once(
            installation.prepare(), lambda staff: links.make_by_name(staff, name, municipality)
        )
    if made is None:
        raise AtlasError(
            f"There is no account {name} that is open, or several municipalities have one.",
            "Look at the spelling, or say which: --municipality 0360",
        )
    print(_told(address, made.token))


@app.command()
def remove_factor(
    name: Annotated[str, typer.Argument(help="The user name.")],
    municipality: Annotated[
        str | None, typer.Option(help="Needed where several municipalities have this name.")
    ] = None,
) -> None:
    """Remove a second factor whose device is lost; sessions and tokens end, and she is told."""
    installation = Installation.here()
    with installation.running("staff remove-factor"):
        is_removed = at_once(
            installation.prepare(),
            lambda staff: second_person.remove_by_name(staff, name, municipality),
        )
    if not is_removed:
        raise AtlasError(
            f"There is no account {name} with a second factor, or several municipalities have one.",
            "Look at the spelling, or say which: --municipality 0360",
        )
    print(f"{name} signs in with the password, and sets up a new second factor.")


def _told(address: str, token: str) -> str:
    return f"{address.rstrip('/')}/link/{token}\nIt is good once, and for a day."
