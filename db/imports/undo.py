"""Takes a whole import back: the registry is exactly as it was before."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from db.audited_run import AuditedRun
from db.database import Database
from db.imports.errors import Dependent, ImportFailure, UndoRefused
from db.imports.flags.room import Room, sweep
from db.imports.refresh import NO_MUNICIPALITY, refresh
from db.imports.source import BASE, Target
from db.imports.statements import statement
from db.imports.told import CONFIDENTIAL, registries_told
from db.imports.turn import mark_interrupted, take_turn
from db.logins import Login
from db.person import COMMAND_LINE, Person
from db.recording import Event

# Two runs that wrote versions of one thing depend on each other, whatever the times.
_TIMES = frozenset({"registration_from", "effect_from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoResult:
    """What an undo did.

    Attributes:
        rows: Rows of `base` that were taken away or put back; None for flags, where it would tell
            what stood in their room before.
        touched: The municipality codes of those rows.
        registries: The registries whose current values may differ now, to be screened again.
    """

    run: int
    rows: int | None
    touched: frozenset[str]
    registries: frozenset[str] = frozenset()

    def as_dict(self) -> dict[str, object]:
        """The result by the names that scripts rely on."""
        return {"run": self.run, "rows": self.rows, "undone": True}


def undo_import(
    database: Database, run: int, actor: str, person: Person = COMMAND_LINE
) -> UndoResult:
    """Undo one import exactly, or raise `UndoRefused` with what depends on it.

    Imports of another municipality than the person's are unknown to her.
    """
    mark_interrupted(database)
    with psycopg.connect(database.conninfo(Login.IMPORTER), prepare_threshold=None) as connection:
        take_turn(connection, person.municipality)
        sweep(database)
        _check_state(connection, run, person.municipality)
        audited = AuditedRun(
            connection=connection, database=database, login=Login.IMPORTER, person=person
        )
        audited.begin(run)
        if _is_of_flags(connection, run):
            return _undo_flags(audited, run, actor)
        tables = [_Table.of(connection, target) for target in BASE]
        _refuse_dependents(run, [each for table in tables for each in table.later(run)])
        touched = frozenset(code for table in tables for code in table.touched(run))
        _refuse_others(run, touched, person.municipality)
        rows = sum(table.restore(run) for table in tables)
        connection.execute("delete from base.replaced where run_id = %s", [run])
        try:
            registries = refresh(connection, touched)
        except psycopg.errors.ForeignKeyViolation as error:
            raise _human(run, error) from error
        _mark(connection, run, actor)
        told = {"rows": rows, **registries_told(touched)}
        audited.end(Event.IMPORT_UNDONE, run, told, touched - {NO_MUNICIPALITY})
    return UndoResult(run=run, rows=rows, touched=touched, registries=registries)


def _undo_flags(audited: AuditedRun, run: int, actor: str) -> UndoResult:
    """Take flags back inside their room, the newest run first."""
    connection = audited.connection
    # Asked of the runs alone: which flags two of them share would tell what stands in the room.
    later = connection.execute(statement("flag_runs_after"), {"run": run}).fetchall()
    _refuse_dependents(
        run,
        [Dependent(kind="import", id=number, description=f"nr. {number}") for (number,) in later],
    )
    with Room.of(audited.database, None) as room:
        # From here on none of them counts; whatever stops us, the next import clears the rest.
        _mark(connection, run, actor)
        audited.end(Event.IMPORT_UNDONE, run, CONFIDENTIAL, room.municipalities(run))
        connection.commit()
        room.restore(run)
        room.forget(run)
        room.refresh_bands()
        room.commit()
    return UndoResult(run=run, rows=None, touched=frozenset())


def _is_of_flags(connection: psycopg.Connection, run: int) -> bool:
    row = connection.execute(
        "select exists (select from work.import_file where run_id = %s and target = %s)",
        [run, Target.SOCIAL_FLAG],
    ).fetchone()
    return row == (True,)


def _mark(connection: psycopg.Connection, run: int, actor: str) -> None:
    connection.execute(
        "update work.import_run set state = 'undone', undone_at = clock_timestamp(), "
        "undone_by = %s where id = %s",
        [actor, run],
    )


def _refuse_others(run: int, touched: frozenset[str], municipality: str | None) -> None:
    """Refuse what was written by nobody's account and holds rows of other municipalities."""
    if municipality is not None and touched - {municipality, NO_MUNICIPALITY}:
        raise UndoRefused(
            f"Indlæsning nr. {run} kan ikke fortrydes her: den har også rækker fra andre kommuner.",
            "Bed den, der driver tjenesten, om at fortryde den.",
        )


