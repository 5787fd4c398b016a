"""`landsbyatlas demo`: an invented registry that shows the product before real data are there."""

from typing import Annotated

import typer

from db.installation import Installation
from gis_service.cli.progress import ProgressBar
from gis_service.cli.screen import told
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo, remove_demo


def demo(
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
