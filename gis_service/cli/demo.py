"""`landsbyatlas demo`: an invented registry that shows the product before real data are there."""

from typing import Annotated

import typer

from db.errors import AtlasError
from db.installation import Installation
from gis_service.cli.progress import ProgressBar
from gis_service.cli.screen import told
from gis_service.demo.people import PEOPLE, SIGN_INS, SignIn, SignIns, sign_ins
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo, remove_demo

app = typer.Typer(help="The demo registry: invented properties, and people to try it as.")


@app.callback(invoke_without_command=True)
def demo(
    context: typer.Context,
    size: Annotated[Size, typer.Option(help="How many properties; small is about 3,000.")] = (
        Size.SMALL
    ),
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same registry.")] = 1,
    *,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the demo and show the real registry.")
    ] = False,
) -> None:
    """Make the demo registry afresh in a database of its own, and show it."""
    if context.invoked_subcommand is not None:
        return
    installation = Installation.here()
    with installation.running("demo"):
        if remove:
            remove_demo(installation)
            print("The demo registry is removed; the real registry is shown.")
            return
        with ProgressBar("Preparing") as bar:
            result = make_demo(installation, size, seed, bar.show)
    print(
        f"The demo registry holds {result.properties:,} invented properties about"
        f" {result.places:,} places in {result.municipalities} approximate municipalities,"
        f" and is what the map shows now."
    )
    for line in told(result.screening):
        print(line)
    print(table(sign_ins(installation.data.path)))


@app.command()
def people() -> None:
    """Show how everybody of the demo signs in."""
    print(table(_known()))


@app.command()
def code(name: Annotated[str, typer.Argument(help="The user name, such as social.")]) -> None:
    """Print the six-digit code that somebody of the demo signs in with just now."""
    print(_of(_known(), name).code())


def table(known: SignIns) -> str:
    """Role, user name and password of everybody, and who needs a code as well."""
    rows = [("Role", "User name", "Password", "")]
    rows += [
        (
            each.role.value.replace("_", " "),
            each.name,
            known[each.name].password,
            f"and: landsbyatlas demo code {each.name}" if known[each.name].secret else "",
        )
        for each in PEOPLE
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))
        for row in rows
    )
    told = (
        "Sign in to the demo as one of these; who reads its map reads that of all municipalities:"
    )
    return "\n".join(line.rstrip() for line in (told, *lines))


def _known() -> SignIns:
    folder = Installation.here().data.path
    if not (folder / SIGN_INS).exists():
        raise AtlasError("There is no demo here yet.", "Make one: landsbyatlas demo")
    return sign_ins(folder)


def _of(known: SignIns, name: str) -> SignIn:
    if name not in known:
        raise AtlasError(
            f"Nobody of the demo is called {name}.", "See who is there: landsbyatlas demo people"
        )
    return known[name]