def _check_state(connection: psycopg.Connection, run: int, municipality: str | None) -> None:
    row = connection.execute(
        statement("run_state"), {"run": run, "municipality": municipality}
    ).fetchone()
    if row is None:
        raise ImportFailure(
            f"Der er ingen indlæsning nr. {run}.", "Se numrene på siden Indlæsninger."
        )
    match row[0]:
        case "undone":
            raise ImportFailure(f"Indlæsning nr. {run} er allerede fortrudt.", "Intet er ændret.")
        case "failed" | "interrupted":
            raise ImportFailure(
                f"Indlæsning nr. {run} blev ikke gennemført.", "Der er intet at fortryde."
            )


def _refuse_dependents(run: int, found: Sequence[Dependent]) -> None:
    by_run = {each.id: each for each in found}
    if by_run:
        later = tuple(by_run[key] for key in sorted(by_run))
        names = "; ".join(each.description for each in later)
        raise UndoRefused(
            f"Indlæsning nr. {run} kan ikke fortrydes: senere indlæsninger bygger på den "
            f"({names}).",
            f"Fortryd først nr. {later[-1].id}, eller lad den stå.",
            later,
        )


def _human(run: int, error: psycopg.errors.ForeignKeyViolation) -> UndoRefused:
    table = error.diag.table_name or "ukendt"
    return UndoRefused(
        f"Indlæsning nr. {run} kan ikke fortrydes: mennesker har siden skrevet noget om ejendomme, "
        f"som kun den kender ({table}).",
        "Lad indlæsningen stå; det, mennesker har skrevet, fjernes aldrig.",
        (Dependent(kind="human", id=0, description=error.diag.message_detail or table),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table of `base` as undo sees it: its key, and its other columns."""

    connection: psycopg.Connection
    target: Target
    key: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, connection: psycopg.Connection, target: Target) -> "_Table":
        rows = connection.execute(
            "select a.attname, a.attnum = any(i.indkey::int2[]) from pg_attribute a "
            "join pg_index i on i.indrelid = a.attrelid and i.indisprimary "
            "where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped "
            "order by a.attnum",
            [f"base.{target.value}"],
        ).fetchall()
        return cls(
            connection=connection,
            target=target,
            key=tuple(name for name, is_key in rows if is_key),
            columns=tuple(name for name, is_key in rows if not is_key),
        )

    def later(self, run: int) -> list[Dependent]:
        """Later runs that wrote the same things."""
        thing = [name for name in self.key if name not in _TIMES]
        rows = self._execute(
            "undo_dependents",
            run,
            key=_names(thing),
            image_key=sql.SQL(", ").join(sql.Identifier("image", name) for name in thing),
        )
        return [
            Dependent(
                kind="import",
                id=number,
                description=f"nr. {number} af {actor}, {when}: {count} fælles rækker",
            )
            for number, actor, when, count in rows
        ]

    def touched(self, run: int) -> list[str]:
        """The registries whose rows the run wrote."""
        codes = [code for (code,) in self._execute("undo_touched", run)]
        if codes and self.target is Target.DAR_ADDRESS:
            return [code for (code,) in self._execute("undo_touched_address", run)]
        return codes

    def restore(self, run: int) -> int:
        """Put back and take away; how many rows."""
        cursor = self._execute(
            "undo_restore",
            run,
            assignments=sql.SQL(", ").join(
                sql.SQL("{0} = image.{0}").format(sql.Identifier(name)) for name in self.columns
            ),
            there_image=_match("there", self.key),
            present_image=_match("present", self.key),
        )
        restored = cursor.rowcount
        cursor.nextset()
        return restored + cursor.rowcount

    def _execute(self, name: str, run: int, **more: sql.Composable) -> psycopg.Cursor:
        names: dict[str, sql.Composable] = {
            "table": sql.Identifier("base", self.target.value),
            "table_name": sql.Literal(self.target.value),
            "run_id": sql.Literal(run),
            **more,
        }
        return self.connection.execute(statement(name).format(**names))


def _names(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def _match(table: str, key: Sequence[str]) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier(table, name), sql.Identifier("image", name))
        for name in key
    )
