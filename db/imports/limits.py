"""Whose rows an import may write: those of the municipality whose account brings them."""

from collections import Counter
from collections.abc import Collection

from db.imports.errors import Refused
from db.imports.forms import LOADERS
from db.imports.loading import Run
from db.imports.refresh import NO_MUNICIPALITY
from db.imports.statements import statement


def refuse_others(run: Run, touched: Collection[str]) -> None:
    """Refuse the whole run where it brings rows of other municipalities, or changes theirs.

    Asked of all rows that were read, also those that would change nothing: that nothing changes
    would tell what stands there.

    Args:
        run: What was read and merged, and can still be taken back.
        touched: The municipalities to make the current values again for.
    """
    own = run.options.person.municipality
    if own is None:
        return
    staged = _staged(run)
    foreign = {code: rows for code, rows in staged.items() if code not in {own, NO_MUNICIPALITY}}
    if foreign:
        told = ", ".join(f"{code} ({rows} rækker)" for code, rows in sorted(foreign.items()))
        raise Refused(
            f"Filerne har rækker fra andre kommuner end {own}: {told}. Intet er indlæst.",
            f"Tag rækkerne ud, og indlæs kun dem, der er fra {own}.",
        )
    if set(touched) - {own} and _is_among_others(run, own):
        raise Refused(
            f"Filerne har {staged[NO_MUNICIPALITY]} rækker uden kommune, og de gælder måske andre"
            f" kommuner end {own}. Intet er indlæst.",
            f"Angiv kommunen {own} for rækkerne, eller lad den, der driver tjenesten, indlæse dem.",
        )


def _staged(run: Run) -> Counter[str]:
    """How many rows were read of each municipality."""
    found: Counter[str] = Counter()
    for loader in LOADERS:
        for target in sorted(loader.targets & run.staged):
            counted = statement("staged_municipalities").format(staging=loader.staging(target))
            for code, rows in run.connection.execute(counted).fetchall():
                found[code] += rows
    return found


def _is_among_others(run: Run, own: str) -> bool:
    """Whether the registry holds other municipalities too."""
    found = run.connection.execute(
        "select exists (select from work.registry where municipality_code <> %s)", [own]
    ).fetchone()
    return found == (True,)
