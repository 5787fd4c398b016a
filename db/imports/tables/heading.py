"""The heading of a table: names that can be told apart."""

from collections.abc import Sequence

from db.imports.cpr import has_cpr
from db.imports.errors import Refused

_MAX_COLUMNS = 1_000


def checked_heading(cells: Sequence[str]) -> tuple[str, ...]:
    """The column names; refused where there is none or two are alike."""
    if not any(cell.strip() for cell in cells):
        raise Refused(
            "Filen har ingen overskrift med kolonnenavne.",
            "Skriv kolonnenavne i første række, og indlæs filen igen.",
        )
    if len(cells) > _MAX_COLUMNS:
        raise Refused(
            f"Filen har {len(cells)} kolonner; det højeste er {_MAX_COLUMNS}.",
            "Fjern de kolonner, der ikke skal bruges.",
        )
    if any(has_cpr(name) for name in cells):
        raise Refused(
            "Første række er ikke en overskrift: den ser ud til at indeholde et CPR-nummer.",
            "Skriv kolonnenavne i første række, og fjern CPR-numre fra filen.",
        )
    # A column without a name is kept under its number.
    header = tuple(cell.strip() or f"kolonne {n}" for n, cell in enumerate(cells, start=1))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise Refused(
            f"Kolonnenavnet »{twice[0]}« findes flere gange.",
            "Giv kolonnerne hver sit navn, og indlæs filen igen.",
        )
    return header
