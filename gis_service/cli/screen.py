"""`landsbyatlas screen`: let the rules look at every standing property."""

import getpass
import json
from datetime import datetime
from typing import Annotated

import typer

from db.clock import today
from db.installation import Installation
from gis_service.cli.progress import ProgressBar
from gis_service.screening.service import ScreeningResult, refuse_unknown, screen

REASONS = {
    "no_building": "no standing building or unit in the registers",
    "only_outbuildings": "only garages, carports, sheds and the like",
    "no_known_value": "no field that a rule asks for is filled in, or no rule is for that use",
}


def screen_registry(
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day the rules are applied for; today."),
    ] = None,
    registry: Annotated[
        list[str] | None,
        typer.Option("--registry", help="Only this registry (municipality code); repeatable."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Find the properties to go and look at, from the registers alone."""
    day = as_of.date() if as_of else today()
    installation = Installation.here()
    with installation.running("screen"):
        database = installation.prepare()
        refuse_unknown(database, registry or ())
        with ProgressBar("Screening") as bar:
            result = screen(database, day, registry, bar.update, getpass.getuser())
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        for line in told(result):
            print(line)


def told(result: ScreeningResult) -> list[str]:
    """The result in a few lines."""
    found = (
        f"Screened {result.screened:,} standing properties as of {result.as_of}; "
        f"{result.candidates:,} are candidates; {result.ranked:,} have a priority; "
        f"{result.changed:,} results changed."
    )
    silent = f"No rule applies to {result.no_rule_applies:,} of them"
    return [
        found,
        f"{silent}{':' if result.no_rule_applies else '.'}",
        *(f"  {number:,}: {REASONS[reason]}" for reason, number in result.without.items()),
    ]
