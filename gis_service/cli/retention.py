"""`landsbyatlas retention`: what is due to be deleted, and the deletion of a night by hand."""

import json
from datetime import date, timedelta
from typing import Annotated

import typer

from db.clock import today
from db.installation import Installation, Registry
from db.night import due, purge_now

app = typer.Typer(help="How long confidential rows are kept, and their deletion.")
_MONTH = timedelta(days=31)

Demo = Annotated[bool, typer.Option("--demo", help="The demo registry's rows.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result for scripts.")]


@app.callback(invoke_without_command=True)
def retention(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is due, as without a command.")
    ] = False,
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Say what is due within a month; deletes nothing."""
    del dry_run
    if context.invoked_subcommand is None:
        _tell_due(today() + _MONTH, as_json=as_json, demo=demo)


@app.command()
def run(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is due today; delete nothing.")
    ] = False,
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Delete what is due today; a running service does so by itself every night."""
    if dry_run:
        _tell_due(today(), as_json=as_json, demo=demo)
        return
    installation = Installation.here()
    with installation.running("retention run"):
        receipts = purge_now(installation.database(_registry(is_demo=demo)))
    if as_json:
        told = [
            {
                "receipt": each.receipt,
                "municipality": each.municipality_code,
                "deleted": each.counts,
            }
            for each in receipts
        ]
        print(json.dumps({"receipts": told}))
        return
    for each in receipts:
        counts = ", ".join(f"{count:,} {subject}" for subject, count in sorted(each.counts.items()))
        print(f"Municipality {each.municipality_code}: deleted {counts} (receipt {each.receipt}).")
    if not receipts:
        print("Nothing is due today.")


def _tell_due(until: date, *, as_json: bool, demo: bool) -> None:
    installation = Installation.here()
    with installation.running("retention"):
        found = due(installation.database(_registry(is_demo=demo)), until)
    if as_json:
        told = [
            {
                "municipality": each.municipality_code,
                "subject": each.subject,
                "rows": each.rows,
                "first_due": each.first_due.isoformat(),
            }
            for each in found
        ]
        print(json.dumps({"until": until.isoformat(), "due": told}))
        return
    for each in found:
        print(
            f"Municipality {each.municipality_code}: {each.rows:,} {each.subject},"
            f" the first on {each.first_due}"
        )
    print(f"{'That is' if found else 'Nothing is'} due by {until}. Nothing was deleted.")


def _registry(*, is_demo: bool) -> Registry:
    return Registry.DEMO if is_demo else Registry.REAL
