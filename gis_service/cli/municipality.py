"""`landsbyatlas municipality`: what is one municipality's own, when it leaves the product."""

from pathlib import Path
from typing import Annotated

import typer

from db.backup_file import refuse_existing
from db.database import Database
from db.handover import handed_over
from db.installation import Installation, Registry
from db.logins import ApplicationRole
from db.person import Person
from db.recording import Event, record
from db.staff.staff import Staff, at_once
from maps.handover import write_closed, write_open

app = typer.Typer(help="What is one municipality's own.", no_args_is_help=True)


@app.callback()
def municipality() -> None:
    """What the commands of a municipality have in common, which is nothing."""


@app.command()
def export(
    code: Annotated[str, typer.Argument(help="The municipality's code, for instance 0360.")],
    file: Annotated[Path, typer.Argument(help="The new ZIP; nothing is overwritten.")],
    *,
    rooms: Annotated[
        Path | None,
        typer.Option(help="Another new ZIP for cases, social room, accounts and log."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Of the demo registry.")] = False,
) -> None:
    """Write everything that is one municipality's, as of one moment, with counts and hashes."""
    for each in filter(None, (file, rooms)):
        refuse_existing(each.absolute())
    installation = Installation.here()
    with installation.running("municipality export"):
        database = installation.database(Registry.DEMO if demo else Registry.REAL)
        with handed_over(database.as_owner(), code) as handover:
            _record(database, code, is_with_rooms=rooms is not None)
            print(f"Wrote {write_open(handover, file.absolute()):,} rows to {file}.")
            if rooms is not None:
                print(
                    f"Wrote {write_closed(handover, rooms.absolute()):,} rows to {rooms}: it holds"
                    " confidential things about people. Keep it as carefully."
                )


def _record(database: Database, code: str, *, is_with_rooms: bool) -> None:
    """Tell the municipality's log that everything was taken out, before it is."""
    who = Person(municipality=code, purpose="command line").context(ApplicationRole.SIGN_IN)
    told = {"what": "municipality", "rooms": is_with_rooms}

    async def tell(staff: Staff) -> None:
        async with staff.acting(who) as act:
            await record(act, Event.EXPORTED, told)

    at_once(database, tell)
