"""`landsbyatlas audit`: whether who saw and changed what is still as it was written."""

import json
from typing import Annotated

import typer

from db.installation import Installation, Registry
from db.sealer import seal_now, verify_now
from db.sealing import Fault, Verdict
from gis_service.cli.progress import ProgressBar

app = typer.Typer(help="Who saw or changed what, and whether it still says so.")
_SHOWN = 20
_WORDS = {
    Fault.CHANGED: "the line was changed after it was sealed",
    Fault.REMOVED: "the line was removed",
    Fault.REORDERED: "the chain does not lead from the line before to this one",
    Fault.CUT: "links of the chain are missing here",
    Fault.UNSIGNED: "nothing signs the chain from here on",
    Fault.FORGED: "the signature is not by this installation's key",
    Fault.REWRITTEN: "the chain is not the one that was sealed here before",
    Fault.LOOSE: "there are lines that were never handed to the sealer",
}


@app.callback()
def audit() -> None:
    """What the commands of the audit have in common, which is nothing."""


@app.command("verify")
def verify_audit(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The demo registry's audit.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for scripts.")] = False,
) -> None:
    """Hash every line anew, follow the chain and check its signatures; changes nothing.

    Exit code 1 where a line was changed, removed or reordered.
    """
    installation = Installation.here()
    with installation.running("audit verify"):
        database = installation.database(Registry.DEMO if demo else Registry.REAL)
        with ProgressBar("Verifying") as bar:
            verdict = verify_now(installation, database, lambda done: bar.update(done, 0))
    print(_json(verdict) if as_json else _told(verdict))
    if not verdict.holds:
        raise typer.Exit(1)


@app.command("seal")
def seal_audit(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The demo registry's audit.")] = False,
) -> None:
    """Chain and sign what waits now; the service does so by itself every few seconds."""
    installation = Installation.here()
    with installation.running("audit seal"):
        database = installation.database(Registry.DEMO if demo else Registry.REAL)
        print(f"Sealed up to line {seal_now(installation, database):,} of the chain.")


def _told(verdict: Verdict) -> str:
    told = (
        f"{verdict.lines:,} lines in the chain, signed up to {verdict.sealed:,};"
        f" {verdict.waiting:,} wait to be sealed."
    )
    if verdict.holds:
        return f"{told}\nNothing was changed, removed or reordered."
    lines = [told]
    for one in verdict.findings[:_SHOWN]:
        where = f"Position {one.position:,}" if one.position else "Beside the chain"
        which = "" if one.line is None else f" (line {one.line:,})"
        lines.append(f"{where}{which}: {_WORDS[one.fault]}.")
    if len(verdict.findings) > _SHOWN:
        lines.append(f"... and {len(verdict.findings) - _SHOWN:,} more; --json tells all.")
    lines.append("Keep the database as it is, and ask whoever has the newest backup to compare.")
    return "\n".join(lines)


def _json(verdict: Verdict) -> str:
    return json.dumps(
        {
            "holds": verdict.holds,
            "lines": verdict.lines,
            "sealed": verdict.sealed,
            "waiting": verdict.waiting,
            "findings": [
                {"fault": one.fault, "position": one.position, "line": one.line}
                for one in verdict.findings
            ],
        }
    )
