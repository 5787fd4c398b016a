"""Graded properties that the registry does not know: they are taken, and stand without position."""

from dataclasses import dataclass

from db.imports.loading import Run
from db.imports.source import Target
from db.imports.statements import statement


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownProperties:
    """How many rows of a table name such a property.

    Attributes:
        table: The table's name, which is the `source` of the properties that only it knows.
    """

    table: str
    rows: int


def tell_unknown(run: Run) -> tuple[UnknownProperties, ...]:
    """Note the rows of this run that are so, with the first lines; asked when `work` is made."""
    if Target.LISTED_PROPERTY not in run.staged:
        return ()
    found = run.connection.execute(statement("unknown_graded")).fetchall()
    for file_id, table, rows, lines in found:
        named = ", ".join(str(line) for line in lines)
        more = " ..." if rows > len(lines) else ""
        run.note(
            file_id,
            f"{rows} rækker nævner ejendomme, som registret ikke kender (linje {named}{more}); de "
            f"står uden position i listen, med kilden »{table}«.",
        )
    return tuple(UnknownProperties(table=table, rows=rows) for _, table, rows, _ in found)
